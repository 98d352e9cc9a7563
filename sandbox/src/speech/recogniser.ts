import { align } from './align.ts';
import type { Alignment } from './align.ts';
import { features } from './features.ts';
import { longestPause } from './pauses.ts';
import { slice } from './pcm.ts';
import type { Pcm } from './pcm.ts';
import { readRecording } from './recording.ts';
import { synthesize } from './synthesize.ts';
import type { Voice } from './synthesize.ts';
import { FRAME_MS, voicedFrames } from './voiced.ts';

/** Degraded renderings of the right phrase stay below half of it, other phrases above one and a half times of it. */
const DISTANCE_LIMIT = 0.25;
/** A phrase with one other word in the same voice is above 0.45; the right one with holes that a codec filled reaches 0.36. */
const WORST_DISTANCE_LIMIT = 0.42;

export interface RecognisedWord {
	text: string;
	/** From the start of the sound; estimated from the length of the words. */
	startMs: number;
	endMs: number;
}

export interface Recognition {
	/** The phrase, or its beginning when the sound is not over. */
	text: string;
	words: RecognisedWord[];
	/** 0 to 1. */
	confidence: number;
	/** The speaker has broken a phrase off at its comma. */
	isHalf?: boolean;
}

export interface Recogniser {
	/**
	 * @param options - `partial`: The speaker is still talking: the words spoken so far are returned.
	 * @returns undefined when the sound is none of the phrases.
	 */
	recognise(sound: Pcm, options?: { partial: boolean }): Recognition | undefined;
}

/**
 * Recognises a closed set of phrases from sound alone, by comparing it with renderings of them.
 *
 * Nothing but the phrases in the given voices and recordings is understood; a transcript therefore proves that this very
 * speech has travelled. It tolerates codecs, resampling, gain, pauses and noise, not another speaker;
 * phrases that differ in one sound only are taken for each other.
 *
 * @param options - `halves`: Phrases that may be broken off at their comma, each with the text of its first part.
 * `recordings`: Phrases that a person has said, each with the path of the WAV file; understood in that recording only.
 */
export async function createRecogniser(options: {
	phrases: readonly string[];
	voices: readonly Voice[];
	halves?: Readonly<Record<string, string>>;
	recordings?: Readonly<Record<string, string>>;
}): Promise<Recogniser> {
	const spoken = options.phrases.flatMap((phrase) => {
		const recording = options.recordings?.[phrase];
		const sounds =
			recording === undefined
				? options.voices.map((voice) => synthesize(phrase, { voice }))
				: [readRecording(recording)];
		return sounds.map(async (sound) =>
			createTemplates(phrase, await sound, options.halves?.[phrase]),
		);
	});
	const templates = (await Promise.all(spoken)).flat();

	return {
		recognise(sound, { partial } = { partial: false }) {
			const heard = features(sound);
			let limit = DISTANCE_LIMIT;
			let best: Match | undefined;
			for (const { phrase, template, isHalf } of templates) {
				if (partial && isHalf) continue;
				const alignment = align(heard, template, { limit, partial });
				if (!alignment || alignment.worstDistance > WORST_DISTANCE_LIMIT) continue;
				limit = alignment.distance;
				best = { phrase, isHalf, covered: alignment.covered, distance: alignment.distance };
			}
			return best && describe(best, sound, partial);
		},
	};
}

interface Template {
	phrase: string;
	template: Float64Array[];
	isHalf: boolean;
}

type Match = Omit<Template, 'template'> & Omit<Alignment, 'worstDistance'>;

function createTemplates(phrase: string, sound: Pcm, half: string | undefined): Template[] {
	const whole = { phrase, template: features(sound), isHalf: false };
	const pause = half === undefined ? undefined : longestPause(sound);
	if (half === undefined || !pause) return [whole];
	const first = features(slice(sound, 0, pause.startMs));
	return [whole, { phrase: half, template: first, isHalf: true }];
}

function describe(match: Match, sound: Pcm, partial: boolean): Recognition | undefined {
	const voiced = voicedFrames(sound);
	const startMs = Math.max(0, voiced.indexOf(true)) * FRAME_MS;
	const endMs = (voiced.lastIndexOf(true) + 1) * FRAME_MS;
	const covered = partial ? match.covered : 1;
	const msPerShare = (endMs - startMs) / covered;
	let characters = 0;
	const words = match.phrase
		.split(' ')
		.map((text) => {
			const from = characters / match.phrase.length;
			characters += text.length + 1;
			const to = Math.min(1, characters / match.phrase.length);
			return { text, from, to };
		})
		.filter(({ to }) => to <= covered)
		.map(({ text, from, to }) => ({
			text,
			startMs: startMs + from * msPerShare,
			endMs: startMs + to * msPerShare,
		}));
	if (words.length === 0) return undefined;
	const text = words.map((word) => word.text).join(' ');
	const confidence = 1 - match.distance / DISTANCE_LIMIT / 4;
	return { text, words, confidence, ...(match.isHalf && { isHalf: true }) };
}
