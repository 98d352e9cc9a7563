/** Samples per second of what is sent. */
export const SAMPLE_RATE = 16_000;

/** Silence after which Deepgram calls a transcript final. The turn's own end is decided by the agent. */
const ENDPOINTING_MS = 10;

/** The address of Deepgram's streaming recognition with everything that the query says. */
export function listenUrl(options: {
	baseUrl: string;
	model: string;
	/** BCP 47. */
	language: string;
}): string {
	const url = new URL(`${options.baseUrl}/v1/listen`);
	url.search = new URLSearchParams({
		model: options.model,
		language: options.language,
		encoding: 'linear16',
		sample_rate: String(SAMPLE_RATE),
		channels: '1',
		interim_results: 'true',
		endpointing: String(ENDPOINTING_MS),
		vad_events: 'true',
		punctuate: 'true',
		smart_format: 'true',
		// Smart formatting would otherwise hold a final transcript back until an entity is complete.
		no_delay: 'true',
	}).toString();
	return url.href;
}
