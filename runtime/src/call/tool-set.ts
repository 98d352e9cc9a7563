import { llm } from '@livekit/agents';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { CallTool, CallToolRequest, CallToolResult } from '../channel/messages.ts';
import { startFiller } from './filler.ts';
import type { ServiceChannel } from './service-channel.ts';

/** The service process keeps the deadline; this is for a service process that hangs. */
const DEADLINE_MARGIN_MS = 5000;

/** The voice of the call as far as tools need it. */
export interface ToolVoice {
	/** Speaks word for word, and keeps it in the conversation. */
	say(text: string): void;
	/** Speaks a filler, which the model need not know of. */
	sayAside(text: string): void;
	/** Neither side is speaking. */
	isQuiet(): boolean;
}

export interface ToolSetOptions {
	channel: Pick<ServiceChannel, 'tools' | 'callTool'>;
	sessionId: string;
	voice: ToolVoice;
	/** Spoken for a slow tool whose workflow gave no text of its own. */
	defaultFiller: string;
	turn: () => CallToolRequest['turn'];
	/** Told when the first tool starts and when the last one is done. */
	onRunning: (running: boolean) => void;
	/** Takes the result of a call whose answer the caller interrupted, so that the model knows it in the next turn. */
	onLateResult: (result: { toolCallId: string; tool: string; text: string }) => void;
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
		const { voice } = options;
		const request: CallToolRequest = {
			callId: executionId(options.sessionId, toolCallId),
			tool: tool.name,
			arguments: args,
			turn: options.turn(),
		};
		const stopFiller = startFiller({
			speak: () => voice.sayAside(tool.fillerText || options.defaultFiller),
			canSpeak: () => voice.isQuiet() && !interrupted?.aborted,
		});
		count(1);
		try {
			const result = await options.channel.callTool(request, {
				timeoutMs: tool.timeoutMs + DEADLINE_MARGIN_MS,
			});
			// The framework drops what an interrupted call returns, although the action is done.
			if (interrupted?.aborted) {
				options.onLateResult({ toolCallId, tool: tool.name, text: result.say ?? result.text });
			}
			return answer(result);
		} catch (error) {
			const code = error instanceof VoiceAgentError ? error.code : 'internal';
			throw new llm.ToolError(sentences[code] ?? FAILED);
		} finally {
			count(-1);
			stopFiller();
		}
	}

	/** The model answers a text; what is spoken word for word needs no answer. */
	function answer(result: Pick<CallToolResult, 'text' | 'say'>): string | undefined {
		if (result.say === undefined) return result.text;
		options.voice.say(result.say);
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

/** The idempotency key of one execution, safe in a path and a header. */
export function executionId(sessionId: string, toolCallId: string): string {
	return `${sessionId}_${toolCallId.replace(/[^A-Za-z0-9_-]/g, '-')}`;
}
