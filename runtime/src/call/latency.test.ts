import { turnLatency } from './latency.ts';

const asked = {
	stoppedSpeakingAt: 1_000.25,
	transcriptionDelay: 0.15,
	endOfTurnDelay: 0.31,
};

describe('the latency of an answer', () => {
	it('is split into its parts in milliseconds', () => {
		const answer = {
			startedSpeakingAt: 1_000.7,
			e2eLatency: 0.45,
			llmNodeTtft: 0.2004,
			ttsNodeTtfb: 0.06,
		};
		expect(turnLatency([asked], answer)).toEqual({
			at: '1970-01-01T00:16:40.250Z',
			totalMs: 450,
			transcriptMs: 150,
			endpointingMs: 160,
			llmFirstTokenMs: 200,
			ttsFirstByteMs: 60,
		});
	});

	it('belongs to the turn that was answered, although the interrupting one came first', () => {
		const interrupting = { stoppedSpeakingAt: 1_005, transcriptionDelay: 0.9, endOfTurnDelay: 1 };
		const answer = { startedSpeakingAt: 1_000.65, e2eLatency: 0.4 };
		expect(turnLatency([asked, interrupting], answer)).toMatchObject({ transcriptMs: 150 });
	});

	it('has no negative wait when the transcript came last', () => {
		const turn = { ...asked, endOfTurnDelay: 0.1 };
		const answer = { startedSpeakingAt: 1_000.65, e2eLatency: 0.4 };
		expect(turnLatency([turn], answer)).toMatchObject({ endpointingMs: 0 });
	});

	it('is nothing for a greeting', () => {
		expect(turnLatency([], { startedSpeakingAt: 1_000, ttsNodeTtfb: 0.06 })).toBeUndefined();
	});
});
