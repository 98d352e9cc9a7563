import { createClauses } from './clauses.ts';

/** Cuts a text that arrives word by word. */
function cut(text: string): string[] {
	const clauses = createClauses();
	const pieces = text.split(/(?<= )/).flatMap((word) => clauses.add(word));
	return [...pieces, clauses.rest()].filter((piece) => piece !== '');
}

describe('the pieces of an answer', () => {
	it('begin with the first clause and go on with whole sentences', () => {
		expect(
			cut('The office opens at nine, and it closes at six. On Fridays, it closes at five.'),
		).toEqual([
			'The office opens at nine, ',
			'and it closes at six. ',
			'On Fridays, it closes at five.',
		]);
	});

	it('do not begin with a clause of one word', () => {
		expect(cut('Sure, I can do that. Anything else?')).toEqual([
			'Sure, I can do that. ',
			'Anything else?',
		]);
	});

	it('begin soon even where a sentence has no comma', () => {
		const [first, ...rest] = cut(
			'Every desk of the ground floor can be booked one week ahead by everybody who works here.',
		);
		expect(first?.length).toBeLessThan(60);
		expect(rest).toHaveLength(1);
	});

	it.each([
		'It costs 3.5 euros at 9:30 today.',
		'Please ask Dr. Smith or Mrs. Jones.',
		'J. Doe wrote it.',
	])('do not end within %p', (text) => {
		expect(cut(text)).toEqual([text]);
	});

	it('keep markup whole', () => {
		const text = 'Wait a moment <break time="1s"/> and then speak on. ';
		for (const piece of cut(text.repeat(3))) {
			expect(piece.split('<')).toHaveLength(piece.split('>').length);
		}
	});

	it.each(['我们九点开门。六点关门。', 'Yes. \n\nNo… "Maybe!" he said.'])(
		'are the text when joined: %p',
		(text) => {
			expect(cut(text).join('')).toBe(text);
			expect(cut(text).length).toBeGreaterThan(1);
		},
	);
});
