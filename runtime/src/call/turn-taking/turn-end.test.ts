import { llm } from '@livekit/agents';
import type { TurnProfile } from '../../../../contract/session.ts';
import { createTurnEnd, type TurnEnd } from './turn-end.ts';
import { turnProfiles } from './turn-profile.ts';

describe('the end of a turn', () => {
	let clock: number;
	let waitedMs: number;
	let turnEnd: TurnEnd;
	const create = (profile: TurnProfile) =>
		createTurnEnd({
			timing: turnProfiles[profile],
			language: 'en',
			now: () => clock,
			sleep: (ms) => {
				waitedMs += ms;
				return Promise.resolve();
			},
		});
	beforeEach(() => {
		clock = 1_000_000;
		waitedMs = 0;
		turnEnd = create('balanced');
	});

	/** Milliseconds that the detector waits after the VAD, itself 200 ms late, has told the end of speech. */
	async function waitAfter(text: string): Promise<number> {
		const context = llm.ChatContext.empty();
		context.addMessage({ role: 'user', content: text });
		turnEnd.callerIsSilent();
		expect(await turnEnd.detector.predictEndOfTurn(context)).toBe(1);
		return waitedMs;
	}

	/** The caller stops, the agent begins after so long, and the caller goes on so long after that. */
	function speakInTurn({
		agentAfterMs,
		callerAfterMs,
	}: {
		agentAfterMs: number;
		callerAfterMs: number;
	}): void {
		turnEnd.callerIsSilent();
		clock += agentAfterMs;
		turnEnd.agentSpeaks();
		clock += callerAfterMs;
		turnEnd.callerSpeaks();
	}

	it('comes soon after a finished sentence', async () => {
		expect(await waitAfter('What are your opening hours?')).toBe(50);
	});

	it('waits for the rest of a sentence that must go on', async () => {
		expect(await waitAfter('I would like a table for')).toBe(1000);
	});

	it('waits for a while behind words without a period', async () => {
		expect(await waitAfter('I think that we need')).toBe(600);
	});

	it('waits longer for a caller who pauses', async () => {
		turnEnd.callerIsSilent();
		clock += 500;
		turnEnd.callerSpeaks();
		expect(await waitAfter('On Monday.')).toBeGreaterThan(400);
	});

	it('waits for a caller with long pauses as long as behind words that must go on', async () => {
		turnEnd.callerIsSilent();
		clock += 2000;
		turnEnd.callerSpeaks();
		expect(await waitAfter('On Monday.')).toBe(1000);
	});

	it('learns from having cut a caller off', async () => {
		speakInTurn({ agentAfterMs: 300, callerAfterMs: 200 });
		expect(await waitAfter('On Monday.')).toBeGreaterThan(400);
	});

	it('learns from it also when the pause was measured too short', async () => {
		turnEnd = create('patient');
		speakInTurn({ agentAfterMs: 500, callerAfterMs: 10 });
		expect(await waitAfter('On Monday.')).toBeGreaterThan(650);
	});

	it('takes an answer to the agent for no pause', async () => {
		speakInTurn({ agentAfterMs: 300, callerAfterMs: 2000 });
		expect(await waitAfter('On Monday.')).toBe(50);
	});
});
