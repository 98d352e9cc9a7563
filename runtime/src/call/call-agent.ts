import { TransformStream, type Transformer } from 'node:stream/web';
import { stt, voice } from '@livekit/agents';
import { isAcknowledgement } from './turn-taking/acknowledgement.ts';

type Audio = Parameters<voice.Agent['sttNode']>[0];
type Heard = Awaited<ReturnType<voice.Agent['sttNode']>>;

/** The agent of a call. It does not hear an "mhm" while it speaks, so that it goes on after the sound. */
export class CallAgent extends voice.Agent {
	override async sttNode(audio: Audio, modelSettings: voice.ModelSettings): Promise<Heard> {
		const heard = await super.sttNode(audio, modelSettings);
		return heard?.pipeThrough(new TransformStream(withoutAcknowledgements(this))) ?? null;
	}
}

const TRANSCRIPTS: readonly stt.SpeechEventType[] = [
	stt.SpeechEventType.INTERIM_TRANSCRIPT,
	stt.SpeechEventType.PREFLIGHT_TRANSCRIPT,
	stt.SpeechEventType.FINAL_TRANSCRIPT,
];

function withoutAcknowledgements(
	agent: voice.Agent,
): Transformer<stt.SpeechEvent | string, stt.SpeechEvent | string> {
	return {
		transform(event, controller) {
			const speech = agent.getActivityOrThrow().currentSpeech;
			const isSpeaking = speech !== undefined && !speech.interrupted && !speech.done();
			if (isSpeaking && typeof event !== 'string' && TRANSCRIPTS.includes(event.type)) {
				if (isAcknowledgement(event.alternatives?.[0]?.text ?? '')) return;
			}
			controller.enqueue(event);
		},
	};
}
