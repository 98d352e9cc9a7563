import { VoiceAgentError } from '../../../contract/error.ts';
import type { PageStart } from './session-rows.ts';

/** Opaque to clients, so that the order of a list can change. */
export const encodeCursor = ({ createdAt, id }: PageStart): string =>
	Buffer.from(`${createdAt} ${id}`).toString('base64url');

/** @throws VoiceAgentError `invalid_request` when the text is no cursor of `encodeCursor`. */
export function decodeCursor(cursor: string): PageStart {
	const parts = /^(\S+) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString());
	if (!parts?.[1] || !parts[2]) {
		throw new VoiceAgentError('invalid_request', 'The cursor is not one of this list.', {
			details: [{ field: 'cursor', problem: 'must be the nextCursor of an earlier answer' }],
		});
	}
	return { createdAt: parts[1], id: parts[2] };
}
