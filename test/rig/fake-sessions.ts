import type { SessionSummary } from '../../contract/session';

interface Answer {
	status: number;
	body: unknown;
}

const refusal = (status: number, code: string, message: string): Answer => ({
	status,
	body: { error: { code, message, retryable: false } },
});

/** The runtime's routes for sessions that exist, kept in memory; the newest session is the last one added. */
export function createFakeSessions() {
	const sessions: SessionSummary[] = [];

	const list = (query: URLSearchParams): Answer => {
		const limit = Number(query.get('limit') ?? 20);
		if (!(limit >= 1 && limit <= 100)) return refusal(400, 'invalid_request', 'limit is wrong.');
		const status = query.get('status');
		const wanted = sessions.toReversed().filter((one) => status === null || one.status === status);
		const from = Number(query.get('cursor') ?? 0);
		const page = wanted.slice(from, from + limit);
		const next = from + limit < wanted.length ? String(from + limit) : null;
		return { status: 200, body: { sessions: page, nextCursor: next } };
	};

	return {
		add(sessionId: string, status: SessionSummary['status'] = 'active'): void {
			const at = '2026-11-26T10:00:00.000Z';
			sessions.push({
				...{ sessionId, status, room: `meeting_${sessionId}`, createdAt: at, startedAt: at },
				...{ endedAt: null, durationMs: null, endReason: null },
			});
		},
		clear: () => void (sessions.length = 0),
		/** @returns undefined for a path that is none of these. */
		answer(method: string, { pathname, searchParams }: URL): Answer | undefined {
			if (method === 'GET' && pathname === '/v1/sessions') return list(searchParams);
			const [, id, command] = /^\/v1\/sessions\/([\w-]+)(?:\/(\w+))?$/.exec(pathname) ?? [];
			if (id === undefined) return undefined;
			const session = sessions.find(({ sessionId }) => sessionId === id);
			if (!session) return refusal(404, 'not_found', 'There is no such session.');
			if (method === 'GET') return { status: 200, body: { ...session, transcript: [] } };
			if (command !== 'end' && session.status !== 'active') {
				return refusal(409, 'conflict', 'The session is over.');
			}
			return { status: 202, body: session };
		},
	};
}
