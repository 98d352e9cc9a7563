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
	const recording = record(voice, text);
	return {
		async speak(session) {
			const hasSound = await recording.begun;
			session.say(text, hasSound ? { audio: ReadableStream.from(recording.frames()) } : {});
		},
	};
}

interface Recording {
	/** Whether there is any sound; known as soon as there is some or none will come. */
	begun: Promise<boolean>;
	/** From the first frame on, waiting for those that are not made yet. */
	frames(): AsyncGenerator<AudioFrame>;
}

function record(voice: tts.TTS, text: string): Recording {
	const frames: AudioFrame[] = [];
	const begun = Promise.withResolvers<boolean>();
	let isOver = false;
	let more = Promise.withResolvers<undefined>();
	const tell = (): void => {
		more.resolve(undefined);
		more = Promise.withResolvers();
	};

	async function read(): Promise<void> {
		const stream = voice.stream();
		stream.updateInputStream(ReadableStream.from([text]));
		for await (const audio of stream) {
			if (typeof audio === 'symbol') break;
			frames.push(audio.frame);
			begun.resolve(true);
			tell();
		}
		stream.close();
	}
	// The voice reports its failures itself; what was spoken until then is better than nothing.
	void read()
		.catch(() => undefined)
		.finally(() => {
			isOver = true;
			begun.resolve(false);
			tell();
		});

	return {
		begun: begun.promise,
		async *frames() {
			for (let index = 0; ; index++) {
				while (frames.length <= index && !isOver) await more.promise;
				const frame = frames[index];
				if (!frame) return;
				yield frame;
			}
		},
	};
}
