import { VoiceAgentError } from '../../../contract/error.ts';
import type { SessionEvent } from '../../../contract/session-event.ts';
import type { CallEventBatch } from '../channel/messages.ts';
import type { Logger } from '../telemetry/log.ts';
import type { FinishSession } from './finish-session.ts';
import type { SessionEvents } from './session-events.ts';
import { toolCallsOf } from './session-record.ts';
import type { SessionRows } from './session-rows.ts';
import { withToolTimes } from './tool-times.ts';

type LatencyEvent = Extract<SessionEvent, { type: 'turn.latency' }>;

/**
 * Takes in what a call reports; the same report twice changes nothing.
 *
 * @returns A function that throws VoiceAgentError `not_found` for a session that does not exist.
 */
export function createRecordEvents(options: {
	rows: SessionRows;
	events: SessionEvents;
	finish: FinishSession;
	now: () => number;
	logger: Logger;
}): (sessionId: string, batch: CallEventBatch) => Promise<void> {
	const { rows, events } = options;

	/** @returns whether it is new. */
	const keep = async (event: SessionEvent, seq: number): Promise<boolean> => {
		const published = await events.keep(event, seq);
		if (published) events.publish(published);
		return published !== undefined;
	};

	const keepLatency = async (event: LatencyEvent, seq: number): Promise<void> => {
		const { sessionId } = event;
		const happened = event.turn.toolMs === undefined ? [] : await events.list(sessionId);
		const calls = toolCallsOf(happened.map((published) => published.event));
		const turn = withToolTimes(event.turn, calls);
		if (await keep({ ...event, turn }, seq)) {
			options.logger.info({ sessionId, ...turn }, 'turn answered');
		}
	};

	const recordOne = async (
		sessionId: string,
		{ seq, at, event }: CallEventBatch['events'][number],
	): Promise<void> => {
		switch (event.type) {
			case 'heartbeat':
				return;
			case 'started':
				await rows.activate(sessionId, at);
				await keep({ type: 'session.started', sessionId, at }, seq);
				return;
			case 'participant_joined':
				await keep({ type: 'participant.joined', sessionId, at, identity: event.identity }, seq);
				return;
			case 'participant_left':
				await keep({ type: 'participant.left', sessionId, at, identity: event.identity }, seq);
				return;
			case 'agent_state':
				return events.publish({
					event: { type: 'agent.state', sessionId, at, state: event.state },
				});
			case 'transcript': {
				const type = event.item.role === 'user' ? 'user.turn' : 'agent.turn';
				await keep({ type, sessionId, at, item: event.item }, seq);
				return;
			}
			case 'latency':
				return keepLatency({ type: 'turn.latency', sessionId, at, turn: event.turn }, seq);
			case 'usage':
				return rows.setUsage(sessionId, event.usage);
			case 'ended':
				return options.finish(sessionId, event.endReason, event.failed);
		}
	};

	return async (sessionId, batch) => {
		if (!(await rows.heard(sessionId, options.now()))) {
			throw new VoiceAgentError('not_found', 'There is no such session.');
		}
		for (const entry of batch.events) await recordOne(sessionId, entry);
	};
}
