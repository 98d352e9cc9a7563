import type { ReplayableText } from './replayable-text.ts';
import { openSpeechContext, type SpeechContext } from './speech-context.ts';
import type { VoiceConnection } from './voice-connection.ts';

/**
 * Speaks a text while it is being written, as one context unless the writing pauses for long.
 *
 * @param options - `onSound`: PCM as it arrives.
 * `onStart`: Called before each text is sent.
 * `now`: Milliseconds on a monotonic clock.
 * @throws APIError when Cartesia fails or falls silent; the signal's reason when it is aborted.
 */
export async function speakText(options: {
	text: ReplayableText;
	connection: VoiceConnection;
	request: Record<string, unknown>;
	createContextId: () => string;
	onStart: () => void;
	onSound: (pcm: Buffer, contextId: string) => void;
	signal: AbortSignal;
	now: () => number;
}): Promise<void> {
	const { signal } = options;
	const aborted = Promise.withResolvers<never>();
	const abort = (): void => aborted.reject(signal.reason);
	aborted.promise.catch(() => undefined);
	signal.addEventListener('abort', abort, { once: true });
	let context: SpeechContext | undefined;

	/** What comes first: the awaited, or the reason why it is of no use any more. */
	const first = <Value>(awaited: Promise<Value>): Promise<Value> => {
		const failed = context?.finished.then(() => new Promise<never>(() => {}));
		return Promise.race(failed ? [awaited, failed, aborted.promise] : [awaited, aborted.promise]);
	};

	async function open(): Promise<SpeechContext> {
		const socket = await first(options.connection.socket());
		const contextId = options.createContextId();
		const { request, now } = options;
		const onSound = (pcm: Buffer): void => options.onSound(pcm, contextId);
		return openSpeechContext({ socket, contextId, request, now, onSound });
	}

	const pieces = options.text.read();
	try {
		signal.throwIfAborted();
		for (;;) {
			const next = await first(pieces.next());
			if (next.done) break;
			if (context?.hasExpired()) {
				context.leave();
				context = undefined;
			}
			const { text, isLast } = next.value;
			if (text === '' && !context) continue;
			context ??= await open();
			options.onStart();
			context.say(text, isLast);
		}
		if (context) await Promise.race([context.finished, aborted.promise]);
	} finally {
		signal.removeEventListener('abort', abort);
		context?.leave();
	}
}
