import { createSoundLevel } from './sound-level.ts';
import type { SoundLevel } from './sound-level.ts';

export interface CallerAudioOptions {
	context: AudioContext;
	/** Absent when the caller refused or has none. */
	microphone: MediaStreamTrack | undefined;
	/** Whether recorded sentences are to be said through this audio. */
	withPhrases: boolean;
	fetch: typeof fetch;
}

/** What the caller sends into the call. */
export interface CallerAudio {
	/** The track to publish; another one after `setMicrophone`. */
	readonly track: MediaStreamTrack;
	readonly level: SoundLevel;
	/** Takes a new microphone in place of one that was lost or never there. */
	setMicrophone(microphone: MediaStreamTrack): void;
	/** Silences the microphone; a recorded sentence is still said. */
	setMuted(muted: boolean): void;
	/**
	 * Says a recording into the call. The caller does not hear it, as nobody hears their own voice in a call.
	 *
	 * @returns when it has been said, or `close` cut it short.
	 * @throws TypeError when the recording cannot be fetched, DOMException when it is no audio.
	 */
	say(audioUrl: string): Promise<void>;
	/** Lets go of the microphone. */
	close(): void;
}

/**
 * Makes the caller's audio.
 *
 * Without phrases the microphone is published as it is, because a detour through Web Audio costs milliseconds. With
 * phrases, microphone and recordings are mixed into one track, which also exists when there is no microphone.
 */
export function createCallerAudio(options: CallerAudioOptions): CallerAudio {
	const { context, withPhrases } = options;
	const bus = context.createGain();
	const input = context.createGain();
	input.connect(bus);
	const mixed = context.createMediaStreamDestination();
	bus.connect(mixed);
	let microphone: MediaStreamTrack | undefined;
	let source: AudioNode | undefined;
	let muted = false;
	let playing: AudioBufferSourceNode | undefined;

	const audio: CallerAudio = {
		get track() {
			return microphone && !withPhrases ? microphone : trackOf(mixed);
		},
		level: createSoundLevel(context, bus),
		setMicrophone(track) {
			source?.disconnect();
			microphone?.stop();
			microphone = track;
			microphone.enabled = !muted;
			source = context.createMediaStreamSource(new MediaStream([track]));
			source.connect(input);
		},
		setMuted(value) {
			muted = value;
			if (microphone) microphone.enabled = !muted;
		},
		async say(audioUrl) {
			const recording = await context.decodeAudioData(await download(options.fetch, audioUrl));
			// The room's own noise would be heard as part of the sentence.
			input.gain.setTargetAtTime(0, context.currentTime, 0.02);
			await new Promise<void>((resolve) => {
				playing = context.createBufferSource();
				playing.buffer = recording;
				playing.connect(bus);
				playing.onended = () => resolve();
				playing.start();
			});
			playing = undefined;
			input.gain.setTargetAtTime(1, context.currentTime, 0.02);
		},
		close() {
			playing?.stop();
			microphone?.stop();
			bus.disconnect();
		},
	};
	if (options.microphone) audio.setMicrophone(options.microphone);
	return audio;
}

function trackOf(destination: MediaStreamAudioDestinationNode): MediaStreamTrack {
	const [track] = destination.stream.getAudioTracks();
	if (!track) throw new TypeError('A MediaStreamAudioDestinationNode carries one audio track');
	return track;
}

async function download(fetchAudio: typeof fetch, audioUrl: string): Promise<ArrayBuffer> {
	const response = await fetchAudio(audioUrl);
	if (!response.ok) throw new TypeError(`${audioUrl} answers ${response.status}`);
	return response.arrayBuffer();
}
