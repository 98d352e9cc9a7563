import { VoiceAgentError } from '../../../contract/error.ts';
import type { EndReason, SessionSummary } from '../../../contract/session.ts';
import type { ToolUpdate } from '../channel/messages.ts';
import type { Rooms } from '../livekit/rooms.ts';
import type { FinishSession } from './finish-session.ts';
import type { SessionEvents } from './session-events.ts';
import { isMuted, summaryOf } from './session-record.ts';
import { isFinal, type SessionRow, type SessionRows } from './session-rows.ts';
import type { SessionWatch } from './watch-sessions.ts';

/** How long a call may take to say goodbye and report its end. */
const GOODBYE_MS = 40_000;

/** Commands to a running session. Each throws `not_found`, or `conflict` when the session is not running. */
export interface SessionControl {
	/** The agent says the text, word for word. */
	say(sessionId: string, text: string): Promise<SessionSummary>;
	/** The agent acts on the text at once, in its own words; it is no part of its instructions afterwards. */
	instruct(sessionId: string, text: string): Promise<SessionSummary>;
	/** Hands the call what one of its tools has to say. */
	updateTool(sessionId: string, update: ToolUpdate): Promise<void>;
	/** The agent neither hears nor speaks until it is unmuted. */
	mute(sessionId: string): Promise<SessionSummary>;
	unmute(sessionId: string): Promise<SessionSummary>;
	/** Ends the session; one that is over stays as it is. */
	end(sessionId: string, options: { reason?: EndReason; say?: string }): Promise<SessionSummary>;
}

export function createSessionControl(options: {
	rows: SessionRows;
	events: SessionEvents;
	rooms: Rooms;
	now: () => number;
	finish: FinishSession;
	watch: Pick<SessionWatch, 'expectEnd'>;
}): SessionControl {
	const { rows, events, rooms } = options;

	const existing = async (sessionId: string): Promise<SessionRow> => {
		const row = await rows.find(sessionId);
		if (!row) throw new VoiceAgentError('not_found', 'There is no such session.');
		return row;
	};

	const active = async (sessionId: string): Promise<SessionRow> => {
		const row = await existing(sessionId);
		if (row.status === 'active') return row;
		const reason = isFinal(row.status) ? 'The session is over.' : 'The caller has not joined yet.';
		throw new VoiceAgentError('conflict', reason);
	};

	const muted = async (sessionId: string): Promise<boolean> =>
		isMuted((await events.list(sessionId)).map(({ event }) => event));

	const audible = async (sessionId: string): Promise<SessionRow> => {
		const row = await active(sessionId);
		if (!(await muted(sessionId))) return row;
		throw new VoiceAgentError('conflict', 'The agent is muted. Unmute it first.');
	};

	const setMuted = async (sessionId: string, wanted: boolean): Promise<SessionSummary> => {
		const row = await active(sessionId);
		// Sent even when it is so already: a command may repair what an earlier one did not reach.
		await rooms.send(row.room, { type: wanted ? 'mute' : 'unmute' });
		if ((await muted(sessionId)) !== wanted) {
			const at = new Date(options.now()).toISOString();
			const type = wanted ? 'agent.muted' : 'agent.unmuted';
			const published = await events.keep({ type, sessionId, at }, null);
			if (published) events.publish(published);
		}
		return summaryOf(row);
	};

	return {
		say: async (sessionId, text) => {
			const row = await audible(sessionId);
			await rooms.send(row.room, { type: 'say', text });
			return summaryOf(row);
		},
		instruct: async (sessionId, text) => {
			const row = await audible(sessionId);
			await rooms.send(row.room, { type: 'instruct', text });
			return summaryOf(row);
		},
		updateTool: async (sessionId, update) => {
			const row = await active(sessionId);
			await rooms.send(row.room, update);
		},
		mute: (sessionId) => setMuted(sessionId, true),
		unmute: (sessionId) => setMuted(sessionId, false),
		end: async (sessionId, { reason = 'api_ended', say }) => {
			const row = await existing(sessionId);
			if (isFinal(row.status)) return summaryOf(row);
			if (row.status === 'active' && (await rooms.hasAgent(row.room))) {
				options.watch.expectEnd(sessionId, { endReason: reason, failed: false }, GOODBYE_MS);
				await rooms.send(row.room, {
					type: 'end',
					reason,
					...(say === undefined ? {} : { say }),
				});
			} else {
				await options.finish(sessionId, reason, false);
			}
			return summaryOf(await existing(sessionId));
		},
	};
}
