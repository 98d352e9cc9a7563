/** What kind of value an answer is. `options`: one of several texts; `list`: several texts. */
export const ANSWER_TYPES = ['string', 'number', 'integer', 'boolean', 'options', 'list'] as const;
export type AnswerType = (typeof ANSWER_TYPES)[number];

/** Something that the report shall tell of what the caller said. */
export interface AnswerField {
	/** `^[a-zA-Z][a-zA-Z0-9_]{0,63}$`, unique per session. */
	name: string;
	type: AnswerType;
	/** Tells the model what to look for. */
	description?: string;
	/** The only values, for the type `options`. */
	options?: string[];
}

export type AnswerValue = string | number | boolean | string[];

/** What was read out of the transcript of a call that is over. */
export interface Extraction {
	/** By the name of the field; null for what the caller did not say. Absent when nothing was asked for. */
	answers?: Record<string, AnswerValue | null>;
	/** Two or three sentences; null when nothing was said. Absent when none was asked for. */
	summary?: string | null;
	/** Why answers and summary are missing, in one sentence. */
	extractionProblem?: string;
}
