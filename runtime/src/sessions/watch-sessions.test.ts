import { pino } from 'pino';
import type { EndReason } from '../../../contract/session.ts';
import { startTestService, type TestService } from '../../test/service.ts';
import { createSessionRows, type SessionRows } from './session-rows.ts';
import { createSessionWatch, type SessionWatch } from './watch-sessions.ts';

describe('the watch over sessions', () => {
	let service: TestService;
	let rows: SessionRows;
	let watch: SessionWatch;
	beforeEach(async () => {
		service = await startTestService();
		rows = createSessionRows(service.database);
		watch = createSessionWatch({
			rows,
			finish: (sessionId, endReason, failed) => {
				ended.push([sessionId, endReason, failed]);
				return Promise.resolve();
			},
			callerIsThere: () => Promise.resolve(callerIsThere),
			now: () => service.clock.now,
			logger: pino({ level: 'silent' }),
		});
		ended = [];
		callerIsThere = false;
		await service.sessions.start({
			sessionId: 'one',
			maxDurationSeconds: 600,
		});
	});
	afterEach(async () => {
		await service.close();
	});

	let ended: [string, EndReason, boolean][];
	let callerIsThere: boolean;
	const pass = async (ms: number) => {
		service.clock.now += ms;
		await watch.sweep();
	};
	const hear = () => rows.heard('one', service.clock.now);
	const begin = async () => {
		await hear();
		await rows.activate('one', new Date(service.clock.now).toISOString());
	};
	const observe = async (event: string, participant?: { identity: string; isAgent: boolean }) => {
		const row = await rows.find('one');
		if (row) watch.observeRoom(row, { event, room: row.room, ...(participant && { participant }) });
	};

	it('gives up a session whose agent never reported in', async () => {
		await pass(59_000);
		expect(ended).toEqual([]);
		await pass(2000);
		expect(ended).toEqual([['one', 'agent_lost', true]]);
	});

	it('gives up a call that falls silent for more than 20 s', async () => {
		await begin();
		await pass(19_000);
		await hear();
		await pass(19_000);
		expect(ended).toEqual([]);
		await pass(2000);
		expect(ended).toEqual([['one', 'agent_lost', true]]);
	});

	it('ends a session that nobody joined when the agent did not', async () => {
		for (let waited = 0; waited < 320_000; waited += 10_000) {
			await hear();
			await pass(10_000);
			if (ended.length > 0) break;
		}
		expect(ended).toEqual([['one', 'nobody_joined', false]]);
	});

	it('ends a call that outlives its longest duration', async () => {
		await begin();
		service.clock.now += 616_000;
		await hear();
		await pass(0);
		expect(ended).toEqual([['one', 'max_duration', false]]);
	});

	it('believes LiveKit that the room is closed, unless the call reports first', async () => {
		await begin();
		await observe('room_finished');
		await pass(4000);
		expect(ended).toEqual([]);
		await pass(2000);
		expect(ended).toEqual([['one', 'caller_left', false]]);
	});

	it('believes LiveKit that the agent is gone', async () => {
		await begin();
		await observe('participant_left', { identity: 'agent-1', isAgent: true });
		await pass(6000);
		expect(ended).toEqual([['one', 'agent_lost', true]]);
	});

	it('lets a caller reload the page', async () => {
		await begin();
		await observe('participant_left', { identity: 'user_one', isAgent: false });
		await observe('participant_joined', { identity: 'user_one', isAgent: false });
		service.clock.now += 31_000;
		await hear();
		await pass(0);
		expect(ended).toEqual([]);
	});

	it('ends a call that was asked to end and does not', async () => {
		await begin();
		watch.expectEnd('one', { endReason: 'api_ended', failed: false }, 10_000);
		await pass(11_000);
		expect(ended).toEqual([['one', 'api_ended', false]]);
	});
});
