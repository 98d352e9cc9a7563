import { AudioFrame } from '@livekit/rtc-node';

/** Cuts PCM into the frames that a room plays. */
export interface SoundFrames {
	add(pcm: Buffer): AudioFrame[];
	/** What is left, as the last frame; undefined when there was no sound. */
	last(): AudioFrame | undefined;
}

const FRAME_MS = 20;
const BYTES_PER_SAMPLE = 2;

/** 16-bit little-endian mono. */
export function createSoundFrames(sampleRate: number): SoundFrames {
	const frameBytes = ((sampleRate * FRAME_MS) / 1000) * BYTES_PER_SAMPLE;
	let held = Buffer.alloc(0);

	const toFrame = (bytes: Buffer): AudioFrame => {
		const samples = new Int16Array(Math.floor(bytes.length / BYTES_PER_SAMPLE));
		for (let index = 0; index < samples.length; index++) {
			samples[index] = bytes.readInt16LE(index * BYTES_PER_SAMPLE);
		}
		return new AudioFrame(samples, sampleRate, 1, samples.length);
	};

	return {
		add(pcm) {
			held = Buffer.concat([held, pcm]);
			const frames: AudioFrame[] = [];
			// One frame stays, so that the last one is known as such.
			let offset = 0;
			for (; held.length - offset > frameBytes; offset += frameBytes) {
				frames.push(toFrame(held.subarray(offset, offset + frameBytes)));
			}
			held = held.subarray(offset);
			return frames;
		},
		last() {
			if (held.length < BYTES_PER_SAMPLE) return undefined;
			const frame = toFrame(held);
			held = Buffer.alloc(0);
			return frame;
		},
	};
}
