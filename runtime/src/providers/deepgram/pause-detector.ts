import { createVoiceShare } from './voice-share.ts';

/** Notices that the caller has stopped speaking, long before a VAD is sure of it. */
export interface PauseDetector {
	/** @returns true once in each pause, as soon as it is longer than any silence within a word. */
	hear(chunk: Int16Array): boolean;
}

/** A stop consonant is silent for up to so long. */
const PAUSE_MS = 100;
/** −30 dB: the fading of a voice is louder. In a room whose noise is louder too, no pause is noticed. */
const SILENT_SHARE = 0.03;

export function createPauseDetector(sampleRate: number): PauseDetector {
	const voiceShare = createVoiceShare(sampleRate);
	let silentMs = 0;
	return {
		hear(chunk) {
			const before = silentMs;
			const lengthMs = (chunk.length / sampleRate) * 1000;
			silentMs = voiceShare(chunk) < SILENT_SHARE ? silentMs + lengthMs : 0;
			return before < PAUSE_MS && silentMs >= PAUSE_MS;
		},
	};
}
