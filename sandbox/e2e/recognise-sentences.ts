import { slice } from '../src/speech/pcm.ts';
import type { Pcm } from '../src/speech/pcm.ts';
import { createRecogniser } from '../src/speech/recogniser.ts';
import { resample } from '../src/speech/resample.ts';
import { AGENT_VOICE } from '../src/speech/synthesize.ts';
import { FRAME_MS, voicedFrames } from '../src/speech/voiced.ts';

/** The agent's voice pauses 200 ms between sentences and at most 100 ms within one. */
const PAUSE_FRAMES = 150 / FRAME_MS;

/** A busy machine may stall in the middle of a sentence this often. */
const MOST_STALLS = 3;

/**
 * Says which of the sentences a sound holds, in order. A sentence counts when all of it is there, pauses or not.
 *
 * @returns `?` for a stretch of speech that is none of them.
 */
export async function recogniseSentences(sound: Pcm, sentences: string[]): Promise<string[]> {
	const recogniser = await createRecogniser({ phrases: sentences, voices: [AGENT_VOICE] });
	const speech = resample(sound, 16_000);
	const spoken = stretches(voicedFrames(speech));
	const found: string[] = [];
	for (let first = 0; first < spoken.length;) {
		const [from] = spoken[first] ?? [0];
		const tries = spoken.slice(first, first + 1 + MOST_STALLS).map(([, to]) => {
			const stretch = slice(speech, from * FRAME_MS, to * FRAME_MS);
			return recogniser.recognise(stretch)?.text;
		});
		const last = tries.findIndex((text) => text !== undefined);
		found.push(tries[last] ?? '?');
		first += Math.max(0, last) + 1;
	}
	return found;
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
