import type { Pcm } from '../../speech/pcm.ts';
import { FRAME_MS, voicedFrames } from '../../speech/voiced.ts';

/** A stretch of speech within the stream. */
export interface Utterance {
	sound: Pcm;
	/** Where its sound begins, in milliseconds of received audio. */
	startMs: number;
}

/** Where a stream of audio stands after another piece of it was heard. */
export interface Hearing {
	/** Undefined while nobody speaks. */
	utterance: Utterance | undefined;
	/** Speech has begun with this piece. */
	started: boolean;
	/** How much silence has followed the last voiced frame. */
	silenceMs: number;
	receivedMs: number;
}

export interface UtteranceDetector {
	hear(bytes: Uint8Array): Hearing;
	/** Ends the current utterance; later sound belongs to the next one. */
	end(): void;
}

/** Sound before the first voiced frame that still belongs to the utterance. */
const LEAD_MS = 200;
/** Voiced frames within {@link START_WINDOW} that make a start; one alone is a click. */
const START_FRAMES = 3;
const START_WINDOW = 5;

/** Finds where speech begins and how long ago it ended, from the energy of linear16 audio. Knows no clock. */
export function createUtteranceDetector(sampleRate: number): UtteranceDetector {
	const frameBytes = Math.round((sampleRate * FRAME_MS) / 1000) * 2;
	let rest: Uint8Array = Buffer.alloc(0);
	let frames: { bytes: Uint8Array; voiced: boolean }[] = [];
	let speaking = false;
	let receivedFrames = 0;

	const trimLead = (): void => {
		frames = frames.slice(-LEAD_MS / FRAME_MS);
	};

	function hearFrame(bytes: Uint8Array): boolean {
		const sound = soundOf([{ bytes }], sampleRate);
		frames.push({ bytes, voiced: voicedFrames(sound)[0] === true });
		receivedFrames++;
		if (speaking) return false;
		trimLead();
		speaking = frames.slice(-START_WINDOW).filter(({ voiced }) => voiced).length >= START_FRAMES;
		return speaking;
	}

	return {
		hear(bytes) {
			let started = false;
			const heard = Buffer.concat([rest, bytes]);
			let offset = 0;
			for (; offset + frameBytes <= heard.length; offset += frameBytes) {
				started = hearFrame(heard.subarray(offset, offset + frameBytes)) || started;
			}
			rest = heard.subarray(offset);
			const lastVoiced = frames.findLastIndex(({ voiced }) => voiced);
			return {
				started,
				silenceMs: (frames.length - 1 - lastVoiced) * FRAME_MS,
				receivedMs: receivedFrames * FRAME_MS,
				utterance: speaking
					? {
							sound: soundOf(frames, sampleRate),
							startMs: (receivedFrames - frames.length) * FRAME_MS,
						}
					: undefined,
			};
		},
		end() {
			speaking = false;
			frames = [];
		},
	};
}

function soundOf(frames: readonly { bytes: Uint8Array }[], sampleRate: number): Pcm {
	const bytes = Buffer.concat(frames.map((frame) => frame.bytes));
	const samples = new Int16Array(bytes.length / 2);
	for (let index = 0; index < samples.length; index++)
		samples[index] = bytes.readInt16LE(index * 2);
	return { samples, sampleRate };
}
