import { align } from '../src/speech/align.ts';
import { features } from '../src/speech/features.ts';
import type { Pcm } from '../src/speech/pcm.ts';
import { AGENT_VOICE, synthesize } from '../src/speech/synthesize.ts';

/**
 * Mean distance per frame. The right sentence stays below it even when a busy machine tears holes into the sound, which
 * the recogniser of the simulated Deepgram would not forgive; another sentence is above it.
 */
const DISTANCE_LIMIT = 0.3;

/**
 * Which of these sentences a sound is, in the agent's voice, judged from the sound alone.
 *
 * @returns The nearest one, or undefined when it is none of them.
 */
export async function hearSentence(
	sound: Pcm,
	sentences: readonly string[],
): Promise<string | undefined> {
	const heard = features(sound);
	let nearest: { sentence: string; distance: number } | undefined;
	for (const sentence of sentences) {
		const template = features(await synthesize(sentence, { voice: AGENT_VOICE }));
		const limit = nearest?.distance ?? DISTANCE_LIMIT;
		const alignment = align(heard, template, { limit, partial: false });
		if (alignment) nearest = { sentence, distance: alignment.distance };
	}
	return nearest?.sentence;
}
