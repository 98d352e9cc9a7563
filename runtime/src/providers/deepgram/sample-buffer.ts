/** Gathers samples into pieces that own their memory, because the framework reuses the memory of its frames. */
export interface SampleBuffer {
	/** Everything gathered once it is long enough; undefined until then. */
	add(samples: Int16Array): Int16Array | undefined;
	/** Everything gathered, however little; undefined when there is none. */
	rest(): Int16Array | undefined;
}

/** @param minimum - Samples that make a piece. A piece may be longer, so that nothing is held back. */
export function createSampleBuffer(minimum: number): SampleBuffer {
	let parts: Int16Array[] = [];
	let length = 0;

	function take(): Int16Array | undefined {
		if (length === 0) return undefined;
		const piece = new Int16Array(length);
		let offset = 0;
		for (const part of parts) {
			piece.set(part, offset);
			offset += part.length;
		}
		parts = [];
		length = 0;
		return piece;
	}

	return {
		add(samples) {
			parts.push(samples.slice());
			length += samples.length;
			return length >= minimum ? take() : undefined;
		},
		rest: take,
	};
}
