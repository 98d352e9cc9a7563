import type { tts, voice } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';

/** The first words of a call, whose sound is made while the caller joins. */
export interface Greeting {
	/** Speaks it; by the usual way when its sound could not be made. */
	speak(session: voice.AgentSession): Promise<void>;
}

/** Begins to make the sound of a greeting; an empty text is not spoken. */
export function prepareGreeting(voice: tts.TTS, text: string): Greeting {
	if (text.trim() === '') return { speak: () => Promise.resolve() };
	const { begun, audio } = record(voice, text);
	return {
		async speak(session) {
			session.say(text, (await begun) ? { audio } : {});
		},
	};
}

interface Recording {
	/** Whether there is any sound; known as soon as there is some or none will come. */
	begun: Promise<boolean>;
	/** Keeps what is made before anybody reads it. */
	audio: ReadableStream<AudioFrame>;
}

function record(voice: tts.TTS, text: string): Recording {
	const begun = Promise.withResolvers<boolean>();
	const stream = voice.stream();
	let isWanted = true;
	const audio = new ReadableStream<AudioFrame>({
		async start(controller) {
			stream.updateInputStream(ReadableStream.from([text]));
			try {
				for await (const made of stream) {
					if (typeof made === 'symbol') break;
					controller.enqueue(made.frame);
					begun.resolve(true);
				}
			} catch {
				// The voice reports its failures itself, and what was made until then is better than nothing.
			}
			begun.resolve(false);
			stream.close();
			if (isWanted) controller.close();
		},
		cancel() {
			isWanted = false;
			stream.close();
		},
	});
	return { begun: begun.promise, audio };
}
