import type { ProblemCode } from './problem.ts';

/** Where to call, as the fragment of the page's address carries it. */
export interface Link {
	/** LiveKit's WebSocket address. */
	url: string;
	token: string;
	/** When the token stops opening the room, in milliseconds since the epoch; absent when it does not say. */
	expiresAtMs?: number;
	/** Whether joining again brings a fresh agent because the token itself dispatches one. */
	dispatchesAgent: boolean;
	/** Whether the page calls without a click, for a meeting bot's browser, in which nobody clicks. */
	startsByItself: boolean;
}

/** A link, or the reason why the fragment is none. */
export type LinkReading = { link: Link } | { problem: ProblemCode };

/**
 * Reads `#url=<livekit ws url>&token=<jwt>`, and `&start=now` behind it.
 *
 * The token is decoded to speak plainly about its end, not verified: LiveKit does that.
 */
export function readLink(fragment: string, nowMs: number): LinkReading {
	const values = new URLSearchParams(fragment.replace(/^#/, ''));
	const url = values.get('url');
	const token = values.get('token');
	if (url === null && token === null) return { problem: 'no-link' };
	const claims = token === null ? undefined : readClaims(token);
	if (url === null || token === null || claims === undefined || !isWebSocketUrl(url)) {
		return { problem: 'bad-link' };
	}
	const expiresAtMs = typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
	if (expiresAtMs !== undefined && expiresAtMs <= nowMs) return { problem: 'expired-link' };
	return {
		link: {
			url,
			token,
			...(expiresAtMs === undefined ? {} : { expiresAtMs }),
			dispatchesAgent: hasAgents(claims.roomConfig),
			startsByItself: values.get('start') === 'now',
		},
	};
}

function isWebSocketUrl(text: string): boolean {
	if (!URL.canParse(text)) return false;
	return ['ws:', 'wss:'].includes(new URL(text).protocol);
}

function readClaims(token: string): Record<string, unknown> | undefined {
	const [, payload, signature] = token.split('.');
	if (!payload || !signature) return undefined;
	try {
		const bytes = Uint8Array.from(
			atob(payload.replaceAll('-', '+').replaceAll('_', '/')),
			(character) => character.charCodeAt(0),
		);
		const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
		return isObject(claims) ? claims : undefined;
	} catch {
		return undefined;
	}
}

function hasAgents(roomConfig: unknown): boolean {
	if (!isObject(roomConfig)) return false;
	return Array.isArray(roomConfig.agents) && roomConfig.agents.length > 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
