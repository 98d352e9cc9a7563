import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { SessionList, SessionSummary } from '../../contract/session';
import { runtimeRequest } from '../shared/runtimeRequest';

const PAGE_SIZE = 100;

/** The sessions for the list, newest first; for what needs a running call, only those with one. */
export async function getSessions(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const onlyRunning = this.getCurrentNodeParameter('resource') === 'agent';
	const { sessions, nextCursor } = (await runtimeRequest.call(this, {
		method: 'GET',
		path: '/v1/sessions',
		query: {
			limit: PAGE_SIZE,
			...(onlyRunning ? { status: 'active' } : {}),
			...(paginationToken ? { cursor: paginationToken } : {}),
		},
	})) as SessionList;
	const wanted = filter.trim().toLowerCase();
	return {
		results: sessions
			.map((session) => ({ name: labelOf(session), value: session.sessionId }))
			.filter(({ name }) => name.toLowerCase().includes(wanted)),
		...(nextCursor === null ? {} : { paginationToken: nextCursor }),
	};
}

/** For example `order-17 (active, 2026-11-26 10:04 UTC)`. */
function labelOf({ sessionId, status, startedAt, createdAt }: SessionSummary): string {
	const at = (startedAt ?? createdAt).slice(0, 16).replace('T', ' ');
	return `${sessionId} (${status}, ${at} UTC)`;
}
