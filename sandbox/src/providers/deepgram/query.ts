/** What a stream was opened with. */
export interface ListenQuery {
	model: string;
	sampleRate: number;
	/** Silence that ends a turn. */
	endpointingMs: number;
	interimResults: boolean;
	vadEvents: boolean;
}

/** The parameters of `/v1/listen` in Deepgram's published streaming specification. */
const PARAMETERS = new Set([
	...['callback', 'callback_method', 'channels', 'detect_entities', 'diarize', 'dictation'],
	...['encoding', 'endpointing', 'extra', 'filler_words', 'interim_results', 'keyterm', 'keywords'],
	...['language', 'mip_opt_out', 'model', 'multichannel', 'no_delay', 'numerals'],
	...[
		'profanity_filter',
		'punctuate',
		'redact',
		'replace',
		'sample_rate',
		'search',
		'smart_format',
	],
	...['tag', 'utterance_end_ms', 'vad_events', 'version'],
]);

const DEFAULT_ENDPOINTING_MS = 10;

/** Reads the query of a stream, or says what is wrong with it. */
export function parseListenQuery(query: URLSearchParams): ListenQuery | { problem: string } {
	const unknown = [...query.keys()].find((name) => !PARAMETERS.has(name));
	if (unknown) return { problem: `Unknown query parameter: ${unknown}` };
	const model = query.get('model') ?? '';
	if (!/^nova-3(-|$)/.test(model)) return { problem: `No such model: ${model}` };
	if (query.get('encoding') !== 'linear16') return { problem: 'encoding must be linear16' };
	const sampleRate = Number(query.get('sample_rate'));
	if (!(sampleRate >= 8000 && sampleRate <= 48_000)) return { problem: 'sample_rate is required' };
	if ((query.get('channels') ?? '1') !== '1') return { problem: 'channels must be 1' };
	const endpointing = query.get('endpointing') ?? String(DEFAULT_ENDPOINTING_MS);
	return {
		model,
		sampleRate,
		// `false` turns endpointing off: only Finalize and CloseStream end a turn then.
		endpointingMs: endpointing === 'false' ? Infinity : Number(endpointing),
		interimResults: query.get('interim_results') === 'true',
		vadEvents: query.get('vad_events') === 'true',
	};
}
