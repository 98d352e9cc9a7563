import type { RequestHandler } from 'express';

/** What a browser may do with an answer of the API: nothing but show it. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
	response.setHeader('x-content-type-options', 'nosniff');
	response.setHeader('referrer-policy', 'no-referrer');
	response.setHeader('cross-origin-resource-policy', 'same-origin');
	response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
	next();
};
