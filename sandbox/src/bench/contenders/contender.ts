import type { TurnLatency } from '../../../../contract/session.ts';

/** A call that waits for its caller. */
export interface OpenCall {
	/** LiveKit's WebSocket URL and the caller's token. */
	url: string;
	token: string;
	/** Releases what the call holds, and tells what the agent itself measured; nothing if it does not measure. */
	close(): Promise<TurnLatency[]>;
}

/** An agent that takes part in the benchmark. */
export interface Contender {
	name: string;
	/** For the table. */
	title: string;
	/** Its answers are too short to be interrupted. */
	answersBriefly?: true;
	/** The root of its process tree; undefined when it has no process between calls. */
	pid(): number | undefined;
	openCall(): Promise<OpenCall>;
}
