import type { SessionRecord } from '../../contract/session.ts';

/** One thing that was said. */
export interface SpokenLine {
	role: string;
	text: string;
}

/**
 * What was said in a call. A machine that is late with a sound takes that for a pause, which may part a sentence of the
 * caller before the agent is heard; here it is one line, as on the talk page.
 */
export function linesOf({ transcript }: SessionRecord): SpokenLine[] {
	return transcript.reduce<SpokenLine[]>((lines, { role, text }) => {
		const last = lines.at(-1);
		const goesOn = role === 'user' && last?.role === 'user' && /[^.?!]$/.test(last.text);
		if (goesOn) return lines.with(-1, { role, text: `${last.text} ${text}` });
		return [...lines, { role, text }];
	}, []);
}
