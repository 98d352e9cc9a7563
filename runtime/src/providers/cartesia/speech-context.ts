import { APIError, APITimeoutError } from '@livekit/agents';
import { statusError } from '../socket/open-socket.ts';
import type { VoiceSocket } from './voice-socket.ts';

/** One context at Cartesia: texts that are spoken as one utterance. */
export interface SpeechContext {
	/** @param isLast - Nothing follows; the text may then be empty. */
	say(text: string, isLast: boolean): void;
	/** Everything was spoken a while ago, so Cartesia takes no more text for it. */
	hasExpired(): boolean;
	/** Resolves after the last sound of the last text; rejects with an APIError. */
	finished: Promise<void>;
	/** Stops an unfinished context; nothing more is heard of it. */
	leave(): void;
}

/** From a text to its first sound. Twice this, for the retry, is what a caller endures. */
const FIRST_SOUND_MS = 2000;
/** From one piece of sound to the next while there is something to say. */
const STALL_MS = 3000;
/** Cartesia forgets a context one second after its last sound. */
const EXPIRES_AFTER_MS = 800;

/**
 * Opens a context.
 *
 * @param options - `request`: The fields that every text of the context carries.
 * `onSound`: PCM as it arrives.
 * `now`: Milliseconds on a monotonic clock.
 */
export function openSpeechContext(options: {
	socket: VoiceSocket;
	contextId: string;
	request: Record<string, unknown>;
	onSound: (pcm: Buffer) => void;
	now: () => number;
}): SpeechContext {
	const { socket, contextId, now } = options;
	const { promise: finished, resolve, reject } = Promise.withResolvers<undefined>();
	finished.catch(() => undefined);
	let timer: NodeJS.Timeout | undefined;
	let hasSound = false;
	let hasEnded = false;
	let isDone = false;
	/** A text was sent after the last sound. */
	let isOwed = false;
	let soundAt = 0;

	function leave(): void {
		clearTimeout(timer);
		if (!socket.contexts.delete(contextId) || isDone) return;
		socket.send({ context_id: contextId, cancel: true });
	}

	function fail(error: APIError): void {
		isDone = true;
		leave();
		reject(error);
	}

	function expectSound(withinMs: number): void {
		clearTimeout(timer);
		timer = setTimeout(() => {
			const error = new APITimeoutError({ message: `Cartesia was silent for ${withinMs} ms` });
			fail(error);
			// What is silent now would be so for the next attempt.
			socket.fail(error);
		}, withinMs);
	}

	function end(): void {
		if (!hasSound) return fail(new APIError('Cartesia gave no sound for a text'));
		clearTimeout(timer);
		isDone = true;
		if (!hasEnded) return;
		leave();
		resolve(undefined);
	}

	socket.contexts.set(contextId, {
		onBroken: fail,
		onMessage(message) {
			if (message.type === 'error') {
				return fail(statusError('Cartesia', message.statusCode, message.reason));
			}
			if (message.type === 'done') return end();
			if (message.type !== 'chunk') return;
			hasSound = true;
			isOwed = false;
			soundAt = now();
			if (hasEnded) expectSound(STALL_MS);
			else clearTimeout(timer);
			options.onSound(Buffer.from(message.data, 'base64'));
		},
	});

	return {
		say(transcript, isLast) {
			hasEnded = isLast;
			isOwed = true;
			expectSound(hasSound ? STALL_MS : FIRST_SOUND_MS);
			const { request } = options;
			socket.send({ ...request, context_id: contextId, transcript, continue: !isLast });
		},
		hasExpired: () => isDone || (hasSound && !isOwed && now() - soundAt > EXPIRES_AFTER_MS),
		finished,
		leave,
	};
}
