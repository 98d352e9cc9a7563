import { endOfClause } from '../../providers/cartesia/clauses.ts';

/** A text whose beginning may be worth remembering. */
export interface Opened {
	/** "Of course," or "Let me check."; empty when the text begins with no such clause. */
	opening: string;
	/** What follows it. */
	rest: string;
}

const MOST_WORDS = 4;
const LONGEST = 40;
/** Numbers and markup seldom come twice. */
const UNREMEMBERED = /[\p{N}<>]/u;
/** A name would be kept longer than the call: a capital letter behind the first word. */
const NAME = /\s\P{L}*\p{Lu}/u;

/**
 * Parts a text from the short clause it begins with.
 *
 * @param isWhole - Nothing follows.
 * @returns undefined while more of the text is needed to tell.
 */
export function splitOpening(text: string, isWhole: boolean): Opened | undefined {
	const end = endOfClause(isWhole ? `${text} ` : text);
	const opening = text.slice(0, end).trim();
	const isShort = opening.length <= LONGEST && countWords(opening) <= MOST_WORDS;
	if (end > 0) {
		const isMemorable = isShort && !UNREMEMBERED.test(opening) && !NAME.test(opening);
		return isMemorable ? { opening, rest: text.slice(end) } : { opening: '', rest: text };
	}
	const mayBecomeOne = !isWhole && text.length <= LONGEST && countWords(text) <= MOST_WORDS;
	return mayBecomeOne ? undefined : { opening: '', rest: text };
}

export const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0;
