import type { PageState, RunningCall } from './state.ts';

/** The agent waits for a second longer, in which the new page joins. */
const AWAITED_AFTER_LEAVING_MS = 3000;
/** As long as the agent waits for a caller whose connection was lost. */
const AWAITED_AFTER_LOSS_MS = 10_000;
const KEY = 'kept-call';

/** What a page leaves behind for the page that takes its place in the tab. */
interface Kept {
	/** The link, as the address carried it. */
	fragment: string;
	/** Absent when the caller had not been connected yet. */
	call?: RunningCall;
}

/** The tab's `sessionStorage`. A function, because a browser that refuses it throws where it is read. */
export type TabStorage = () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Writes down what is not over, while the page goes away.
 *
 * Only then: a page that is on screen has its token in memory alone, and a tab made of this one gets no copy.
 */
export function keepCall(
	storage: TabStorage,
	{ fragment, state, nowMs }: { fragment: string; state: PageState; nowMs: number },
): void {
	if (isOver(state)) return;
	const { connectedAtMs, muted, endedAtMs } = state;
	// The rest of an unfinished line goes to a page that is not there.
	const transcript = state.transcript.map((line) => ({ ...line, final: true }));
	const kept: Kept & { awaitedUntilMs: number } = {
		fragment,
		awaitedUntilMs:
			endedAtMs === null ? nowMs + AWAITED_AFTER_LEAVING_MS : endedAtMs + AWAITED_AFTER_LOSS_MS,
		...(connectedAtMs === null ? {} : { call: { connectedAtMs, muted, transcript } }),
	};
	try {
		storage().setItem(KEY, JSON.stringify(kept));
	} catch {
		// Without storage the call is over when its page is.
	}
}

/** Takes what the page before left in this tab, so that it is not there any more; a call only while it is awaited. */
export function takeKeptCall(storage: TabStorage, nowMs: number): Kept | undefined {
	try {
		const text = storage().getItem(KEY);
		storage().removeItem(KEY);
		if (text === null) return undefined;
		// Nobody else writes into the tab's storage for this origin.
		const { awaitedUntilMs, ...kept } = JSON.parse(text) as Kept & { awaitedUntilMs: number };
		return kept.call && nowMs > awaitedUntilMs ? undefined : kept;
	} catch {
		return undefined;
	}
}

/** A lost connection is none: reloading is what a caller tries then. */
function isOver({ phase, ending }: PageState): boolean {
	return phase === 'closed' || (phase === 'ended' && ending !== 'connection-lost');
}
