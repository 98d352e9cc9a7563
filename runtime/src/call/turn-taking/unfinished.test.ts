import { isUnfinished, lacksEnd } from './unfinished.ts';

describe('words that end a turn', () => {
	it.each([
		'Yes.',
		'What are your opening hours?',
		'I would like to book a table for four.',
		'Please send it to Maria.',
		'At 9.',
		'My number is 555 0123 4567.',
		'That is all',
		'',
	])('takes "%s" for finished', (text) => {
		expect(isUnfinished(text, 'en')).toBe(false);
	});

	it.each([
		'I would like to book a table for',
		'Please send an email to.',
		'Well, um',
		'I need it on Monday, or',
		'First of all,',
		'My number is 555 01',
		'And then…',
	])('waits after "%s"', (text) => {
		expect(isUnfinished(text, 'en-US')).toBe(true);
	});

	it('knows the words of other languages, and of an unknown one only the punctuation', () => {
		expect(isUnfinished('Ich hätte gern einen Tisch für', 'de')).toBe(true);
		expect(isUnfinished('Quiero una mesa para', 'es')).toBe(true);
		expect(isUnfinished('Je voudrais une table pour', 'fr')).toBe(true);
		expect(isUnfinished('to jest', 'pl')).toBe(false);
		expect(isUnfinished('to jest,', 'pl')).toBe(true);
	});
});

describe('words without a period behind them', () => {
	it('probably go on, in a language whose recogniser writes periods', () => {
		expect(lacksEnd('I think that we need', 'en-US')).toBe(true);
		expect(lacksEnd('to jest', 'pl')).toBe(false);
	});

	it.each(['That is all.', 'Is it?', 'He said “no.”', 'He said (no).', ''])(
		'are not those of "%s"',
		(text) => {
			expect(lacksEnd(text, 'en')).toBe(false);
		},
	);
});
