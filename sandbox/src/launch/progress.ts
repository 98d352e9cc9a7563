/** Tells a person in a terminal what is going on: one short line per step, with the time it took. */
export interface Progress {
	/** Runs `work` as a named step; a step that takes long says every 15 s that it is still alive. */
	step<Result>(
		name: string,
		work: (note: (text: string) => void) => Promise<Result>,
	): Promise<Result>;
	/** A line that belongs to no step. */
	say(text: string): void;
}

const HEARTBEAT_MS = 15_000;
const ANNOUNCE_AFTER_MS = 1_000;

export interface ProgressOptions {
	write: (text: string) => void;
	now?: () => number;
}

/** Steps may overlap: every line is whole and names its step. */
export function createProgress({ write, now = Date.now }: ProgressOptions): Progress {
	const line = (mark: string, text: string, elapsedMs?: number) =>
		write(`${mark} ${text}${elapsedMs === undefined ? '' : `  ${seconds(elapsedMs)}`}\n`);
	return {
		say: (text) => line(' ', text),
		async step(name, work) {
			const startedAt = now();
			let note = '';
			const alive = () => line('…', note === '' ? name : `${name}: ${note}`, now() - startedAt);
			const announcement = setTimeout(() => line('…', name), ANNOUNCE_AFTER_MS);
			const heartbeat = setInterval(alive, HEARTBEAT_MS);
			try {
				const result = await work((text) => {
					note = text;
				});
				line('✓', name, now() - startedAt);
				return result;
			} catch (error) {
				line('✗', name, now() - startedAt);
				throw error;
			} finally {
				clearTimeout(announcement);
				clearInterval(heartbeat);
			}
		},
	};
}

/** `850 ms`, `12.3 s`, `4 min 5 s`. */
export function seconds(elapsedMs: number): string {
	if (elapsedMs < 1_000) return `${Math.round(elapsedMs)} ms`;
	if (elapsedMs < 60_000) return `${(elapsedMs / 1_000).toFixed(1)} s`;
	const total = Math.round(elapsedMs / 1_000);
	return `${Math.floor(total / 60)} min ${total % 60} s`;
}
