import type { SessionsEndedMessage } from '../../../contract/delivery.ts';
import { startDeliveryBench, type DeliveryBench } from '../../test/delivery-bench.ts';

// A process that has the store to itself; what replicas do instead is in replicas.test.ts.
describe('the sessions that an earlier process left open', () => {
	let bench: DeliveryBench;
	beforeEach(async () => {
		bench = await startDeliveryBench();
		for (const sessionId of ['a', 'b']) await bench.start({ sessionId });
	});
	afterEach(async () => {
		await bench.close();
	});

	it('are ended by the next one, once, with their rooms', async () => {
		await bench.restartService();
		const { sessions, liveKit } = bench.service;
		await sessions.recover();
		await sessions.recover();
		expect(await sessions.get('a')).toMatchObject({
			...{ status: 'failed', endReason: 'runtime_stopped' },
		});
		const removed = liveKit.requests.filter(({ method }) => method === 'DeleteRoom');
		expect(removed.map(({ body }) => body.room).sort()).toEqual(['meeting_a', 'meeting_b']);
	});

	it('wake whoever waits for their end', async () => {
		await bench.service.request('/v1/session-waits/wait-0123456789abcdef', {
			method: 'PUT',
			body: { url: `${bench.n8n.origin}/webhook-waiting/7/voice-agent`, sessionIds: ['b', 'a'] },
		});
		await bench.restartService();
		await bench.service.sessions.recover();
		await bench.arrived(1);
		const { sessions } = bench.received[0]?.body as unknown as SessionsEndedMessage;
		expect(sessions.map(({ endReason }) => endReason)).toEqual([
			...['runtime_stopped', 'runtime_stopped'],
		]);
	});
});
