import { llm } from '@livekit/agents';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { CallTool, CallToolRequest, CallToolResult } from '../channel/messages.ts';
import { executionId } from './execution-id.ts';
import { startFiller } from './filler.ts';
import type { LateResults } from './late-results.ts';
import type { ProgressLine } from './progress-line.ts';
import type { ServiceChannel } from './service-channel.ts';
import type { Turns } from './turns.ts';

/** The service process keeps the deadline; this is for a service process that hangs. */
const DEADLINE_MARGIN_MS = 5000;

export interface ToolSetOptions {
	channel: Pick<ServiceChannel, 'tools' | 'callTool'>;
	sessionId: string;
	turns: Pick<Turns, 'pause'>;
	/** Speaks word for word, and keeps it in the conversation. */
	say: (text: string) => void;
	/** Speaks a filler, which the model need not know of; resolves when it is said. */
	sayAside: (text: string) => Promise<unknown>;
	/** Spoken for a slow tool whose workflow gave no text of its own. */
	defaultFiller: string;
	turn: () => CallToolRequest['turn'];
	/** Told when the first tool starts and when the last one is done. */
	onRunning: (running: boolean) => void;
	progress: Pick<ProgressLine, 'begin'>;
	late: Pick<LateResults, 'interrupted'>;
}

export interface ToolSet {
	/** @returns the tools when they changed since the last time, otherwise undefined. */
	refresh(): Promise<llm.FunctionTool[] | undefined>;
}

/** What the model is told when the service process does not answer; never why. */
const sentences: Partial<Record<string, string>> = {
	tool_timeout: 'The tool took too long. Tell the caller so, and do not call it again by yourself.',
};
const FAILED = 'The tool cannot be used now. Tell the caller so.';

/** Offers the session's tools to the model; every check and the execution itself happen in the service process. */
export function createToolSet(options: ToolSetOptions): ToolSet {
	let version: string | undefined;
	let running = 0;
	const count = (change: 1 | -1): void => {
		running += change;
		if (running === (change === 1 ? 1 : 0)) options.onRunning(change === 1);
	};

	async function run(
		tool: CallTool,
		args: Record<string, unknown>,
		toolCallId: string,
		interrupted: AbortSignal | undefined,
	): Promise<string | undefined> {
		const request: CallToolRequest = {
			callId: executionId(options.sessionId, toolCallId),
			tool: tool.name,
			arguments: args,
			turn: options.turn(),
		};
		const filler = startFiller(options.turns.pause, async () => {
			if (!interrupted?.aborted) await options.sayAside(tool.fillerText || options.defaultFiller);
		});
		const progress = options.progress.begin(request.callId, () => filler.replaced());
		count(1);
		let result: CallToolResult | undefined;
		try {
			result = await options.channel.callTool(request, {
				timeoutMs: tool.timeoutMs + DEADLINE_MARGIN_MS,
			});
		} catch (error) {
			const code = error instanceof VoiceAgentError ? error.code : 'internal';
			throw new llm.ToolError(sentences[code] ?? FAILED);
		} finally {
			count(-1);
			filler.stop();
			progress.end({ pending: result?.outcome === 'pending' });
		}
		if (!interrupted?.aborted) return answer(result);
		options.late.interrupted(toolCallId, { ...result, tool: tool.name });
		return result.text;
	}

	/** The model answers a text; what is spoken word for word needs no answer. */
	function answer(result: Pick<CallToolResult, 'text' | 'say'>): string | undefined {
		if (result.say === undefined) return result.text;
		options.say(result.say);
		return undefined;
	}

	const offer = (tool: CallTool): llm.FunctionTool =>
		llm.tool({
			name: tool.name,
			description: tool.description,
			parameters: tool.parameters,
			execute: async (args: unknown, { toolCallId, abortSignal }) =>
				tool.problem === undefined
					? run(tool, args as Record<string, unknown>, toolCallId, abortSignal)
					: answer({ text: tool.problem, say: tool.problem }),
		}) as llm.FunctionTool;

	return {
		async refresh() {
			const offered = await options.channel.tools();
			if (offered.version === version) return undefined;
			version = offered.version;
			return offered.tools.map(offer);
		},
	};
}
