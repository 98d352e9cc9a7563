import { durationMs } from '../../speech/pcm.ts';
import type { Recognition, Recogniser } from '../../speech/recogniser.ts';
import { waitWhileRunning } from '../wait-while-running.ts';
import type { Wait } from '../wait-while-running.ts';
import { metadata, results, speechStarted } from './messages.ts';
import type { ListenQuery } from './query.ts';
import { recogniseEndedUtterance, recogniseUtterance } from './recognise-utterance.ts';
import { createUtteranceDetector } from './utterance-detector.ts';
import type { Hearing, Utterance } from './utterance-detector.ts';

/** One open `/v1/listen` stream. */
export interface ListenStream {
	audio(bytes: Uint8Array): void;
	/** Asks for the final transcript of what was said so far, as `Finalize` does; that takes the latency, too. */
	finalize(): void;
	/** Sends what is known and the closing `Metadata`, as `CloseStream` asks. */
	finish(): void;
	/** Drops everything without another message. */
	stop(): void;
}

/** How often the words so far are sent. */
const INTERIM_EVERY_MS = 300;
/**
 * What is not yet a whole phrase ends only after so much silence, or when nothing has arrived for so long (the plugin
 * stops sending in long silence): on a busy machine the pause at a comma arrives several times as long as it was
 * spoken, and neither half of a phrase is one. The time without anything counts only while this process runs: what
 * arrives while it stands still is read later.
 */
const PATIENCE_MS = 1000;
/** Whoever has broken off a phrase for so long does not go on with it. */
const ABANDONED_MS = 5000;

/** A stretch of silence that may be a pause or the end. Instants are on the stream's clock. */
interface Pausing {
	/** Where the last voice before it ends, in milliseconds of received audio. */
	voicedUntilMs: number;
	/** When that voice arrived. */
	voicedAt: number;
	/** Set when enough silence has arrived to end a turn, with what was said until then. */
	silence?: { heardAt: number; recognition: Recognition | undefined };
}

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
	let pausing: Pausing = { voicedUntilMs: -1, voicedAt: 0 };
	/** Words of the utterance that a final transcript has already delivered, and up to which sound. */
	let delivered = { words: 0, voicedUntilMs: -1 };
	let ending: Wait | undefined;
	let interimTimer: NodeJS.Timeout | undefined;
	let finalizeTimer: NodeJS.Timeout | undefined;

	const stopTimers = (): void => {
		ending?.stop();
		clearTimeout(interimTimer);
		clearTimeout(finalizeTimer);
	};
	const at = (due: number, action: () => void): void => {
		ending?.stop();
		const timer = setTimeout(action, Math.max(0, due - now()));
		ending = { stop: () => clearTimeout(timer) };
	};
	const unlessMoreArrives = (waitMs: number, action: () => void): void => {
		ending?.stop();
		ending = waitWhileRunning(waitMs, action);
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

	/** Sends the final transcript of what no earlier one has delivered. */
	function deliver(recognition: Recognition | undefined, fromFinalize: boolean): void {
		stopTimers();
		if (!hearing?.utterance) return;
		const rest = recognition && withoutFirst(recognition, delivered.words);
		result(hearing.utterance, rest, { isFinal: true, fromFinalize });
		options.onFinal(rest?.text ?? '');
	}

	function forget(): void {
		stopTimers();
		detector.end();
		delivered = { words: 0, voicedUntilMs: -1 };
		if (hearing) hearing = { ...hearing, utterance: undefined };
	}

	function end(recognition: Recognition | undefined, fromFinalize = false): void {
		deliver(recognition, fromFinalize);
		forget();
	}

	/** Delivers the words so far of a phrase that may go on. */
	function pause(recognition: Recognition, voicedUntilMs: number, fromFinalize = false): void {
		deliver(recognition, fromFinalize);
		delivered = { words: recognition.words.length, voicedUntilMs };
		unlessMoreArrives(ABANDONED_MS, forget);
	}

	const voicedUntil = ({ sound, startMs }: Utterance, silenceMs: number): number =>
		startMs + durationMs(sound) - silenceMs;

	/** Notes when the sound arrived that holds the last voice so far, and the silence after it that may end a turn. */
	function followPause(utterance: Utterance, silenceMs: number): Pausing {
		const voicedUntilMs = voicedUntil(utterance, silenceMs);
		if (pausing.voicedUntilMs !== voicedUntilMs) {
			pausing = { voicedUntilMs, voicedAt: lastArrival };
		}
		// Once in each pause: further silence does not make it another phrase.
		if (silenceMs >= query.endpointingMs && !pausing.silence) {
			const recognition = recogniseUtterance(recogniser, utterance.sound);
			pausing = { ...pausing, silence: { heardAt: lastArrival, recognition } };
		}
		return pausing;
	}

	/** Ends the utterance when its final transcript is due, unless speech goes on. */
	function scheduleEnd(): void {
		if (!hearing?.utterance || query.endpointingMs === Infinity) return;
		const { utterance, silenceMs } = hearing;
		const { voicedUntilMs, silence } = followPause(utterance, silenceMs);
		if (delivered.voicedUntilMs === voicedUntilMs) return;
		const known = silence?.recognition;
		// Sound that has not arrived cannot be worked on: the latency begins with the silence that shows the end.
		const heardAt = silence?.heardAt ?? lastArrival + query.endpointingMs - silenceMs;
		const due = heardAt + latencyMs;
		if (known?.isHalf) {
			at(due, () => pause(known, voicedUntilMs));
			return;
		}
		const finish = () => end(known ?? recogniseEndedUtterance(recogniser, utterance.sound));
		const isSure = known !== undefined || silenceMs >= PATIENCE_MS;
		if (isSure) at(due, finish);
		else unlessMoreArrives(Math.max(due - now(), PATIENCE_MS), finish);
	}

	function scheduleInterim({ utterance, receivedMs, silenceMs }: Hearing): void {
		if (!query.interimResults || !utterance || silenceMs > 0) return;
		if (receivedMs - lastInterimMs < INTERIM_EVERY_MS) return;
		lastInterimMs = receivedMs;
		clearTimeout(interimTimer);
		interimTimer = setTimeout(() => {
			const recognition = recogniser.recognise(utterance.sound, { partial: true });
			const rest = recognition && withoutFirst(recognition, delivered.words);
			if (rest) result(utterance, rest, { isFinal: false, fromFinalize: false });
		}, latencyMs);
	}

	/**
	 * Answers a `Finalize`: the whole phrase ends, of a part the words so far are delivered. What is too short for any word
	 * stays the beginning of what follows.
	 */
	function deliverNow(utterance: Utterance, voicedUntilMs: number): void {
		const isOver = hearing?.utterance?.startMs !== utterance.startMs;
		if (isOver || delivered.voicedUntilMs === voicedUntilMs) return;
		const recognition = recogniseEndedUtterance(recogniser, utterance.sound);
		const part = recognition ?? recogniser.recognise(utterance.sound, { partial: true });
		if (part === undefined) return;
		if (part !== recognition || part.isHalf) pause(part, voicedUntilMs, true);
		else end(recognition, true);
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
			if (!hearing?.utterance) return;
			const { utterance, silenceMs } = hearing;
			// Even now the sound has to be worked on first: no sooner than the latency after it has arrived.
			const due = followPause(utterance, silenceMs).voicedAt + latencyMs;
			clearTimeout(finalizeTimer);
			finalizeTimer = setTimeout(
				() => deliverNow(utterance, voicedUntil(utterance, silenceMs)),
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

/** What is left of a recognition when its first words are known; undefined when nothing is. */
function withoutFirst(recognition: Recognition, count: number): Recognition | undefined {
	if (count === 0) return recognition;
	const words = recognition.words.slice(count);
	if (words.length === 0) return undefined;
	return { ...recognition, words, text: words.map(({ text }) => text).join(' ') };
}
