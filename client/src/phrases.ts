/** A caller who has pressed the button does not wait longer for the list. */
const TIMEOUT_MS = 3000;

/** A sentence that the page can say into the call. */
export interface Phrase {
	text: string;
	audioUrl: string;
}

export interface PhraseSource {
	/** The page's own origin serves `config.json`; its absence means real providers. */
	configUrl: string;
	fetch: typeof fetch;
}

/**
 * Finds the sentences that simulated providers understand.
 *
 * @returns null when the providers are real (no config.json, or no phrasesUrl in it), an empty list when they are
 * simulated but the sentences cannot be read.
 */
export async function loadPhrases({ configUrl, fetch }: PhraseSource): Promise<Phrase[] | null> {
	const config = await readJson(fetch, configUrl);
	if (!isRecord(config) || typeof config.phrasesUrl !== 'string') return null;
	const list = await readJson(fetch, new URL(config.phrasesUrl, configUrl).href);
	return Array.isArray(list) ? list.filter(isPhrase) : [];
}

async function readJson(fetchJson: typeof fetch, url: string): Promise<unknown> {
	try {
		const response = await fetchJson(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
		return response.ok ? await response.json() : undefined;
	} catch {
		return undefined;
	}
}

function isPhrase(value: unknown): value is Phrase {
	return isRecord(value) && typeof value.text === 'string' && typeof value.audioUrl === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
