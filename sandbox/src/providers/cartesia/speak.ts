import { concatenate, silence } from '../../speech/pcm.ts';
import type { Pcm } from '../../speech/pcm.ts';
import { resample } from '../../speech/resample.ts';
import { AGENT_VOICE, synthesize } from '../../speech/synthesize.ts';

/** What a listener expects to hear between two sentences. */
const SENTENCE_PAUSE_MS = 200;
const CLAUSE_PAUSE_MS = 80;
/** A sentence longer than this is rendered clause by clause, so that its first sound does not wait for its last word. */
const LONG_SENTENCE = 60;

/** Cuts a text into the pieces that are rendered one by one. Text without a word in it has none. */
export function clausesOf(text: string): string[] {
	const sentences = text.trim().match(/[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*[.!?]*/g) ?? [];
	return sentences
		.flatMap((sentence) =>
			sentence.length > LONG_SENTENCE ? sentence.split(/(?<=[,:;])\s+/) : [sentence],
		)
		.map((clause) => clause.trim())
		.filter((clause) => /[\p{L}\p{N}]/u.test(clause));
}

/** Speaks one clause with the pause that follows it. */
export async function speakClause(clause: string, sampleRate: number): Promise<Pcm> {
	const speech = resample(await synthesize(clause, { voice: AGENT_VOICE }), sampleRate);
	const pauseMs = /[.!?]$/.test(clause) ? SENTENCE_PAUSE_MS : CLAUSE_PAUSE_MS;
	return concatenate([speech, silence(pauseMs, sampleRate)]);
}

/** Where each word of a clause lies, in seconds, estimated from the length of the words. */
export function wordTimestamps(clause: string, startMs: number, lengthMs: number) {
	const words = clause.split(/\s+/);
	const share = lengthMs / (clause.length + 1);
	const start: number[] = [];
	const end: number[] = [];
	let characters = 0;
	for (const word of words) {
		start.push((startMs + characters * share) / 1000);
		end.push((startMs + (characters + word.length) * share) / 1000);
		characters += word.length + 1;
	}
	return { words, start, end };
}
