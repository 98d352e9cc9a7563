/** A call that waits for its caller. */
export interface OpenCall {
	/** LiveKit's WebSocket URL and the caller's token. */
	url: string;
	token: string;
	/** Releases what the call holds, and tells what the agent itself measured, if it does: one latency per answer. */
	close(): Promise<{ agentLatenciesMs: number[] }>;
}

/** An agent that takes part in the benchmark. */
export interface Contender {
	name: string;
	/** For the table. */
	title: string;
	/** The root of its process tree. */
	pid: number;
	openCall(): Promise<OpenCall>;
}
