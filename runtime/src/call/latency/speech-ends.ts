import { VADEventType, type VADEvent } from '@livekit/agents';
import { AUDIBLE, createStretches, STRETCH_MS } from './stretches.ts';

/** When the caller's speeches really ended. */
export interface SpeechEnds {
	hear(event: SpeechSound): void;
	/**
	 * The VAD calls the fading of a voice, and up to 200 ms of silence after it, speech.
	 *
	 * @param stoppedAt - When the speech ended for the VAD, milliseconds since the epoch.
	 * @returns when the last sound of that speech arrived; undefined when it was not heard.
	 */
	lastSoundBefore(stoppedAt: number): number | undefined;
}

/** What is read of a VAD's event. */
type SpeechSound = Pick<VADEvent, 'type' | 'frames' | 'inferenceDuration'>;

/** How much sound is remembered. */
const KEPT_STRETCHES = 2000 / STRETCH_MS;
/** The stretches just before the VAD declares the end are silence: they tell how loud the room is. */
const SILENT_STRETCHES = 100 / STRETCH_MS;
/** A last sound is louder than this share of the loudest (−30 dB), and than this multiple of the room. */
const SHARE_OF_LOUDEST = 0.03;
const MULTIPLE_OF_ROOM = 2;
/** Frames come in bursts when the machine is busy; the earliest of so many tells when their sound was there. */
const CLOCK_WINDOWS = 60;
const KEPT_ENDS = 50;
/** How much the framework's clock and this one may differ about the same event. */
const SAME_EVENT_MS = 100;
/** A sound that is older than this belongs to another speech. */
const LONGEST_TAIL_MS = 1000;

/** @param now - Milliseconds since the epoch. */
export function createSpeechEnds(now: () => number): SpeechEnds {
	const stretchesOf = createStretches();
	let levels: number[] = [];
	/** Length of everything heard so far. */
	let heardMs = 0;
	/** The instants at which the sound began, as each frame tells it. */
	let origins: number[] = [];
	let ends: number[] = [];

	const hearFrames = ({ frames, inferenceDuration }: SpeechSound): void => {
		for (const frame of frames) {
			levels = [...levels, ...stretchesOf(frame)].slice(-KEPT_STRETCHES);
			heardMs += (frame.data.length / frame.sampleRate) * 1000;
		}
		origins = [...origins, now() - inferenceDuration - heardMs].slice(-CLOCK_WINDOWS);
	};
	const findEnd = (): number | undefined => {
		const room = levels.slice(-SILENT_STRETCHES);
		const roomLevel = room.reduce((sum, level) => sum + level, 0) / room.length;
		const audible = Math.max(
			AUDIBLE,
			Math.max(...levels) * SHARE_OF_LOUDEST,
			roomLevel * MULTIPLE_OF_ROOM,
		);
		const last = levels.findLastIndex((level) => level > audible);
		if (last < 0) return undefined;
		const wholeStretchesMs = Math.floor(heardMs / STRETCH_MS) * STRETCH_MS;
		return Math.min(...origins) + wholeStretchesMs - (levels.length - 1 - last) * STRETCH_MS;
	};

	return {
		hear(event) {
			if (event.type === VADEventType.INFERENCE_DONE) hearFrames(event);
			if (event.type !== VADEventType.END_OF_SPEECH) return;
			const end = findEnd();
			if (end !== undefined) ends = [...ends, end].slice(-KEPT_ENDS);
		},
		lastSoundBefore(stoppedAt) {
			const end = ends.findLast((at) => at <= stoppedAt + SAME_EVENT_MS);
			return end !== undefined && stoppedAt - end <= LONGEST_TAIL_MS ? end : undefined;
		},
	};
}
