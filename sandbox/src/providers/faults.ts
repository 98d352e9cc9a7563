import type { Provider } from './latency.ts';

/** What goes wrong with the next request or connection of a provider. */
export type Fault =
	/** Refused with this HTTP status, before anything is streamed. */
	| { kind: 'status'; status: number; retryAfterSeconds?: number }
	/** Accepted and never answered, or only with the first word or sound. */
	| { kind: 'hang'; afterFirst?: boolean }
	/** Answered with something that is not JSON. */
	| { kind: 'malformed' }
	/** The connection breaks in the middle. On Deepgram and Cartesia, every open socket closes at once with 1011. */
	| { kind: 'cut' }
	/** Groq: the model's tool call does not fit the tool's schema; before the stream, or within it. */
	| { kind: 'tool_use_failed'; midStream?: boolean }
	/** Groq: the whole answer went into reasoning, `finish_reason` is `length`. */
	| { kind: 'empty' }
	/** Cartesia: an error frame in place of sound. */
	| { kind: 'error_frame'; status: number };

const KINDS: Fault['kind'][] = [
	'status',
	'hang',
	'malformed',
	'cut',
	'tool_use_failed',
	'empty',
	'error_frame',
];

export interface Faults {
	add(provider: Provider, fault: Fault, times: number): void;
	/** Takes the fault that is meant for this request, if there is one. */
	take(provider: Provider): Fault | undefined;
	/** Returns a taken fault that turned out to be for a later request. */
	putBack(provider: Provider, fault: Fault): void;
	clear(): void;
}

/** Queues of faults, first in first out, one per provider. */
export function createFaults(): Faults {
	const queued: Record<Provider, Fault[]> = { deepgram: [], groq: [], cartesia: [] };
	return {
		add(provider, fault, times) {
			for (let count = 0; count < times; count++) queued[provider].push(fault);
		},
		take: (provider) => queued[provider].shift(),
		putBack: (provider, fault) => void queued[provider].unshift(fault),
		clear() {
			for (const faults of Object.values(queued)) faults.length = 0;
		},
	};
}

/** Body of `POST /control`: `{ provider, fault, times = 1 }`. Undefined when it is anything else. */
export function parseControl(
	body: unknown,
): { provider: Provider; fault: Fault; times: number } | undefined {
	const { provider, fault, times = 1 } = (body ?? {}) as Record<string, unknown>;
	const isProvider = provider === 'deepgram' || provider === 'groq' || provider === 'cartesia';
	const kind = (fault as Fault | undefined)?.kind;
	if (!isProvider || !kind || !KINDS.includes(kind) || typeof times !== 'number') return undefined;
	return { provider, fault: fault as Fault, times };
}
