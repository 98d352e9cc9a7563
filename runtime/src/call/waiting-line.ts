/** Things that wait for a good moment, such as sentences for a pause. They happen one at a time and in order. */
export interface WaitingLine {
	/**
	 * Joins the line. The task begins when it is the first and the moment has been good for `settleMs`; the next one begins
	 * no earlier than its promise is settled.
	 *
	 * @param settleMs - Default 0: at once if the moment is good.
	 * @returns leaves the line again; a task that has begun goes on.
	 */
	join(task: () => Promise<unknown>, settleMs?: number): () => void;
	/** To be called whenever the moment may have become good or bad. */
	look(): void;
	/** Nothing begins any more. */
	stop(): void;
}

interface Waiting {
	task: () => Promise<unknown>;
	settleMs: number;
}

/** @param isGood - Whether a task may begin now. */
export function createWaitingLine(isGood: () => boolean): WaitingLine {
	const waiting: Waiting[] = [];
	let settling: { first: Waiting; timer: NodeJS.Timeout } | undefined;
	let busy = false;
	let stopped = false;

	function look(): void {
		const first = waiting[0];
		const mayBegin = first !== undefined && !busy && !stopped && isGood();
		if (settling && (!mayBegin || settling.first !== first)) {
			clearTimeout(settling.timer);
			settling = undefined;
		}
		if (!mayBegin || settling) return;
		if (first.settleMs === 0) return begin(first);
		settling = { first, timer: setTimeout(() => begin(first), first.settleMs) };
	}

	function begin(first: Waiting): void {
		settling = undefined;
		waiting.shift();
		busy = true;
		const done = (): void => {
			busy = false;
			look();
		};
		void first.task().then(done, done);
	}

	return {
		join(task, settleMs = 0) {
			const entry = { task, settleMs };
			waiting.push(entry);
			look();
			return () => {
				const at = waiting.indexOf(entry);
				if (at >= 0) waiting.splice(at, 1);
				look();
			};
		},
		look,
		stop() {
			stopped = true;
			look();
		},
	};
}
