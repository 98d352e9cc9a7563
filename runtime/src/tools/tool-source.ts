import type { RegisteredTool } from '../../../contract/tool.ts';
import type { CallToolRequest } from '../channel/messages.ts';
import type { CallEnd } from './call-log.ts';
import type { CallingSession } from './tools.ts';

/** One decided tool call, to be run once. */
export interface Execution {
	tool: RegisteredTool;
	session: CallingSession;
	/** The arguments as they were checked. */
	request: CallToolRequest;
	/** One-time token of a late result. */
	replyToken: string;
}

/** How an execution ended. */
export interface Ending extends CallEnd {
	/** The tool cannot work until the builder does what this sentence says. */
	fault?: string;
}

/**
 * Where tools come from and how they run. Every rule about whether a call may run is kept before it, so a source only
 * lists and executes. It never throws for what the other side does.
 */
export interface ToolSource {
	/** Answers from memory or the store; undefined while nobody knows yet which tools the source has. */
	list(): Promise<RegisteredTool[] | undefined>;
	execute(execution: Execution): Promise<Ending>;
	/** Finds out what is broken and makes the first calls quick. The tools are its own, with their judged state. */
	prepare?(tools: RegisteredTool[]): Promise<void>;
	close?(): Promise<void>;
}
