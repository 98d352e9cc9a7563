import { createVoiceShare } from './voice-share.ts';

/** Words that are not final yet. */
export interface Interim {
	text: string;
	/** Where its last word ends, in milliseconds of audio. */
	endMs: number;
}

/**
 * Finds the moment at which an interim transcript is probably the whole turn: the caller has fallen silent, and the
 * words reach up to the caller's last sound. The model can then start while the final transcript is still on its way; if
 * the caller goes on, nothing of it is heard. A guess that fails costs a request to the model, so it has to be likely.
 */
export interface EarlyTranscript<Transcript extends Interim> {
	/** @returns the transcript to think about, at most once for the same words. */
	hear(chunk: Int16Array): Transcript | undefined;
	/** @returns the same when the caller is silent already. */
	interim(transcript: Transcript): Transcript | undefined;
	/** A final transcript has arrived; what it says needs no guess. */
	final(): void;
}

/** Shorter gaps are within a word. */
const SILENCE_MS = 60;
/** The recogniser's word ends differ so much from the sound's; a word more would take longer. */
const REACH_MS = 120;
/** A caller's pause is this much quieter than the caller's speech, whatever the noise of the room. */
const QUIET_SHARE = 0.12;

export function createEarlyTranscript<Transcript extends Interim>(
	sampleRate: number,
): EarlyTranscript<Transcript> {
	const voiceShare = createVoiceShare(sampleRate);
	let heardMs = 0;
	let voicedUntilMs = 0;
	let latest: Transcript | undefined;
	let told: string | undefined;

	function tell(): Transcript | undefined {
		if (!latest || latest.text === told) return undefined;
		const isSilent = heardMs - voicedUntilMs >= SILENCE_MS;
		if (!isSilent || latest.endMs + REACH_MS < voicedUntilMs) return undefined;
		told = latest.text;
		return latest;
	}

	return {
		hear(chunk) {
			heardMs += (chunk.length / sampleRate) * 1000;
			if (voiceShare(chunk) >= QUIET_SHARE) voicedUntilMs = heardMs;
			return tell();
		},
		interim(transcript) {
			latest = transcript;
			return tell();
		},
		final() {
			latest = undefined;
			told = undefined;
		},
	};
}
