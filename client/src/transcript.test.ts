import { emptyTranscript, joinSentences, reduceTranscript } from './transcript.ts';
import type { Role, Transcript, TranscriptEvent } from './transcript.ts';

const text = (streamId: string, role: Role, words: string, final = false): TranscriptEvent => ({
	type: 'text',
	segmentId: `segment of ${role}`,
	streamId,
	role,
	text: words,
	final,
});
const closed = (streamId: string, role: Role, final: boolean): TranscriptEvent => ({
	type: 'stream-closed',
	segmentId: `segment of ${role}`,
	streamId,
	final,
});
const after = (...events: TranscriptEvent[]): Transcript =>
	events.reduce(reduceTranscript, emptyTranscript);

describe('reduceTranscript', () => {
	it('replaces interim text of the same segment', () => {
		const transcript = after(
			text('one', 'user', 'please send'),
			closed('one', 'user', false),
			text('two', 'user', 'Please send it.', true),
			closed('two', 'user', true),
		);
		expect(transcript).toMatchObject([{ text: 'Please send it.', role: 'user', final: true }]);
	});

	it('grows the agent’s text with its one stream', () => {
		const transcript = after(text('one', 'agent', 'Hello, '), text('one', 'agent', 'I am Ava.'));
		expect(transcript).toMatchObject([{ text: 'Hello, I am Ava.', final: false }]);
	});

	it('marks the agent’s text that stops inside a sentence as interrupted', () => {
		const transcript = after(text('one', 'agent', 'Our office has'), closed('one', 'agent', true));
		expect(transcript).toMatchObject([{ final: true, interrupted: true }]);
	});

	it.each(['Done.', 'Shall I send it?', 'She said “yes.”', 'Stop! '])(
		'takes %j for a whole sentence',
		(words) => {
			const transcript = after(text('one', 'agent', words), closed('one', 'agent', true));
			expect(transcript).toMatchObject([{ final: true, interrupted: false }]);
		},
	);

	it('never calls the caller interrupted', () => {
		const transcript = after(text('one', 'user', 'yes', true), closed('one', 'user', true));
		expect(transcript).toMatchObject([{ interrupted: false }]);
	});

	it('ignores an interim result that comes after the final one', () => {
		const transcript = after(
			text('two', 'user', 'Yes, send it.', true),
			closed('two', 'user', true),
			text('one', 'user', 'yes'),
		);
		expect(transcript).toMatchObject([{ text: 'Yes, send it.', final: true }]);
	});

	it('keeps the order in which speech began', () => {
		const transcript = after(
			text('one', 'agent', 'Our office'),
			text('two', 'user', 'stop'),
			text('one', 'agent', ' has'),
		);
		expect(transcript.map(({ role, text: words }) => [role, words])).toEqual([
			['agent', 'Our office has'],
			['user', 'stop'],
		]);
	});
});

describe('joinSentences', () => {
	const line = (role: Role, words: string, final = true) => ({
		...{ id: words, role, text: words, final, interrupted: false, streamId: 'one' },
	});
	const joined = (...lines: ReturnType<typeof line>[]) =>
		joinSentences(lines).map(({ id, text, final }) => [id, text, final]);

	it('joins what the caller said before and after a pause in the sentence', () => {
		expect(joined(line('user', 'Yes,'), line('user', 'send', false))).toEqual([
			['Yes,', 'Yes, send', false],
		]);
		expect(joined(line('user', 'Stop,'), line('user', 'that is'), line('user', 'enough.'))).toEqual(
			[['Stop,', 'Stop, that is enough.', true]],
		);
	});

	it('keeps apart two sentences, two speakers, and what the agent says', () => {
		const lines = [
			line('user', 'Hello.'),
			line('user', 'Who is there,'),
			line('agent', 'One moment'),
			line('agent', 'It is Ava.'),
			line('user', 'fine'),
		];
		expect(joined(...lines)).toHaveLength(5);
	});
});
