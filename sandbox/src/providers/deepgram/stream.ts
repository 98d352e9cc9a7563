import { durationMs } from '../../speech/pcm.ts';
import type { Recognition, Recogniser } from '../../speech/recogniser.ts';
import { metadata, results, speechStarted } from './messages.ts';
import type { ListenQuery } from './query.ts';
import { recogniseEndedUtterance, recogniseUtterance } from './recognise-utterance.ts';
import { createUtteranceDetector } from './utterance-detector.ts';
import type { Hearing, Utterance } from './utterance-detector.ts';

/** One open `/v1/listen` stream. */
export interface ListenStream {
	audio(bytes: Uint8Array): void;
	/** Ends the current utterance without waiting for silence, as `Finalize` asks; even that takes the latency. */
	finalize(): void;
	/** Finalizes and sends the closing `Metadata`, as `CloseStream` asks. */
	finish(): void;
	/** Drops everything without another message. */
	stop(): void;
}

/** How often the words so far are sent. */
const INTERIM_EVERY_MS = 300;
/**
 * What is not yet a whole phrase ends only after so much silence, or when nothing has arrived for so long (the plugin
 * stops sending in long silence): on a busy machine the pause at a comma arrives several times as long as it was
 * spoken, and neither half of a phrase is one.
 */
const PATIENCE_MS = 1000;

/**
 * Transcribes one stream. The end of speech is found in the audio; the wait for the final transcript runs on the clock,
 * because the stock plugin stops sending after a second of silence.
 *
 * @param options - `latencyMs`: Drawn once per utterance.
 * `now`: Milliseconds on a monotonic clock.
 */
export function createListenStream(options: {
	query: ListenQuery;
	requestId: string;
	recogniser: Recogniser;
	latencyMs: () => number;
	now: () => number;
	send: (message: Record<string, unknown>) => void;
	onFinal: (text: string) => void;
}): ListenStream {
	const { query, recogniser, now, send } = options;
	const detector = createUtteranceDetector(query.sampleRate);
	let hearing: Hearing | undefined;
	let lastArrival = 0;
	let latencyMs = 0;
	let lastInterimMs = 0;
	let attempt: { voicedUntilMs: number; recognition: Recognition | undefined } | undefined;
	let endTimer: NodeJS.Timeout | undefined;
	let interimTimer: NodeJS.Timeout | undefined;

	const stopTimers = (): void => {
		clearTimeout(endTimer);
		clearTimeout(interimTimer);
	};

	const result = (
		utterance: Utterance,
		recognition: Recognition | undefined,
		final: { isFinal: boolean; fromFinalize: boolean },
	): void =>
		send(
			results({
				requestId: options.requestId,
				model: query.model,
				recognition,
				startMs: utterance.startMs,
				durationMs: durationMs(utterance.sound),
				speechFinal: final.isFinal,
				...final,
			}),
		);

	function end(recognition: Recognition | undefined, fromFinalize = false): void {
		stopTimers();
		if (!hearing?.utterance) return;
		result(hearing.utterance, recognition, { isFinal: true, fromFinalize });
		options.onFinal(recognition?.text ?? '');
		detector.end();
		hearing = { ...hearing, utterance: undefined };
	}

	/** Ends the utterance when its final transcript is due, unless speech goes on. */
	function scheduleEnd(): void {
		clearTimeout(endTimer);
		const current = hearing;
		if (!current?.utterance || query.endpointingMs === Infinity) return;
		const { sound, startMs } = current.utterance;
		const silenceMs = current.silenceMs;
		const voicedUntilMs = startMs + durationMs(sound) - silenceMs;
		// Once in each pause: further silence does not make it another phrase.
		if (silenceMs >= query.endpointingMs && attempt?.voicedUntilMs !== voicedUntilMs) {
			attempt = { voicedUntilMs, recognition: recogniseUtterance(recogniser, sound) };
		}
		const whole = attempt?.voicedUntilMs === voicedUntilMs ? attempt.recognition : undefined;
		const endOfSpeech = lastArrival - silenceMs;
		const due = endOfSpeech + query.endpointingMs + latencyMs;
		const sure = whole !== undefined || silenceMs >= PATIENCE_MS;
		const at = sure ? due : Math.max(due, lastArrival + PATIENCE_MS);
		endTimer = setTimeout(
			() => end(whole ?? recogniseEndedUtterance(recogniser, sound)),
			Math.max(0, at - now()),
		);
	}

	function scheduleInterim({ utterance, receivedMs, silenceMs }: Hearing): void {
		if (!query.interimResults || !utterance || silenceMs > 0) return;
		if (receivedMs - lastInterimMs < INTERIM_EVERY_MS) return;
		lastInterimMs = receivedMs;
		clearTimeout(interimTimer);
		interimTimer = setTimeout(() => {
			const recognition = recogniser.recognise(utterance.sound, { partial: true });
			if (recognition) result(utterance, recognition, { isFinal: false, fromFinalize: false });
		}, latencyMs);
	}

	return {
		audio(bytes) {
			lastArrival = now();
			hearing = detector.hear(bytes);
			if (hearing.started) {
				latencyMs = options.latencyMs();
				lastInterimMs = hearing.receivedMs;
				if (query.vadEvents && hearing.utterance) send(speechStarted(hearing.utterance.startMs));
			}
			scheduleInterim(hearing);
			scheduleEnd();
		},
		finalize() {
			const current = hearing;
			if (!current?.utterance) return;
			stopTimers();
			const { sound } = current.utterance;
			const due = lastArrival - current.silenceMs + latencyMs;
			endTimer = setTimeout(
				() => end(recogniseEndedUtterance(recogniser, sound), true),
				Math.max(0, due - now()),
			);
		},
		finish() {
			if (hearing?.utterance) {
				end(recogniseEndedUtterance(recogniser, hearing.utterance.sound), true);
			}
			send(metadata(options.requestId, hearing?.receivedMs ?? 0, Date.now()));
		},
		stop: stopTimers,
	};
}
