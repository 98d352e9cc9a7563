import { splitOpening } from './opening.ts';

describe('the opening of an answer', () => {
	it.each([
		['Of course, I will do it.', 'Of course,', 'I will do it.'],
		['Let me check. It is open.', 'Let me check.', 'It is open.'],
		['Yes! And more', 'Yes!', 'And more'],
	])('of “%s” is its first short clause', (text, opening, rest) => {
		expect(splitOpening(text, false)).toEqual({ opening, rest });
	});

	it.each(['S', 'Sure', 'Sure,', 'Let me check', 'Let me check that'])(
		'cannot be told from “%s” while words are coming',
		(text) => {
			expect(splitOpening(text, false)).toBeUndefined();
		},
	);

	it('is the whole answer when nothing follows', () => {
		expect(splitOpening('You are welcome.', true)).toEqual({
			opening: 'You are welcome.',
			rest: '',
		});
	});

	it.each([
		['is long', 'The house is open from seven, as always.'],
		['names somebody', 'Hello Maria, how are you?'],
		['holds a number', 'Room 7, on the left.'],
		['holds markup', '<break time="1s"/>Sure, I will.'],
		['only looks like an end', 'Dr. Miller is in.'],
	])('is none when it %s', (_, text) => {
		expect(splitOpening(text, true)).toEqual({ opening: '', rest: text });
	});
});
