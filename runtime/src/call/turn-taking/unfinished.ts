/**
 * Words after which more must follow, by language: conjunctions, prepositions, articles, possessives, and the sounds
 * of somebody who thinks. A word that also ends sentences ("in", "that") is left out unless it rarely does.
 */
const OPEN_WORDS: Readonly<Record<string, string>> = {
	en:
		'a an the my your his her its our their and or but because so if when while since although unless than as with without ' +
		'for from of to at by into onto about between during until via per is are was were am will would could should can may ' +
		"might must i we they he she i'm i'd i'll we'd it's that's um uh er erm hmm well like maybe please dot slash also",
	de:
		'ein eine einen einem einer der die das den dem des mein meine meinen meiner ihr ihre und oder aber weil wenn dass ob ' +
		'denn als mit ohne für von zu zum zur bei an auf aus über unter zwischen ist sind war ich wir äh ähm hm also punkt bitte',
	es:
		'un una el la los las mi mis tu su y e o u pero porque si cuando que como con sin para por de del a al en entre desde ' +
		'hasta es son era yo eh em este pues punto',
	fr:
		'un une le la les l mon ma mes son sa ses et ou mais parce que si quand comme avec sans pour par de du des à au aux ' +
		'en chez entre depuis est sont je nous euh alors donc point',
};

const openWords = new Map(
	Object.entries(OPEN_WORDS).map(([language, words]) => [language, new Set(words.split(' '))]),
);

const openWordsOf = (language: string): ReadonlySet<string> | undefined =>
	openWords.get(language.slice(0, 2).toLowerCase());

/** Recognisers write a period behind every piece, so only these say that a sentence is over. */
const CLOSING = /[?!。？！]["')\]]*$/u;
const OPENING = /[,;:\-–—…，、]["')\]]*$/u;
/** What is behind nearly every piece of a recogniser that writes punctuation. */
const PERIOD = /[.?!。？！][\p{Pe}\p{Pf}"']*$/u;
const WORD = /[\p{L}\p{N}'’]+/gu;
/** A telephone number is said in groups; shorter or longer ones are an amount or complete. */
const FEWEST_DIGITS = 3;
const MOST_DIGITS = 8;

/**
 * Whether the words alone say that the caller is not finished: they end with "and", "for the" or the first half of a
 * telephone number.
 *
 * @param text - The turn so far, as transcribed.
 * @param language - BCP 47; of a language without a word list only the punctuation counts.
 */
export function isUnfinished(text: string, language: string): boolean {
	const said = text.trim();
	if (CLOSING.test(said)) return false;
	if (OPENING.test(said)) return true;
	const words = said.toLowerCase().replaceAll('’', "'").match(WORD) ?? [];
	const last = words.at(-1);
	if (last === undefined) return false;
	if (/^\d+$/.test(last)) return isPartOfNumber(words);
	return openWordsOf(language)?.has(last) ?? false;
}

/**
 * Whether the recogniser found no end of a sentence: it writes a period behind nearly everything, so that words without
 * one mostly go on ("I think that we need"). Of a language without a word list nothing is known.
 */
export function lacksEnd(text: string, language: string): boolean {
	const said = text.trim();
	return openWordsOf(language) !== undefined && said !== '' && !PERIOD.test(said);
}

/** Digits that were dictated in groups or one by one; "at 9" and "in 2027" are complete. */
function isPartOfNumber(words: readonly string[]): boolean {
	const firstDigit = words.findLastIndex((word) => !/^\d+$/.test(word)) + 1;
	const groups = words.slice(firstDigit);
	const digits = groups.join('').length;
	return groups.length > 1 && digits >= FEWEST_DIGITS && digits <= MOST_DIGITS;
}
