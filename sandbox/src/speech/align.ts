/** How well a sound fits a template. */
export interface Alignment {
	/** Mean distance per frame; 0 is identical. */
	distance: number;
	/** Mean distance of the 150 ms that fit worst: a single wrong word shows here. */
	worstDistance: number;
	/** How much of the template the sound covers, 0 to 1. */
	covered: number;
}

/** Frames that may be missing at a template's ends: where speech fades in and out is a matter of loudness. */
const LOOSE_FRAMES = 8;
/** The first frames may fit badly before the warping has settled. */
const SETTLING_FRAMES = 10;
const WORST_FRAMES = 15;

type Vectors = readonly Float64Array[];

/** No path leads here; a constant of its own because the global Infinity is slow to reach inside Jest. */
const UNREACHED = Number.MAX_VALUE;
const squareRoot = Math.sqrt;

function frameDistance(first: Float64Array, second: Float64Array): number {
	let sum = 0;
	for (let index = 0; index < first.length; index++) {
		const difference = (first[index] as number) - (second[index] as number);
		sum += difference * difference;
	}
	return squareRoot(sum);
}

/**
 * Dynamic time warping of a sound onto a template: from frame to frame of the sound, the template stays, advances by one,
 * or skips one.
 *
 * @param limit - Mean distance above which the search gives up.
 * @param partial - The sound may end anywhere in the template, as it does while the speaker is still talking.
 * @returns undefined when nothing below the limit was found.
 */
export function align(
	sound: Vectors,
	template: Vectors,
	{ limit, partial }: { limit: number; partial: boolean },
): Alignment | undefined {
	if (sound.length === 0 || template.length === 0) return undefined;
	const steps = new Uint8Array(sound.length * template.length);
	let previous = new Float64Array(template.length);
	let current = new Float64Array(template.length);
	for (let row = 0; row < sound.length; row++) {
		const frame = sound[row] as Float64Array;
		let best = UNREACHED;
		for (let column = 0; column < template.length; column++) {
			let step = 0;
			let reached = previous[column] as number;
			if (row === 0) {
				if (column > LOOSE_FRAMES) reached = UNREACHED;
			} else {
				for (let skip = 1; skip <= 2 && skip <= column; skip++) {
					const candidate = previous[column - skip] as number;
					if (candidate < reached) {
						reached = candidate;
						step = skip;
					}
				}
			}
			if (reached < UNREACHED) {
				reached += frameDistance(frame, template[column] as Float64Array);
			}
			current[column] = reached;
			steps[row * template.length + column] = step;
			if (reached < best) best = reached;
		}
		if (best > limit * (row + 1 + SETTLING_FRAMES)) return undefined;
		[previous, current] = [current, previous];
	}

	let end = partial ? 0 : Math.max(0, template.length - 1 - LOOSE_FRAMES);
	for (let column = end; column < template.length; column++) {
		if ((previous[column] as number) < (previous[end] as number)) end = column;
	}
	const distance = (previous[end] as number) / sound.length;
	if (distance > limit) return undefined;
	const worstDistance = worstStretch(pathDistances(sound, template, steps, end));
	return { distance, worstDistance, covered: (end + 1) / template.length };
}

/** Walks the best path back from where it ended. */
function pathDistances(sound: Vectors, template: Vectors, steps: Uint8Array, end: number) {
	const distances = new Float64Array(sound.length);
	let column = end;
	for (let row = sound.length - 1; row >= 0; row--) {
		distances[row] = frameDistance(sound[row] as Float64Array, template[column] as Float64Array);
		column -= steps[row * template.length + column] ?? 0;
	}
	return distances;
}

function worstStretch(distances: Float64Array): number {
	let sum = 0;
	let worst = 0;
	for (const [index, distance] of distances.entries()) {
		sum += distance - (distances[index - WORST_FRAMES] ?? 0);
		worst = Math.max(worst, sum);
	}
	return worst / Math.min(WORST_FRAMES, distances.length);
}
