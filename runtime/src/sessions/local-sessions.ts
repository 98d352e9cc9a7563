import type { SessionMcpServer } from '../../../contract/session.ts';
import type { SessionConfig } from '../channel/messages.ts';
import type { Seal } from '../store/seal.ts';
import { configOf } from './session-record.ts';
import type { SessionRow } from './session-rows.ts';

/**
 * The sessions that this process works for. LiveKit gives a call to any replica, so that a session may be admitted by one
 * process and have its call, its tools and its budget in another.
 */
export interface LocalSessions {
	/** A session is sure to be made here. */
	begin(session: SessionConfig, mcpServers: readonly SessionMcpServer[]): void;
	/** The session's call runs on this machine: it has just talked to this process. */
	carry(row: SessionRow): void;
	/** Whether the session's call has talked to this process. */
	carries(sessionId: string): boolean;
	/** How many calls have talked to this process and are not over. */
	carried(): readonly string[];
	/** The session is over, or could not be made after all; twice is fine. */
	end(sessionId: string): void;
}

/**
 * @param options - `onBegin`: Told once per session, before anything else happens in it here.
 * `onEnd`: Told when it is over.
 */
export function createLocalSessions(options: {
	seal: Pick<Seal, 'open'>;
	onBegin: (session: SessionConfig, mcpServers: readonly SessionMcpServer[]) => void;
	onEnd: (sessionId: string) => void;
}): LocalSessions {
	const begun = new Set<string>();
	const carried = new Set<string>();

	const begin: LocalSessions['begin'] = (session, mcpServers) => {
		if (begun.has(session.sessionId)) return;
		begun.add(session.sessionId);
		options.onBegin(session, mcpServers);
	};

	const serversOf = ({ mcp_servers_sealed: sealed }: SessionRow): SessionMcpServer[] => {
		const text = sealed === null ? undefined : options.seal.open(sealed);
		return text === undefined ? [] : (JSON.parse(text) as SessionMcpServer[]);
	};

	return {
		begin,
		carry(row) {
			carried.add(row.id);
			begin(configOf(row), serversOf(row));
		},
		carries: (sessionId) => carried.has(sessionId),
		carried: () => [...carried],
		end(sessionId) {
			begun.delete(sessionId);
			carried.delete(sessionId);
			options.onEnd(sessionId);
		},
	};
}
