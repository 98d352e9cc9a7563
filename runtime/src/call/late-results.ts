import { llm } from '@livekit/agents';
import { executionId } from './execution-id.ts';
import type { Turns } from './turns.ts';

/** A pause that is not just the breath after an answer. */
export const BOUNDARY_SETTLE_MS = 500;

/** What a tool came to after the agent had gone on. */
export interface LateResult {
	tool: string;
	/** For the model. */
	text: string;
	/** Spoken word for word instead of the model's own words. */
	say?: string;
}

export interface LateResults {
	/** The result of a call that was answered with PENDING: told at the next turn boundary, once. */
	arrived(callId: string, result: LateResult): void;
	/**
	 * The result of a call whose answer the caller interrupted; the framework drops it, although the action is done. The
	 * model knows it from now on, and it is told at the next boundary unless the caller is about to be answered anyway.
	 */
	interrupted(toolCallId: string, result: LateResult): void;
}

export interface LateResultsOptions {
	sessionId: string;
	turns: Pick<Turns, 'boundary' | 'callerWaits'>;
	/** What the model knows. */
	history: () => llm.ChatContext;
	/** Replaces what the model knows. */
	remember: (history: llm.ChatContext) => Promise<void>;
	/** Says it word for word; resolves to whether the caller heard any of it. */
	say: (text: string) => Promise<boolean>;
	/** Lets the model answer what stands last in the history; resolves likewise. */
	answer: (history: llm.ChatContext) => Promise<boolean>;
}

/** Sees to it that the caller and the model learn of results that come late. */
export function createLateResults(options: LateResultsOptions): LateResults {
	const { sessionId, turns, history, remember, say, answer } = options;

	const historyWith = (items: llm.ChatItem[]): llm.ChatContext => {
		const extended = history().copy();
		extended.insert(items);
		return extended;
	};

	/**
	 * The call once more, now with its result: what a model answers best. Its first answer, "pending", stays what was true
	 * then.
	 */
	function exchange(callId: string, { tool, text }: LateResult): llm.ChatItem[] {
		const first = history().items.find(
			(item) => item.type === 'function_call' && executionId(sessionId, item.callId) === callId,
		);
		const args = first?.type === 'function_call' ? first.args : '{}';
		const call = { callId: `${callId}_late`, name: tool };
		return [
			llm.FunctionCall.create({ ...call, args }),
			llm.FunctionCallOutput.create({ ...call, output: text, isError: false }),
		];
	}

	/** Whoever interrupts before the first sound has heard nothing: it is told at the boundary after that. */
	function tellAtBoundary(tell: () => Promise<boolean>): void {
		turns.boundary.join(async () => {
			if (!(await tell())) tellAtBoundary(tell);
		}, BOUNDARY_SETTLE_MS);
	}

	return {
		arrived(callId, result) {
			tellAtBoundary(async () => {
				const items = exchange(callId, result);
				const told = await (result.say === undefined
					? answer(historyWith(items))
					: say(result.say));
				// The model knows it when the caller does, so that it neither tells it twice nor denies it before.
				if (told) await remember(historyWith(items));
				return told;
			});
		},

		interrupted(callId, { tool, text, say: sentence }) {
			const output = sentence ?? text;
			const known = remember(
				historyWith([
					llm.FunctionCallOutput.create({ callId, name: tool, output, isError: false }),
				]),
			);
			if (turns.callerWaits()) return;
			tellAtBoundary(async () => {
				await known;
				return sentence === undefined ? answer(history()) : say(sentence);
			});
		},
	};
}
