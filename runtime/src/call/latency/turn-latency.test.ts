import { turnLatency, type Measured } from './turn-latency.ts';

const asked = {
	stoppedSpeakingAt: 1_000.25,
	transcriptionDelay: 0.15,
	endOfTurnDelay: 0.31,
};
const answer = {
	startedSpeakingAt: 1_000.7,
	e2eLatency: 0.45,
	llmNodeTtft: 0.2004,
	ttsNodeTtfb: 0.06,
};
const nothing: Measured = {
	lastSoundBefore: () => undefined,
	firstSoundAfter: () => undefined,
	toolMsBetween: () => 0,
	transportMsAt: () => undefined,
};

describe('the latency of an answer', () => {
	it('is split into its parts in milliseconds', () => {
		expect(turnLatency([asked], answer, nothing)).toEqual({
			at: '1970-01-01T00:16:40.250Z',
			totalMs: 450,
			transcriptMs: 150,
			endpointingMs: 160,
			llmFirstTokenMs: 200,
			ttsFirstByteMs: 60,
		});
	});

	it('goes from the last sound to the first one at the caller’s ear, not from frame to frame', () => {
		const measured: Measured = {
			lastSoundBefore: (stoppedAt) => stoppedAt - 70,
			firstSoundAfter: (startedAt) => startedAt + 40,
			toolMsBetween: (from, to) => (to - from) / 4,
			transportMsAt: () => 90,
		};
		expect(turnLatency([asked], answer, measured)).toEqual({
			at: '1970-01-01T00:16:40.180Z',
			totalMs: 650,
			transcriptMs: 220,
			endpointingMs: 160,
			llmFirstTokenMs: 200,
			ttsFirstByteMs: 60,
			toolMs: 140,
			transportMs: 90,
		});
	});

	it('belongs to the turn that was answered, although the interrupting one came first', () => {
		const interrupting = { stoppedSpeakingAt: 1_005, transcriptionDelay: 0.9, endOfTurnDelay: 1 };
		expect(turnLatency([asked, interrupting], answer, nothing)).toMatchObject({
			transcriptMs: 150,
		});
	});

	it('has no negative wait when the transcript came last', () => {
		const turn = { ...asked, endOfTurnDelay: 0.1 };
		expect(turnLatency([turn], answer, nothing)).toMatchObject({ endpointingMs: 0 });
	});

	it('is nothing for a greeting', () => {
		const greeting = { startedSpeakingAt: 1_000, ttsNodeTtfb: 0.06 };
		expect(turnLatency([], greeting, nothing)).toBeUndefined();
	});
});
