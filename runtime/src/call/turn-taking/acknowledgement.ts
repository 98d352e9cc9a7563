/**
 * Sounds by which a listener says no more than "go on". Words that may also answer a question ("yes", "okay") are none:
 * a caller who says them over the end of a question means them.
 */
const SOUNDS = new Set(
	'mhm mmhm mmhmm mhmm mm mmm hm hmm uhhuh huh uh um er erm ah aha oh ähm äh mh eh euh ajá'.split(
		' ',
	),
);
const WORD = /[\p{L}\p{M}'’-]+/gu;

/** Whether a transcript is nothing but such sounds. */
export function isAcknowledgement(text: string): boolean {
	const words = text.toLowerCase().match(WORD) ?? [];
	return words.length > 0 && words.every((word) => SOUNDS.has(word.replace(/[^\p{L}\p{M}]/gu, '')));
}
