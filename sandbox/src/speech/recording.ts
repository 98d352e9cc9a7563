import { readFile } from 'node:fs/promises';
import type { Pcm } from './pcm.ts';
import { resample } from './resample.ts';
import { LONGEST_PAUSE_MS, RENDERING_RATE } from './synthesize.ts';
import { tightenPauses } from './voiced.ts';
import { readWav } from './wav.ts';

/**
 * Reads what a person has said from a WAV file, prepared like a rendering: 16 kHz, no silence at either end, no long pause.
 *
 * @throws Error when the file is missing or is no WAV
 */
export const readRecording = async (path: string): Promise<Pcm> =>
	tightenPauses(resample(readWav(await readFile(path)), RENDERING_RATE), LONGEST_PAUSE_MS);
