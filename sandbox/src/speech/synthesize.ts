import { renderWithFlite } from './flite.ts';
import type { Pcm } from './pcm.ts';
import { tightenPauses } from './voiced.ts';
import { readWav } from './wav.ts';

/** `rms` and `awb` speak for callers, `slt` for the agent. */
export type Voice = 'awb' | 'rms' | 'slt';

export const CALLER_VOICE: Voice = 'rms';
export const AGENT_VOICE: Voice = 'slt';

/** Below the silence that the simulated recogniser takes for the end of a turn, so that a comma does not end it. */
export const LONGEST_PAUSE_MS = 100;
/** Hertz. */
export const RENDERING_RATE = 16_000;
/** Enough for a few calls; the oldest rendering goes first. */
const CACHED_RENDERINGS = 500;

const renderings = new Map<string, Promise<Pcm>>();

/**
 * Speaks a text: 16 kHz, without silence at either end. Renderings are kept in memory.
 *
 * @throws Error when the text cannot be rendered.
 */
export function synthesize(text: string, { voice }: { voice: Voice }): Promise<Pcm> {
	const key = `${voice} ${text}`;
	const known = renderings.get(key);
	if (known) return known;
	const rendering = renderWithFlite(text, voice).then((wav) =>
		tightenPauses(readWav(wav), LONGEST_PAUSE_MS),
	);
	renderings.set(key, rendering);
	rendering.catch(() => renderings.delete(key));
	for (const oldest of renderings.keys()) {
		if (renderings.size <= CACHED_RENDERINGS) break;
		renderings.delete(oldest);
	}
	return rendering;
}
