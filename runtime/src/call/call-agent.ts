import { TransformStream, type Transformer } from 'node:stream/web';
import { voice, type stt } from '@livekit/agents';
import type { Openings } from './openings/openings.ts';
import { isWorthHearing } from './turn-taking/worth-hearing.ts';

type Audio = Parameters<voice.Agent['sttNode']>[0];
type Heard = Awaited<ReturnType<voice.Agent['sttNode']>>;
type Text = Parameters<voice.Agent['ttsNode']>[0];
type Spoken = Awaited<ReturnType<voice.Agent['ttsNode']>>;

/**
 * The agent of a call. It does not hear an "mhm" while it speaks, so that it goes on after the sound, and it begins with
 * an opening that it remembers.
 */
export class CallAgent extends voice.Agent {
	readonly #openings: Openings | undefined;

	/** @param openings - Undefined for a voice that remembers none. */
	constructor(options: { instructions: string }, openings?: Openings) {
		super(options);
		this.#openings = openings;
	}

	override ttsNode(text: Text, modelSettings: voice.ModelSettings): Promise<Spoken> {
		const speak = (words: Text): Promise<Spoken> => super.ttsNode(words, modelSettings);
		return this.#openings?.speak(text, speak) ?? speak(text);
	}

	override async sttNode(audio: Audio, modelSettings: voice.ModelSettings): Promise<Heard> {
		const heard = await super.sttNode(audio, modelSettings);
		return heard?.pipeThrough(new TransformStream(onlyWorthHearing(this))) ?? null;
	}
}

function onlyWorthHearing(
	agent: voice.Agent,
): Transformer<stt.SpeechEvent | string, stt.SpeechEvent | string> {
	return {
		transform(event, controller) {
			const speech = agent.getActivityOrThrow().currentSpeech;
			const isSpeaking = speech !== undefined && !speech.interrupted && !speech.done();
			if (typeof event === 'string' || isWorthHearing(event, isSpeaking)) controller.enqueue(event);
		},
	};
}
