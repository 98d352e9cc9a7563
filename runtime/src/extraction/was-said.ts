import type { TranscriptItem } from '../../../contract/session.ts';

const words = (text: string): string[] =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/**
 * Whether the caller said these words, in this order and without others in between. Case, punctuation and the border
 * between two turns do not count.
 */
export function wasSaid(quote: string, transcript: readonly TranscriptItem[]): boolean {
	const quoted = words(quote);
	if (quoted.length === 0) return false;
	const said = transcript.filter(({ role }) => role === 'user').map(({ text }) => text);
	return ` ${words(said.join(' ')).join(' ')} `.includes(` ${quoted.join(' ')} `);
}
