import { setTimeout as realSleep } from 'node:timers/promises';
import { FRAME_MS } from '../speech/voiced.ts';
import { FRAME_SAMPLES, isVoiced, toFrames } from './frame.ts';
import { VoiceAgentError } from '../../../contract/error.ts';

/** When a clip was spoken, in milliseconds of the call. */
export interface Spoken {
	/** The instant its first voiced frame was handed over. */
	firstVoicedMs: number;
	/** The instant its last voiced frame was handed over. */
	lastVoicedMs: number;
}

/** Sends one frame every 10 ms: the clips that are said, and silence between them. */
export interface Microphone {
	/**
	 * Says 48 kHz samples after whatever is still being said.
	 *
	 * @returns when the last voiced frame has been handed over
	 * @throws VoiceAgentError `invalid_request` when nothing in it is voiced, `conflict` when the call ends first
	 */
	say(samples: Int16Array): Promise<Spoken>;
	/** How late the latest frame of the call left, in milliseconds: what this machine added to the measurements. */
	worstLateMs(): number;
	stop(): Promise<void>;
}

interface Clip {
	frames: Int16Array[];
	next: number;
	firstVoiced: number;
	lastVoiced: number;
	firstVoicedMs: number;
	finish: PromiseWithResolvers<Spoken>;
}

/** Later than this, frames are dropped: a burst would sit in the listener's jitter buffer and delay all that follows. */
const dropMs = 100;

/** Opens a microphone that sends until it is stopped. */
export function createMicrophone(options: {
	/** Hands one frame over; awaited, so that frames leave in order. */
	send(frame: Int16Array): Promise<void>;
	/** Milliseconds of the call, monotonic. */
	now(): number;
	sleep?: (ms: number) => Promise<unknown>;
	/** Told each frame and the instant just before it was handed over. */
	onSent(frame: Int16Array, atMs: number): void;
}): Microphone {
	const sleep = options.sleep ?? realSleep;
	const clips: Clip[] = [];
	let worstLateMs = 0;
	let stopped = false;

	const sendNext = async (): Promise<void> => {
		const clip = clips[0];
		const frame = clip?.frames[clip.next] ?? new Int16Array(FRAME_SAMPLES);
		const atMs = options.now();
		await options.send(frame);
		options.onSent(frame, atMs);
		if (!clip) return;
		if (clip.next === clip.firstVoiced) clip.firstVoicedMs = atMs;
		if (clip.next === clip.lastVoiced) {
			clip.finish.resolve({ firstVoicedMs: clip.firstVoicedMs, lastVoicedMs: atMs });
		}
		clip.next += 1;
		if (clip.next === clip.frames.length) clips.shift();
	};

	const run = async (): Promise<void> => {
		// Each frame is due at a fixed place on the clock, so that waking up late once delays one frame and not all that follow.
		let dueMs = options.now();
		while (!stopped) {
			const lateMs = options.now() - dueMs;
			if (lateMs < 0) {
				await sleep(-lateMs);
				continue;
			}
			worstLateMs = Math.max(worstLateMs, lateMs);
			if (lateMs > dropMs) dueMs += lateMs;
			await sendNext();
			dueMs += FRAME_MS;
		}
	};
	const failClips = (error: unknown): void => {
		for (const clip of clips.splice(0)) clip.finish.reject(error);
	};
	const running = run().catch((error: unknown) => {
		stopped = true;
		failClips(error);
	});
	const over = () =>
		new VoiceAgentError('conflict', 'The call ended before the caller had finished.');

	return {
		async say(samples) {
			if (stopped) throw over();
			const frames = toFrames(samples);
			const firstVoiced = frames.findIndex(isVoiced);
			if (firstVoiced < 0) {
				throw new VoiceAgentError(
					'invalid_request',
					'There is no voice in what the caller should say.',
				);
			}
			const lastVoiced = frames.findLastIndex(isVoiced);
			const finish = Promise.withResolvers<Spoken>();
			clips.push({ frames, next: 0, firstVoiced, lastVoiced, firstVoicedMs: 0, finish });
			return finish.promise;
		},
		worstLateMs: () => worstLateMs,
		async stop() {
			stopped = true;
			failClips(over());
			await running;
		},
	};
}
