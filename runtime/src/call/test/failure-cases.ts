import type { Fault } from '../../../../sandbox/src/providers/faults.ts';
import type { Provider } from '../../../../sandbox/src/providers/latency.ts';

/**
 * `answers` as if nothing had happened, `apologises` and answers the next question, when the provider has recovered, or
 * `ends` the call.
 */
type Outcome = 'answers' | 'apologises' | 'ends';

export interface FailureCase {
	provider: Provider;
	what: string;
	/** Given to the provider one after the other, in the middle of the call. */
	faults: [Fault, times?: number][];
	outcome: Outcome;
}

const ALWAYS = 100;
const cut: Fault = { kind: 'cut' };
const status = (code: number): Fault => ({ kind: 'status', status: code });
const errorFrame = (code: number): Fault => ({ kind: 'error_frame', status: code });
const hang: Fault = { kind: 'hang' };
const stall: Fault = { kind: 'hang', afterFirst: true };
const malformed: Fault = { kind: 'malformed' };

const onDeepgram = (
	what: string,
	outcome: Outcome,
	...faults: FailureCase['faults']
): FailureCase => ({
	...{ provider: 'deepgram', what, outcome },
	// A fault is for a new connection, so the old one has to go.
	faults: [...faults, [cut]],
});
const onGroq = (what: string, outcome: Outcome, ...faults: FailureCase['faults']): FailureCase => ({
	...{ provider: 'groq', what, outcome, faults },
});
const onCartesia = (
	what: string,
	outcome: Outcome,
	...faults: FailureCase['faults']
): FailureCase => ({
	...{ provider: 'cartesia', what, outcome, faults },
});

/** What can go wrong with a provider, and what the caller then notices. */
export const failureCases: FailureCase[] = [
	onDeepgram('closes the socket', 'answers'),
	onDeepgram('refuses the key', 'ends', [status(401), ALWAYS]),
	onDeepgram('has no such model any more', 'ends', [status(404), ALWAYS]),
	onDeepgram('says too many requests', 'answers', [status(429), 2]),
	onDeepgram('says internal error', 'answers', [status(500), 2]),
	onDeepgram('says internal error for good', 'ends', [status(500), ALWAYS]),
	onDeepgram('hangs', 'answers', [hang]),
	onDeepgram('hangs after its first message', 'answers', [stall]),
	onDeepgram('hangs for good', 'ends', [hang, ALWAYS]),
	onDeepgram('sends nonsense', 'answers', [malformed]),

	onGroq('closes the socket after the first word', 'apologises', [cut, ALWAYS]),
	onGroq('refuses the key', 'apologises', [status(401), ALWAYS]),
	onGroq('has no such model any more', 'apologises', [status(404), ALWAYS]),
	onGroq('says too many requests', 'answers', [status(429)]),
	onGroq('says too many requests for long', 'apologises', [status(429), ALWAYS]),
	onGroq('says internal error', 'answers', [status(500)]),
	onGroq('says internal error for long', 'apologises', [status(500), ALWAYS]),
	onGroq('hangs', 'answers', [hang]),
	onGroq('hangs for long', 'apologises', [hang, ALWAYS]),
	onGroq('hangs after its first word', 'apologises', [stall, ALWAYS]),
	onGroq('sends nonsense', 'answers', [malformed]),
	onGroq('sends nonsense for long', 'apologises', [malformed, ALWAYS]),

	onCartesia('closes the socket', 'answers', [cut]),
	onCartesia('refuses the key', 'ends', [status(401), ALWAYS], [cut]),
	onCartesia('has no such voice any more', 'ends', [errorFrame(404), ALWAYS]),
	onCartesia('says too many requests', 'answers', [errorFrame(429)]),
	onCartesia('says too many requests for good', 'ends', [errorFrame(429), ALWAYS]),
	onCartesia('says internal error', 'answers', [errorFrame(500)]),
	onCartesia('says internal error for good', 'ends', [errorFrame(500), ALWAYS]),
	onCartesia('hangs', 'answers', [hang]),
	onCartesia('hangs for good', 'ends', [hang, ALWAYS]),
	onCartesia('hangs after its first sound', 'apologises', [stall, ALWAYS]),
	onCartesia('sends nonsense', 'answers', [malformed]),
	onCartesia('sends nonsense for good', 'ends', [malformed, ALWAYS]),
];
