import {
	AGREEMENTS,
	AGREEMENTS_THAT_SOUND_LIKE_REFUSALS,
	AGREEMENTS_WITHOUT_SPACES,
	CONDITIONS,
	QUESTIONS_WITHOUT_SPACES,
	QUESTION_STARTS,
	REFUSALS,
	REFUSALS_WITHOUT_SPACES,
} from './reply-words.ts';

export type Reply = 'agreement' | 'refusal' | 'unclear';

/** A yes is short; a speech that holds the word "sure" somewhere is about something else. */
const MAX_WORDS = 15;
/** In a sentence of more than these words, the yes must come after at most {@link LAST_START} others ("Well, um, yes …"). */
const FEW_WORDS = 4;
const LAST_START = 2;

/**
 * Judges the caller's words after "shall I?". Any refusing word refuses; a question, a condition or talk without an
 * agreeing word is unclear. Doubt never agrees.
 *
 * @param tool - Its name: "cancel" does not refuse the tool `cancel_booking`, but does not agree to it either.
 */
export function judgeReply(text: string, tool: string): Reply {
	let plain = normalize(text);
	let agrees = false;
	for (const phrase of AGREEMENTS_THAT_SOUND_LIKE_REFUSALS) {
		if (!plain.includes(phrase)) continue;
		agrees = true;
		plain = plain.replaceAll(phrase, ' ');
	}
	const words = plain.split(' ').filter((word) => word !== '');
	const spaced = ` ${words.join(' ')} `;
	const has = (phrase: string) => spaced.includes(` ${phrase} `);

	const ownWords = new Set(tool.toLowerCase().split('_'));
	const refusals = REFUSALS.filter((word) => !ownWords.has(word));
	if (refusals.some(has) || words.some((word) => word.endsWith("n't"))) return 'refusal';
	if (REFUSALS_WITHOUT_SPACES.some((part) => plain.includes(part))) return 'refusal';

	if (words.length > MAX_WORDS || CONDITIONS.some(has)) return 'unclear';
	if (QUESTIONS_WITHOUT_SPACES.some((part) => plain.includes(part))) return 'unclear';

	const asks = /[?؟？;]\s*$/u.test(text) || QUESTION_STARTS.includes(words[0] ?? '');
	const first = asks ? 0 : words.length > FEW_WORDS ? LAST_START : FEW_WORDS;
	const agreesEarly = AGREEMENTS.some((phrase) => {
		const at = spaced.indexOf(` ${phrase} `);
		return at >= 0 && spaced.slice(1, at + 1).split(' ').length - 1 <= first;
	});
	agrees ||= agreesEarly || AGREEMENTS_WITHOUT_SPACES.some((part) => plain.trim().startsWith(part));
	return agrees ? 'agreement' : 'unclear';
}

const normalize = (text: string): string =>
	text
		.normalize('NFKC')
		.replaceAll(/[’‘`]/gu, "'")
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}\p{M}']+/gu, ' ');
