import { createTimedString, normalizeLanguage, stt } from '@livekit/agents';
import type { Alternative, ListenMessage, Results } from './listen-message.ts';

/** Turns Deepgram's messages into the framework's events. Survives a change of the connection. */
export interface SpeechEvents {
	/** @param audioStartMs - Where the connection's audio begins in the time of the events. */
	read(message: ListenMessage, audioStartMs: number): stt.SpeechEvent[];
	/** Speech has begun whose end Deepgram has not heard. */
	isOpen(): boolean;
}

/** @param language - Of the transcripts, where Deepgram does not say it. */
export function createSpeechEvents(language: string): SpeechEvents {
	let speaking = false;

	/** Deepgram may report a start twice, or a transcript without any start. */
	function start(): stt.SpeechEvent[] {
		if (speaking) return [];
		speaking = true;
		return [{ type: stt.SpeechEventType.START_OF_SPEECH }];
	}

	function end(): stt.SpeechEvent[] {
		if (!speaking) return [];
		speaking = false;
		return [{ type: stt.SpeechEventType.END_OF_SPEECH }];
	}

	function transcript(results: Results, audioStartMs: number): stt.SpeechEvent[] {
		const best = results.channel.alternatives[0];
		if (!best?.transcript) return [];
		const type = results.is_final
			? stt.SpeechEventType.FINAL_TRANSCRIPT
			: stt.SpeechEventType.INTERIM_TRANSCRIPT;
		return [
			...start(),
			{
				type,
				requestId: results.metadata?.request_id ?? '',
				alternatives: [speechData(best, language, audioStartMs / 1000)],
			},
		];
	}

	return {
		isOpen: () => speaking,

		read(message, audioStartMs) {
			switch (message.type) {
				case 'SpeechStarted':
					return start();
				case 'UtteranceEnd':
					return end();
				case 'Results':
					return [
						...transcript(message, audioStartMs),
						...(message.speech_final && message.is_final ? end() : []),
					];
				case 'Other':
					return [];
			}
		},
	};
}

function speechData(best: Alternative, language: string, offset: number): stt.SpeechData {
	const { words } = best;
	return {
		language: normalizeLanguage(best.languages?.[0] ?? language),
		text: best.transcript,
		confidence: best.confidence,
		startTime: (words.at(0)?.start ?? 0) + offset,
		endTime: (words.at(-1)?.end ?? 0) + offset,
		words: words.map((word) =>
			createTimedString({
				text: word.punctuated_word ?? word.word,
				startTime: word.start + offset,
				endTime: word.end + offset,
				confidence: word.confidence,
				startTimeOffset: offset,
			}),
		),
	};
}
