import type { Voice } from '../speech/synthesize.ts';

/** One message of a chat completion request, as far as a scripted model reads it. */
export interface ChatMessage {
	role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
	content: string | null;
	tool_calls?: { id: string; function: { name: string; arguments: string } }[];
	tool_call_id?: string;
}

export interface ScriptedToolCall {
	name: string;
	arguments: Record<string, unknown>;
}

/** What the scripted model answers: words to speak, or tool calls that it makes at once. */
export type ScriptedReply = { text: string } | { toolCalls: ScriptedToolCall[] };

/** One thing that the scripted caller says. */
export interface CallerTurn {
	/** Word for word one of the scenario's phrases. */
	say: string;
	/** Absent: the caller waits until the agent has finished. Otherwise the caller cuts in this long after the agent began to speak. */
	interruptAfterMs?: number;
	/** How long the caller stops to think where the sentence's comma is. */
	pauseMs?: number;
	/** WAV file of a person who says it. Absent: it is spoken by a synthetic voice. */
	recording?: string;
	/** The caller waits until the agent has said these words, and then until it has finished; for an answer that takes its time. */
	whenHeard?: string;
}

/** A whole call without people: who the agent is, what a caller may say, and what the model answers. */
export interface Scenario {
	agent: { instructions: string; greeting: string };
	/** The scripted call, in order. */
	turns: CallerTurn[];
	/** The closed set of sentences that the simulated recogniser understands; holds every turn. */
	phrases: string[];
	/**
	 * Sentences that a caller may break off at the comma to think, each with the transcript of its first part. When there
	 * are any, the simulated recogniser delivers the words so far in every pause, as Deepgram does, instead of waiting for the
	 * rest of the phrase.
	 */
	halves?: Readonly<Record<string, string>>;
	/** Phrases that a person has said, each with the path of the WAV file. */
	recordings?: Readonly<Record<string, string>>;
	/** The voices in which the simulated recogniser understands them. Default `rms` and `awb`. */
	voices?: Voice[];
	/**
	 * Plays the model. Stateless: everything is read from the messages, so that a repeated request gets the same reply.
	 *
	 * @param toolNames - The tools offered in the request; the script says so when it would need another one.
	 */
	reply(messages: readonly ChatMessage[], toolNames: readonly string[]): ScriptedReply;
}
