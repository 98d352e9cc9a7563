import { voice, type llm, type VAD } from '@livekit/agents';
import type { Room } from '@livekit/rtc-node';
import type { TurnLatency } from '../../../../contract/session.ts';
import { withWait } from './answer-wait.ts';
import { createBusyTimes, type BusyTimes } from './busy-times.ts';
import { followFirstSounds, type FirstSounds } from './first-sounds.ts';
import { listenToVad } from './listen-to-vad.ts';
import { createSpeechEnds } from './speech-ends.ts';
import { createTransport } from './transport.ts';
import { turnLatency } from './turn-latency.ts';

/** Measures the answers of one call. */
export interface LatencyMeter {
	/** To be called when the session has started: only then is there something to hear of the agent. */
	started(): void;
	tools: Pick<BusyTimes, 'during'>;
}

/**
 * Measures each answer from the caller's last sound to the agent's first.
 *
 * @param session - Before it is started, as is `vad`.
 */
export function followLatency(
	session: voice.AgentSession,
	options: {
		vad: VAD;
		room: Pick<Room, 'getRtcStats'>;
		record: (turn: TurnLatency) => void;
		/** Milliseconds since the epoch. */
		now: () => number;
	},
): LatencyMeter {
	const speechEnds = createSpeechEnds(options.now);
	const tools = createBusyTimes(options.now);
	const transport = createTransport(options.room, options.now);
	const turns: llm.ChatMessage['metrics'][] = [];
	let unanswered: llm.ChatMessage['metrics'] | undefined;
	let firstSounds: FirstSounds | undefined;

	listenToVad(options.vad, speechEnds.hear);
	// At both ends of a speech, so that its own jitter buffer is measured and not that of the silence before it.
	session.on(voice.AgentSessionEventTypes.UserStateChanged, () => void transport.measure());
	session.on(voice.AgentSessionEventTypes.ConversationItemAdded, ({ item }) => {
		if (item.type !== 'message') return;
		if (item.role === 'user') {
			turns.push(item.metrics);
			unanswered = item.metrics;
		}
		if (item.role !== 'assistant') return;
		const turn = turnLatency(turns, withWait(item.metrics, unanswered), {
			lastSoundBefore: speechEnds.lastSoundBefore,
			firstSoundAfter: (startedAt) => firstSounds?.after(startedAt),
			toolMsBetween: tools.msBetween,
			transportMsAt: transport.latencyMsAt,
		});
		if (!turn) return;
		unanswered = undefined;
		options.record(turn);
	});

	return {
		started() {
			if (session.output.audio) firstSounds = followFirstSounds(session.output.audio, options.now);
			void transport.measure();
		},
		tools,
	};
}
