/** Cuts a text that arrives word by word into pieces that sound right when they are spoken one by one. */
export interface Clauses {
	/** Takes more text and returns the pieces that are complete. Joined, all pieces are the text. */
	add(text: string): string[];
	/** The rest, which may be empty. */
	rest(): string;
}

/** The first piece is short, because the caller waits for it; later ones are spoken while the next is written. */
const FIRST = { clause: 12, words: 50 };
const LATER = { clause: 90, words: 200 };

/** An end of a sentence and of a clause, each with the space that proves it: "3.5" and "9:30" go on. */
const SENTENCE_END = /(?:[.!?…]+["')\]]*\s+|[。！？]\s*|\n+)/gu;
const CLAUSE_END = /(?:[,;:–—]\s+|[，；：、])/gu;
/** A period that ends no sentence: an initial, a list number, an abbreviation. */
const NO_END = /(?:^|[\s.("'])(?:\p{L}|\d{1,2}|Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|approx)\.\s+$/iu;
const HAS_WORD = /[\p{L}\p{N}]/u;

/** Starts a text. */
export function createClauses(): Clauses {
	let held = '';
	let isFirst = true;

	/** Where the next piece ends; 0 while it is not complete. */
	function nextEnd(): number {
		const shortest = isFirst ? FIRST : LATER;
		const end = endOfClause(held, shortest.clause);
		if (end > 0) return end;
		return held.length > shortest.words ? findLastSpace(held) : 0;
	}

	return {
		add(text) {
			held += text;
			const pieces: string[] = [];
			for (let end = nextEnd(); end > 0; end = nextEnd()) {
				pieces.push(held.slice(0, end));
				held = held.slice(end);
				isFirst = false;
			}
			return pieces;
		},
		rest() {
			const rest = held;
			held = '';
			isFirst = true;
			return rest;
		},
	};
}

/**
 * Where the first clause of a text ends, the space behind it included; 0 while it is not complete.
 *
 * @param shortest - A shorter one goes on with the next, unless a sentence ends there.
 */
export function endOfClause(text: string, shortest = 0): number {
	const sentence = findEnd(text, SENTENCE_END, 0);
	const clause = findEnd(text, CLAUSE_END, shortest);
	if (sentence === 0 || clause === 0) return Math.max(sentence, clause);
	return Math.min(sentence, clause);
}

/** Whether there is anything to say in a piece. */
export const isSpeakable = (piece: string): boolean => HAS_WORD.test(piece.replace(/<[^>]*>/g, ''));

function findEnd(text: string, pattern: RegExp, shortest: number): number {
	for (const match of text.matchAll(pattern)) {
		const end = match.index + match[0].length;
		const piece = text.slice(0, end);
		const isEnd = end >= shortest && isSpeakable(piece) && !NO_END.test(piece);
		if (isEnd && !isWithinTag(piece)) return end;
	}
	return 0;
}

function findLastSpace(text: string): number {
	const end = text.lastIndexOf(' ') + 1;
	return isWithinTag(text.slice(0, end)) ? 0 : end;
}

/** Markup such as `<break time="1s"/>` stays whole. */
const isWithinTag = (piece: string): boolean => piece.lastIndexOf('<') > piece.lastIndexOf('>');
