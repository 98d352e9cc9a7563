import { llm } from '@livekit/agents';
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
	arrived(result: LateResult): void;
	/**
	 * The result of a call whose answer the caller interrupted; the framework drops it, although the action is done. The
	 * model knows it from now on, and it is told at the next boundary unless the caller is about to be answered anyway.
	 */
	interrupted(toolCallId: string, result: LateResult): void;
}

export interface LateResultsOptions {
	turns: Pick<Turns, 'boundary' | 'callerWaits'>;
	/** Adds to what the model knows. */
	remember: (item: llm.ChatItem) => Promise<void>;
	/** Says it word for word; resolves to whether the caller heard any of it. */
	say: (text: string) => Promise<boolean>;
	/** Lets the model speak, following the instructions; resolves likewise. */
	speak: (instructions: string) => Promise<boolean>;
}

/** Sees to it that the caller and the model learn of results that come late. */
export function createLateResults(options: LateResultsOptions): LateResults {
	const { turns, remember, say, speak } = options;

	/** Whoever interrupts before the first sound has heard nothing: it is told at the boundary after that. */
	function tellAtBoundary(result: LateResult, onTold: () => Promise<void>): void {
		turns.boundary.join(async () => {
			const told =
				result.say === undefined ? await speak(announcement(result)) : await say(result.say);
			if (told) await onTold();
			else tellAtBoundary(result, onTold);
		}, BOUNDARY_SETTLE_MS);
	}

	return {
		arrived(result) {
			tellAtBoundary(result, () =>
				remember(
					llm.ChatMessage.create({
						role: 'system',
						content: `The caller was told of the result of ${result.tool}: ${result.text}`,
					}),
				),
			);
		},

		interrupted(toolCallId, result) {
			const output = result.say ?? result.text;
			const { tool } = result;
			void remember(
				llm.FunctionCallOutput.create({ callId: toolCallId, name: tool, output, isError: false }),
			);
			if (!turns.callerWaits()) tellAtBoundary(result, () => Promise.resolve());
		},
	};
}

const announcement = ({ tool, text }: LateResult): string =>
	`The result of ${tool}, which took a while, has just come in. Tell the caller about it now: ${text}`;
