import { loudness } from '../sound/loudness.ts';

/** How fast the memory of the loudest speech fades, as a share per second. */
const FADING_PER_SECOND = 0.3;

/**
 * Compares sound with the caller's loudest of late, because what is quiet for one caller is another one's voice.
 *
 * @returns takes the next sound, and gives its share of the loudest: 1 while the caller is loudest, 0 for no sound.
 */
export function createVoiceShare(sampleRate: number): (chunk: Int16Array) => number {
	let loudest = 0;
	return (chunk) => {
		const level = loudness(chunk);
		const faded = loudest * (1 - (FADING_PER_SECOND * chunk.length) / sampleRate);
		loudest = Math.max(level, faded);
		return loudest === 0 ? 0 : level / loudest;
	};
}
