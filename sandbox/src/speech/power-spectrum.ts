/**
 * Makes a function that computes the power of each frequency bin of a real signal by a radix-2 Fourier transform.
 *
 * @param size - Samples per signal, a power of two. The result has half as many bins and is overwritten by the next call.
 */
export function createPowerSpectrum(size: number): (signal: Float64Array) => Float64Array {
	const cosines = Float64Array.from({ length: size / 2 }, (_, k) =>
		Math.cos((2 * Math.PI * k) / size),
	);
	const sines = Float64Array.from(
		{ length: size / 2 },
		(_, k) => -Math.sin((2 * Math.PI * k) / size),
	);
	const reversed = reversedBits(size);
	const real = new Float64Array(size);
	const imaginary = new Float64Array(size);
	const power = new Float64Array(size / 2);

	return (signal) => {
		for (let index = 0; index < size; index++) {
			real[index] = signal[reversed[index] as number] as number;
			imaginary[index] = 0;
		}
		for (let half = 1; half < size; half *= 2) {
			for (let index = 0; index < half; index++) {
				const turn = (index * size) / (2 * half);
				const cosine = cosines[turn] as number;
				const sine = sines[turn] as number;
				for (let even = index; even < size; even += 2 * half) {
					const odd = even + half;
					const evenReal = real[even] as number;
					const evenImaginary = imaginary[even] as number;
					const oddReal = (real[odd] as number) * cosine - (imaginary[odd] as number) * sine;
					const oddImaginary = (real[odd] as number) * sine + (imaginary[odd] as number) * cosine;
					real[odd] = evenReal - oddReal;
					imaginary[odd] = evenImaginary - oddImaginary;
					real[even] = evenReal + oddReal;
					imaginary[even] = evenImaginary + oddImaginary;
				}
			}
		}
		for (let bin = 0; bin < power.length; bin++) {
			power[bin] = (real[bin] as number) ** 2 + (imaginary[bin] as number) ** 2;
		}
		return power;
	};
}

function reversedBits(size: number): Uint16Array {
	const reversed = new Uint16Array(size);
	for (let index = 1; index < size; index++) {
		const half = reversed[index >> 1] as number;
		reversed[index] = (half >> 1) | (index & 1 ? size >> 1 : 0);
	}
	return reversed;
}
