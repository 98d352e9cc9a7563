import express, { Router } from 'express';
import { VoiceAgentError } from '../../../../contract/error.ts';

/** `/talk/`: the page on which a caller talks to the agent, and its configuration. */
export function talkRoutes(options: {
	/** The built page; undefined when it was not built. */
	folder: string | undefined;
	/** LiveKit's WebSocket URL. */
	liveKitUrl: string;
	phrasesUrl: string | undefined;
}): Router {
	const { folder, phrasesUrl } = options;
	const policy = contentSecurityPolicy(options.liveKitUrl, phrasesUrl);
	const router = Router();

	router.use((_request, response, next) => {
		response.setHeader('content-security-policy', policy);
		response.setHeader(
			'permissions-policy',
			'microphone=(self), autoplay=(self), camera=(), geolocation=()',
		);
		next();
	});
	router.get('/config.json', (_request, response) => {
		response.setHeader('cache-control', 'no-store');
		response.json(phrasesUrl === undefined ? {} : { phrasesUrl });
	});
	if (folder === undefined) {
		router.use(() => {
			throw new VoiceAgentError(
				'not_found',
				'The talk page is not built. Run `npm run build:client` and start the runtime again.',
			);
		});
	} else {
		router.use(
			'/assets',
			express.static(`${folder}/assets`, { immutable: true, maxAge: '1y', fallthrough: false }),
		);
		router.use(express.static(folder, { cacheControl: false }));
	}
	return router;
}

/** The page may talk to LiveKit and load from itself, and nothing else. */
function contentSecurityPolicy(liveKitUrl: string, phrasesUrl: string | undefined): string {
	const { host, protocol } = new URL(liveKitUrl);
	const http = protocol === 'wss:' ? 'https:' : 'http:';
	const connect = ["'self'", `${protocol}//${host}`, `${http}//${host}`];
	// LiveKit Cloud sends callers to the nearest of its regions.
	if (host.endsWith('.livekit.cloud')) {
		connect.push('wss://*.livekit.cloud', 'https://*.livekit.cloud');
	}
	const media = ["'self'", 'blob:', 'mediastream:'];
	if (phrasesUrl !== undefined) {
		connect.push(new URL(phrasesUrl).origin);
		media.push(new URL(phrasesUrl).origin);
	}
	return [
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' data:",
		"font-src 'self'",
		`connect-src ${connect.join(' ')}`,
		`media-src ${media.join(' ')}`,
		"worker-src 'self' blob:",
		"manifest-src 'self'",
		"base-uri 'none'",
		"frame-ancestors 'self'",
		"form-action 'none'",
	].join('; ');
}
