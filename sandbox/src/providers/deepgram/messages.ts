import { randomUUID } from 'node:crypto';
import type { Recognition } from '../../speech/recogniser.ts';

const MODEL_UUID = '2187e11a-3532-4498-b076-81fa530bdd49';

const seconds = (ms: number): number => Math.round(ms) / 1000;

/** `word` is bare, `punctuated_word` as written. */
const bare = (word: string): string => word.toLowerCase().replace(/[^a-z0-9'@.-]|[.,?!]$/g, '');

export const speechStarted = (atMs: number) => ({
	type: 'SpeechStarted',
	channel: [0, 1],
	timestamp: seconds(atMs),
});

/** A `Results` message; without a recognition its transcript is empty. */
export function results(options: {
	requestId: string;
	model: string;
	recognition: Recognition | undefined;
	/** Milliseconds of received audio. */
	startMs: number;
	durationMs: number;
	isFinal: boolean;
	speechFinal: boolean;
	fromFinalize: boolean;
}) {
	const { recognition, startMs, requestId } = options;
	return {
		type: 'Results',
		channel_index: [0, 1],
		duration: seconds(options.durationMs),
		start: seconds(startMs),
		is_final: options.isFinal,
		speech_final: options.speechFinal,
		from_finalize: options.fromFinalize,
		channel: {
			alternatives: [
				{
					transcript: recognition?.text ?? '',
					confidence: recognition?.confidence ?? 0,
					languages: recognition ? ['en'] : [],
					words: (recognition?.words ?? []).map((word) => ({
						word: bare(word.text),
						start: seconds(startMs + word.startMs),
						end: seconds(startMs + word.endMs),
						confidence: recognition?.confidence ?? 0,
						punctuated_word: word.text,
					})),
				},
			],
		},
		metadata: {
			request_id: requestId,
			model_info: { name: `general-${options.model}`, version: '2025-04-17.21547', arch: 'nova-3' },
			model_uuid: MODEL_UUID,
		},
	};
}

/** The last message before the socket closes. */
export const metadata = (requestId: string, durationMs: number, now: number) => ({
	type: 'Metadata',
	transaction_key: 'deprecated',
	request_id: requestId,
	sha256: randomUUID().replaceAll('-', '').repeat(2),
	created: new Date(now).toISOString(),
	duration: seconds(durationMs),
	channels: 1,
});
