import { confirm, type ReadBack } from './confirmation.ts';

const call = (argumentsHash: string, number: number, userText: string, tool = 'send_email') => ({
	tool,
	argumentsHash,
	turn: { number, userText },
});
const waiting: ReadBack = { tool: 'send_email', argumentsHash: 'to-bob', turn: 3 };

describe('the confirmation gate', () => {
	it('never runs the first call, even when the caller already said yes', () => {
		expect(confirm(undefined, call('to-bob', 3, 'Yes, send it.'))).toEqual({
			execute: false,
			reason: 'new',
			waiting,
		});
	});

	it('runs after a later yes to exactly these arguments', () => {
		expect(confirm(waiting, call('to-bob', 4, 'Yes.'))).toEqual({ execute: true });
		expect(confirm(waiting, call('to-bob', 6, 'Okay, send it.'))).toEqual({ execute: true });
	});

	it('is not passed by calling again in the turn of the read-back', () => {
		expect(confirm(waiting, call('to-bob', 3, 'Yes.'))).toMatchObject({ reason: 'same_turn' });
	});

	it('starts over when an argument changed after the yes', () => {
		expect(confirm(waiting, call('to-eve', 4, 'Yes.'))).toEqual({
			execute: false,
			reason: 'changed',
			waiting: { tool: 'send_email', argumentsHash: 'to-eve', turn: 4 },
		});
	});

	it('does not take the yes to one tool for another', () => {
		expect(confirm(waiting, call('to-bob', 4, 'Yes.', 'book_table'))).toMatchObject({
			execute: false,
			reason: 'new',
		});
	});

	it('does not take the okay after a no for a yes', () => {
		const turn = {
			number: 5,
			userText: 'Okay, thanks.',
			earlierTexts: ['Mail Bob.', 'No, leave it.'],
		};
		expect(confirm(waiting, { ...call('to-bob', 5, ''), turn })).toMatchObject({ reason: 'new' });
	});

	it('lets the caller ask something before the yes', () => {
		const turn = {
			number: 5,
			userText: 'Yes.',
			earlierTexts: ['No, Bob!', 'What was the address?'],
		};
		expect(confirm(waiting, { ...call('to-bob', 5, ''), turn })).toEqual({ execute: true });
	});

	it('forgets the request after a no, so that a later yes has nothing to agree to', () => {
		expect(confirm(waiting, call('to-bob', 4, 'No, wait.'))).toEqual({
			execute: false,
			reason: 'refused',
		});
	});

	it('keeps waiting when the answer is neither yes nor no', () => {
		expect(confirm(waiting, call('to-bob', 4, 'What was the address?'))).toEqual({
			execute: false,
			reason: 'unclear',
			waiting: { ...waiting, turn: 4 },
		});
	});
});
