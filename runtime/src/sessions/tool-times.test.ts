import type { ToolCallRecord } from '../../../contract/session.ts';
import { withToolTimes } from './tool-times.ts';

const turn = { at: '2026-11-26T12:00:00.000Z', toolMs: 300, totalMs: 900 };
const call = (at: string, times: Partial<ToolCallRecord> = {}): ToolCallRecord => ({
	callId: at,
	tool: 'send_email',
	arguments: {},
	outcome: 'completed',
	at: `2026-11-26T${at}Z`,
	durationMs: 100,
	...times,
});

describe('the tool time of a turn', () => {
	it('is divided between n8n and the network, over the calls of this turn', () => {
		const calls = [
			call('11:59:59.900', { n8nMs: 1000, networkMs: 1000 }),
			call('12:00:00.300', { n8nMs: 80, networkMs: 20 }),
			call('12:00:00.450', { n8nMs: 40, networkMs: 10 }),
			call('12:00:00.600'),
			call('12:00:01.000', { n8nMs: 1000, networkMs: 1000 }),
		];
		expect(withToolTimes(turn, calls)).toEqual({ ...turn, toolN8nMs: 120, toolNetworkMs: 30 });
	});

	it('stays whole where nobody measured it', () => {
		expect(withToolTimes(turn, [call('12:00:00.300')])).toEqual(turn);
	});
});
