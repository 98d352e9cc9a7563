/**
 * Runs `stop` once when this process is asked to end. A terminal's Ctrl-C arrives twice, from the terminal and from
 * npm, so a repetition counts as impatience only a while after the first.
 *
 * @param stop - Gets 128 + the signal's number, the exit code that a shell expects.
 * @param giveUp - Ends this process at once.
 */
export function stopOnSignals(stop: (exitCode: number) => void, giveUp: () => void): void {
	let askedAt: number | undefined;
	const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
	for (const [signal, exitCode] of Object.entries(codes)) {
		process.on(signal, () => {
			if (askedAt === undefined) {
				askedAt = Date.now();
				stop(exitCode);
			} else if (Date.now() - askedAt > 2_000) {
				giveUp();
			}
		});
	}
}
