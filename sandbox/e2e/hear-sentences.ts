import { align } from '../src/speech/align.ts';
import { features } from '../src/speech/features.ts';
import type { Pcm } from '../src/speech/pcm.ts';
import { slice } from '../src/speech/pcm.ts';
import { resample } from '../src/speech/resample.ts';
import { AGENT_VOICE, synthesize } from '../src/speech/synthesize.ts';
import { FRAME_MS, voicedFrames } from '../src/speech/voiced.ts';

/**
 * Mean distance per frame. The right sentence stays below it even when a busy machine tears holes into the sound, which
 * the recogniser of the simulated Deepgram would not forgive; another sentence is above it.
 */
const DISTANCE_LIMIT = 0.3;

/** The agent's voice pauses 200 ms between sentences and at most 100 ms within one. */
const PAUSE_FRAMES = 150 / FRAME_MS;

/** A busy machine may stall in the middle of a sentence this often. */
const MOST_STALLS = 3;

/**
 * Which of these sentences a sound is, in the agent's voice, judged from the sound alone.
 *
 * @returns The nearest one, or undefined when it is none of them.
 */
export async function hearSentence(
	sound: Pcm,
	sentences: readonly string[],
): Promise<string | undefined> {
	return (await listenFor(sentences))(sound);
}

/**
 * Which of these sentences a sound holds, in order. A sentence counts when all of it is there, pauses or not.
 *
 * @returns `?` for a stretch of speech that is none of them.
 */
export async function hearSentences(sound: Pcm, sentences: readonly string[]): Promise<string[]> {
	const hear = await listenFor(sentences);
	const speech = resample(sound, 16_000);
	const spoken = stretches(voicedFrames(speech));
	const found: string[] = [];
	for (let first = 0; first < spoken.length;) {
		const [from] = spoken[first] ?? [0];
		const tries = spoken
			.slice(first, first + 1 + MOST_STALLS)
			.map(([, to]) => hear(slice(speech, from * FRAME_MS, to * FRAME_MS)));
		const last = tries.findIndex((sentence) => sentence !== undefined);
		found.push(tries[last] ?? '?');
		first += Math.max(0, last) + 1;
	}
	return found;
}

/** Renders the sentences once; what comes back finds the nearest to a sound. */
async function listenFor(
	sentences: readonly string[],
): Promise<(sound: Pcm) => string | undefined> {
	const templates = await Promise.all(
		sentences.map(async (sentence) => ({
			sentence,
			template: features(await synthesize(sentence, { voice: AGENT_VOICE })),
		})),
	);
	return (sound) => {
		const heard = features(sound);
		let nearest: { sentence: string; distance: number } | undefined;
		for (const { sentence, template } of templates) {
			const limit = nearest?.distance ?? DISTANCE_LIMIT;
			const alignment = align(heard, template, { limit, partial: false });
			if (alignment) nearest = { sentence, distance: alignment.distance };
		}
		return nearest?.sentence;
	};
}

/** First frame and the one after the last of each stretch between pauses. */
function stretches(voiced: boolean[]): [from: number, to: number][] {
	const found: [number, number][] = [];
	voiced.forEach((isVoiced, index) => {
		if (!isVoiced) return;
		const last = found.at(-1);
		if (last && index - last[1] < PAUSE_FRAMES) last[1] = index + 1;
		else found.push([index, index + 1]);
	});
	return found;
}
