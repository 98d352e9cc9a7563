/** Mono 16-bit sound. */
export interface Pcm {
	samples: Int16Array;
	/** Samples per second. */
	sampleRate: number;
}

const FULL_SCALE = 32_768;

/** Length in milliseconds. */
export const durationMs = ({ samples, sampleRate }: Pcm): number =>
	(samples.length / sampleRate) * 1000;

/** Root mean square of the samples, 0 to 1. */
export function energy(samples: Int16Array): number {
	let sum = 0;
	for (const sample of samples) sum += sample * sample;
	return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length) / FULL_SCALE;
}

/** The stretch from `startMs` to `endMs`, cut at the sound's ends; shares memory with the sound. */
export function slice({ samples, sampleRate }: Pcm, startMs: number, endMs?: number): Pcm {
	const at = (ms: number): number => Math.max(0, Math.round((ms / 1000) * sampleRate));
	return {
		samples: samples.subarray(at(startMs), endMs === undefined ? undefined : at(endMs)),
		sampleRate,
	};
}

/** That much silence. */
export const silence = (lengthMs: number, sampleRate: number): Pcm => ({
	samples: new Int16Array(Math.round((lengthMs / 1000) * sampleRate)),
	sampleRate,
});

/**
 * Joins sounds of one sample rate.
 *
 * @throws TypeError when there are none, or the rates differ.
 */
export function concatenate(parts: readonly Pcm[]): Pcm {
	const sampleRate = parts[0]?.sampleRate;
	if (sampleRate === undefined || parts.some((part) => part.sampleRate !== sampleRate)) {
		throw new TypeError('Only sounds of one sample rate can be joined.');
	}
	const samples = new Int16Array(parts.reduce((total, part) => total + part.samples.length, 0));
	let offset = 0;
	for (const part of parts) {
		samples.set(part.samples, offset);
		offset += part.samples.length;
	}
	return { samples, sampleRate };
}

/** Little-endian bytes as they travel in `pcm_s16le` and `linear16`. */
export const toBytes = ({ samples }: Pcm): Buffer =>
	Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

/** Reads little-endian 16-bit samples; an odd last byte is dropped. */
export function fromBytes(bytes: Uint8Array, sampleRate: number): Pcm {
	const whole = bytes.byteLength - (bytes.byteLength % 2);
	const aligned = new Uint8Array(whole);
	aligned.set(bytes.subarray(0, whole));
	return { samples: new Int16Array(aligned.buffer), sampleRate };
}
