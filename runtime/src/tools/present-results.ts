import { cut } from './speakable.ts';

const MAX_SNIPPET_LENGTH = 200;

/** Search results as a numbered list that a model can talk from; undefined when the value holds no list of results. */
export function presentResults(value: unknown): string | undefined {
	const results: unknown = Array.isArray(value)
		? value
		: value !== null && typeof value === 'object' && 'results' in value
			? value.results
			: undefined;
	if (!Array.isArray(results)) return undefined;
	if (results.length === 0) return 'Nothing was found.';
	const lines = results.map((result: unknown, index) => `${index + 1}. ${line(result)}`);
	return [
		`Found ${results.length === 1 ? '1 result' : `${results.length} results`}:`,
		...lines,
	].join('\n');
}

function line(result: unknown): string {
	if (result === null || typeof result !== 'object') return snippet(String(result));
	const { title, snippet: short, content } = result as Record<string, unknown>;
	const parts = [title, snippet(short ?? content)].filter(
		(part) => typeof part === 'string' && part !== '',
	);
	return parts.length > 0 ? parts.join(': ') : snippet(JSON.stringify(result));
}

const snippet = (text: unknown): string =>
	typeof text === 'string' ? cut(text.replaceAll(/\s+/g, ' ').trim(), MAX_SNIPPET_LENGTH) : '';
