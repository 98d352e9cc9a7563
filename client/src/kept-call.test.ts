import { keepCall, takeKeptCall } from './kept-call.ts';
import { initialState } from './state.ts';
import type { PageState } from './state.ts';

const fragment = '#url=ws://livekit.test&token=a.b.c';
const line = {
	id: 's',
	role: 'agent',
	text: 'Hi, I am',
	interrupted: false,
	streamId: 't',
} as const;
const inCall: PageState = {
	...initialState,
	phase: 'connected',
	connectedAtMs: 1000,
	muted: true,
	transcript: [{ ...line, final: false }],
};

describe('keepCall and takeKeptCall', () => {
	let entries: Map<string, string>;
	const storage = () => ({
		getItem: (key: string) => entries.get(key) ?? null,
		setItem: (key: string, value: string) => void entries.set(key, value),
		removeItem: (key: string) => void entries.delete(key),
	});
	const refused = () => {
		throw new DOMException('denied', 'SecurityError');
	};
	const keep = (state: PageState) => keepCall(storage, { fragment, state, nowMs: 50_000 });
	beforeEach(() => (entries = new Map()));

	it('hand a running call over to the next page, once', () => {
		keep(inCall);
		const transcript = [{ ...line, final: true }];
		expect(takeKeptCall(storage, 52_000)).toEqual({
			fragment,
			call: { connectedAtMs: 1000, muted: true, transcript },
		});
		expect(entries.size).toBe(0);
		expect(takeKeptCall(storage, 52_000)).toBeUndefined();
	});

	it('hand over a call that is on its way back or has lost its connection', () => {
		for (const state of [
			{ ...inCall, phase: 'reconnecting' },
			{ ...inCall, phase: 'ended', ending: 'connection-lost', endedAtMs: 49_000 },
		] satisfies PageState[]) {
			keep(state);
			expect(takeKeptCall(storage, 52_000)?.call).toMatchObject({ connectedAtMs: 1000 });
		}
	});

	it('forget a call that nobody awaits any more, and its link', () => {
		keep(inCall);
		expect(takeKeptCall(storage, 53_001)).toBeUndefined();
		expect(entries.size).toBe(0);
		keep({ ...inCall, phase: 'ended', ending: 'connection-lost', endedAtMs: 41_000 });
		expect(takeKeptCall(storage, 51_001)).toBeUndefined();
	});

	it('hand over the link alone before the first word, however long it takes', () => {
		keep({ ...initialState, problem: 'microphone-refused' });
		expect(takeKeptCall(storage, 900_000)).toEqual({ fragment });
	});

	it.each<[string, Partial<PageState>]>([
		['the caller hung up', { phase: 'ended', ending: 'hung-up' }],
		['the agent ended the call', { phase: 'ended', ending: 'finished' }],
		['the call moved to another window', { phase: 'ended', ending: 'opened-elsewhere' }],
		['the link opens nothing', { phase: 'closed', problem: 'refused-link' }],
	])('leave nothing behind when %s', (_why, over) => {
		keep({ ...inCall, ...over, endedAtMs: 49_000 });
		expect(entries.size).toBe(0);
	});

	it('do without a storage that the browser refuses', () => {
		expect(() => keepCall(refused, { fragment, state: inCall, nowMs: 0 })).not.toThrow();
		expect(takeKeptCall(refused, 0)).toBeUndefined();
	});

	it('pass over what cannot be read', () => {
		keep(inCall);
		for (const key of entries.keys()) entries.set(key, '{');
		expect(takeKeptCall(storage, 51_000)).toBeUndefined();
	});
});
