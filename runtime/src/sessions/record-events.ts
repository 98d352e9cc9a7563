import { VoiceAgentError } from '../../../contract/error.ts';
import type { SessionEvent } from '../../../contract/session-event.ts';
import type { CallEventBatch } from '../channel/messages.ts';
import type { Logger } from '../telemetry/log.ts';
import type { FinishSession } from './finish-session.ts';
import type { SessionEvents } from './session-events.ts';
import type { SessionRows } from './session-rows.ts';

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

	const keep = async (event: SessionEvent, seq: number): Promise<void> => {
		const published = await events.keep(event, seq);
		if (published) events.publish(published);
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
				return keep({ type: 'session.started', sessionId, at }, seq);
			case 'participant_joined':
				return keep({ type: 'participant.joined', sessionId, at, identity: event.identity }, seq);
			case 'agent_state':
				return events.publish({
					event: { type: 'agent.state', sessionId, at, state: event.state },
				});
			case 'transcript': {
				const type = event.item.role === 'user' ? 'user.turn' : 'agent.turn';
				return keep({ type, sessionId, at, item: event.item }, seq);
			}
			case 'latency':
				options.logger.info({ sessionId, ...event.turn }, 'turn answered');
				return keep({ type: 'turn.latency', sessionId, at, turn: event.turn }, seq);
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
