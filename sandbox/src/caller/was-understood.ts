import type { Caller } from './caller.ts';
import type { TurnTimes } from './turn.ts';
import { until } from './until.ts';

/** The words may arrive after the agent has begun to speak, when it does not answer them. */
const WORDS_WITHIN_MS = 2_000;

/**
 * Whether the live transcript shows that the agent has words of this turn; true as well for a turn that said nothing.
 *
 * @throws the signal's reason when it aborts
 */
export async function wasUnderstood(
	caller: Pick<Caller, 'transcript' | 'agentIsPresent'>,
	{ saidFromMs }: Pick<TurnTimes, 'saidFromMs'>,
	signal: AbortSignal,
): Promise<boolean> {
	if (saidFromMs === null || !caller.agentIsPresent()) return true;
	const words = () =>
		caller
			.transcript()
			.find(({ speaker, final, atMs }) => speaker === 'caller' && final && atMs >= saidFromMs);
	return (await until(words, { withinMs: WORDS_WITHIN_MS, signal })) !== undefined;
}
