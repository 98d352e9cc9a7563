import { findVoice } from './voices.ts';

/** One text that is to be spoken, as `/tts/websocket` and `/tts/bytes` take it. */
export interface GenerationRequest {
	contextId: string;
	/** Without markup. */
	transcript: string;
	sampleRate: number;
	container: 'raw' | 'wav';
	/** More text of the same context follows. */
	more: boolean;
	flush: boolean;
	addTimestamps: boolean;
	/** How long the server may wait for more text before it speaks an unfinished sentence. */
	maxBufferDelayMs: number;
}

/** Why a request is refused. */
export interface Refusal {
	status: number;
	code: string;
	message: string;
}

const MODEL = /^sonic(-2|-3|-3\.5|-turbo|-latest)?(-\d{4}-\d{2}-\d{2})?$/;
const DEFAULT_BUFFER_DELAY_MS = 3000;

type Fields = Record<string, unknown>;
const fields = (value: unknown): Fields =>
	typeof value === 'object' && value !== null ? (value as Fields) : {};

/** Reads a generation request, or says why it is refused. */
export function parseGenerationRequest(body: unknown): GenerationRequest | Refusal {
	const request = fields(body);
	const output = fields(request.output_format);
	const voice = fields(request.voice);
	const invalid = (message: string): Refusal => ({ status: 400, code: 'invalid_request', message });

	if (typeof request.model_id !== 'string' || !MODEL.test(request.model_id)) {
		return { status: 400, code: 'model_not_found', message: 'Invalid model ID' };
	}
	if (voice.mode === 'id' ? !findVoice(voice.id) : !Array.isArray(voice.embedding)) {
		return { status: 404, code: 'voice_not_found', message: 'Voice not found' };
	}
	const container = output.container;
	if (container !== 'raw' && container !== 'wav') return invalid('Unsupported container');
	if (output.encoding !== 'pcm_s16le') return invalid('Unsupported encoding');
	const sampleRate = output.sample_rate;
	if (typeof sampleRate !== 'number' || !(sampleRate >= 8000 && sampleRate <= 48_000)) {
		return invalid('Invalid sample rate');
	}
	if (typeof request.transcript !== 'string') return invalid('transcript is required');
	return {
		contextId: typeof request.context_id === 'string' ? request.context_id : '',
		transcript: request.transcript.replace(/<[^>]*>/g, ' '),
		sampleRate,
		container,
		more: request.continue === true,
		flush: request.flush === true,
		addTimestamps: request.add_timestamps === true,
		maxBufferDelayMs:
			typeof request.max_buffer_delay_ms === 'number'
				? request.max_buffer_delay_ms
				: DEFAULT_BUFFER_DELAY_MS,
	};
}
