import { fromBytes, toBytes } from './pcm.ts';
import type { Pcm } from './pcm.ts';

const HEADER_BYTES = 44;
const PCM_FORMAT = 1;

/** A WAV file of mono 16-bit PCM. */
export function writeWav(pcm: Pcm): Buffer {
	const data = toBytes(pcm);
	const header = Buffer.alloc(HEADER_BYTES);
	header.write('RIFF', 0);
	header.writeUInt32LE(HEADER_BYTES - 8 + data.length, 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(PCM_FORMAT, 20);
	header.writeUInt16LE(1, 22);
	header.writeUInt32LE(pcm.sampleRate, 24);
	header.writeUInt32LE(pcm.sampleRate * 2, 28);
	header.writeUInt16LE(2, 32);
	header.writeUInt16LE(16, 34);
	header.write('data', 36);
	header.writeUInt32LE(data.length, 40);
	return Buffer.concat([header, data]);
}

/**
 * Reads a WAV file of mono 16-bit PCM and skips chunks other than `fmt ` and `data`.
 *
 * @throws TypeError when it is anything else.
 */
export function readWav(bytes: Buffer): Pcm {
	if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
		throw new TypeError('Not a WAV file.');
	}
	let sampleRate = 0;
	for (let offset = 12; offset + 8 <= bytes.length;) {
		const name = bytes.toString('latin1', offset, offset + 4);
		const length = bytes.readUInt32LE(offset + 4);
		const body = bytes.subarray(offset + 8, offset + 8 + length);
		if (name === 'fmt ') {
			const [format, channels, bits] = [0, 2, 14].map((at) => body.readUInt16LE(at));
			if (format !== PCM_FORMAT || channels !== 1 || bits !== 16) {
				throw new TypeError('Only mono 16-bit PCM is supported.');
			}
			sampleRate = body.readUInt32LE(4);
		}
		if (name === 'data') return fromBytes(body, sampleRate);
		offset += 8 + length + (length % 2);
	}
	throw new TypeError('The WAV file holds no sound.');
}
