/** About a minute and a half of speech; a model needs no more to answer one question. */
export const MAX_TEXT_LENGTH = 1500;
const MAX_SENTENCE_LENGTH = 300;

/** Cuts at the end of a word and says so. */
export function cut(text: string, length = MAX_TEXT_LENGTH): string {
	if (text.length <= length) return text;
	const head = text.slice(0, length);
	const end = head.lastIndexOf(' ');
	return `${(end > length / 2 ? head.slice(0, end) : head).trimEnd()} …`;
}

/** Keys of n8n's error items that hold stacks, hosts and node internals. */
const TECHNICAL_KEYS = new Set(['stack', 'stackTrace', 'trace']);

/** A result as a short text for the model: text as it is, one-item lists unwrapped, anything else as JSON. */
export function resultText(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return cut(value.trim());
	if (Array.isArray(value) && value.length === 0) return 'Nothing was found.';
	if (Array.isArray(value) && value.length === 1) return resultText(value[0]);
	const text = JSON.stringify(value, (key, part: unknown) =>
		TECHNICAL_KEYS.has(key) ? undefined : part,
	);
	return text === '{}' ? '' : cut(text);
}

const TECHNICAL = [
	/<[a-z!/]/i,
	/^\s+at\s/m,
	/\w+:\/\//,
	/\b\d{1,3}(\.\d{1,3}){3}\b/,
	/\blocalhost\b/i,
	// A host and its port; a time of day has no letter before the colon.
	/\b[a-z][\w-]*(\.[\w-]+)*:\d{2,5}\b/i,
	/\bE[A-Z]{4,}\b/,
	/\w(Error|Exception)\b/,
	/[{}[\]\\]/,
	/\bstatus code\b|\bundefined\b|\bnull\b/i,
];

/** @returns the sentence when a caller may hear it, undefined when it is empty, long or technical. */
export function speakableSentence(text: unknown): string | undefined {
	if (typeof text !== 'string') return undefined;
	const sentence = text.trim();
	if (sentence === '' || sentence.length > MAX_SENTENCE_LENGTH) return undefined;
	return TECHNICAL.some((pattern) => pattern.test(sentence)) ? undefined : sentence;
}
