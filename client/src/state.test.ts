import { canSayPhrase, initialState, reduceState } from './state.ts';
import type { PageEvent, PageState } from './state.ts';

const after = (...events: PageEvent[]): PageState => events.reduce(reduceState, initialState);
const phrases = [{ text: 'Hello.', audioUrl: 'http://localhost/0.wav' }];
const connected: PageEvent[] = [
	{ type: 'start-pressed' },
	{ type: 'microphone-opened' },
	{ type: 'connecting' },
	{ type: 'connected', atMs: 1000 },
];

describe('reduceState', () => {
	it('goes back to the button when the microphone is refused', () => {
		const state = after(
			{ type: 'start-pressed' },
			{ type: 'microphone-failed', problem: 'microphone-refused' },
		);
		expect(state).toMatchObject({ phase: 'ready', problem: 'microphone-refused' });
	});

	it('goes on without a microphone when there are sentences to click', () => {
		const state = after(
			{ type: 'phrases-loaded', phrases },
			{ type: 'start-pressed' },
			{ type: 'microphone-failed', problem: 'microphone-absent' },
		);
		expect(state).toMatchObject({ phase: 'asking-microphone', hasMicrophone: false });
	});

	it('keeps a call whose microphone was lost, and forgets the problem when it is back', () => {
		const lost = after(...connected, { type: 'microphone-lost' });
		expect(lost).toMatchObject({ phase: 'connected', problem: 'microphone-lost' });
		const back = reduceState(lost, { type: 'microphone-opened' });
		expect(back).toMatchObject({ hasMicrophone: true, problem: null });
	});

	it('offers no button for a link that the server refuses, but one when it is out of reach', () => {
		expect(after({ type: 'connect-failed', problem: 'refused-link' }).phase).toBe('closed');
		expect(after({ type: 'connect-failed', problem: 'server-unreachable' }).phase).toBe('ready');
	});

	it('explains a lost connection and keeps what was said', () => {
		const state = after(
			...connected,
			{
				type: 'transcript',
				event: {
					type: 'text',
					segmentId: 's',
					streamId: 't',
					role: 'agent',
					text: 'Hi.',
					final: false,
				},
			},
			{ type: 'ended', ending: 'connection-lost', atMs: 9000, canCallAgain: true },
		);
		expect(state).toMatchObject({ phase: 'ended', problem: 'connection-lost', endedAtMs: 9000 });
		expect(state.transcript).toHaveLength(1);
	});

	it('starts the next call with an empty page but the same sentences', () => {
		const state = after(
			{ type: 'phrases-loaded', phrases },
			...connected,
			{ type: 'mute-changed', muted: true },
			{ type: 'ended', ending: 'hung-up', atMs: 9000, canCallAgain: true },
			{ type: 'start-pressed' },
		);
		expect(state).toEqual({ ...initialState, phrases, phase: 'asking-microphone' });
	});

	it('goes on with a call after the page was loaded again, muted if it was', () => {
		const line = { id: 's', role: 'agent', text: 'Hi.', streamId: 't' } as const;
		const call = {
			connectedAtMs: 500,
			muted: true,
			transcript: [{ ...line, final: true, interrupted: false }],
		};
		const state = after(
			{ type: 'rejoining', call },
			{ type: 'phrases-loaded', phrases },
			...connected.slice(1),
		);
		expect(state).toMatchObject({ ...call, phrases, phase: 'connected' });
	});

	it('counts from the beginning again when it could not go on with a call', () => {
		const call = { connectedAtMs: 500, muted: false, transcript: [] };
		for (const failure of [
			{ type: 'microphone-failed', problem: 'microphone-refused' },
			{ type: 'connect-failed', problem: 'server-unreachable' },
			{ type: 'cancelled' },
		] satisfies PageEvent[]) {
			const state = after({ type: 'rejoining', call }, failure);
			expect(state).toMatchObject({ phase: 'ready', connectedAtMs: null });
		}
	});

	it('tells of a missing agent until one joins', () => {
		const overdue = after(...connected, { type: 'agent-overdue' });
		expect(overdue.problem).toBe('agent-absent');
		expect(reduceState(overdue, { type: 'agent', presence: 'listening' }).problem).toBeNull();
	});
});

describe('canSayPhrase', () => {
	it('is true only while an agent listens and nothing is being said', () => {
		const listening = after(...connected, { type: 'agent', presence: 'listening' });
		expect(canSayPhrase(listening)).toBe(true);
		expect(canSayPhrase(after(...connected))).toBe(false);
		expect(canSayPhrase(reduceState(listening, { type: 'phrase-started', index: 0 }))).toBe(false);
		expect(canSayPhrase(reduceState(listening, { type: 'reconnecting' }))).toBe(false);
	});
});
