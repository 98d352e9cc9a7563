import type { SessionsEndedMessage } from '../../../contract/delivery.ts';
import { startDeliveryBench, type DeliveryBench } from '../../test/delivery-bench.ts';
import { json } from '../../test/webhook-server.ts';

const WAIT = 'wait-0123456789abcdef';

describe('waiting for the end of sessions', () => {
	let bench: DeliveryBench;
	beforeEach(async () => {
		bench = await startDeliveryBench();
		for (const sessionId of ['a', 'b']) await bench.start({ sessionId });
	});
	afterEach(async () => {
		await bench.close();
	});

	const wait = (body: Record<string, unknown> = {}) =>
		bench.service.request(`/v1/session-waits/${WAIT}`, {
			method: 'PUT',
			body: {
				url: `${bench.n8n.origin}/webhook-waiting/7/voice-agent?signature=abc`,
				sessionIds: ['b', 'a'],
				...body,
			},
		});
	const message = () => bench.received[0]?.body as unknown as SessionsEndedMessage;

	it('brings one signed message with every report, in the order of the request, after the last end', async () => {
		expect((await wait()).status).toBe(204);
		await bench.talk('a');
		await bench.quiet();
		expect(bench.received).toEqual([]);
		await bench.service.sessions.end('b', {});
		await bench.arrived(1);
		expect(bench.allSigned()).toBe(true);
		expect(bench.ids()).toEqual([WAIT]);
		expect(bench.received[0]?.path).toBe('/webhook-waiting/7/voice-agent?signature=abc');
		expect(message()).toMatchObject({ type: 'sessions.ended', waitId: WAIT, limitReached: false });
		expect(message().sessions).toEqual([
			await bench.service.sessions.get('b'),
			await bench.service.sessions.get('a'),
		]);
		expect((await bench.list()).deliveries[0]?.url).not.toContain('signature');
	});

	it('brings it at once when all are over already, and never twice', async () => {
		await bench.talk('a');
		await bench.talk('b');
		await wait();
		await wait();
		await bench.arrived(1);
		await wait();
		await bench.quiet();
		expect(bench.received).toHaveLength(1);
	});

	it('ends at its limit with what is known by then', async () => {
		await wait({ limitSeconds: 10 });
		const stop = bench.service.sessions.watch();
		await bench.talk('a');
		bench.pass(9000);
		await new Promise((resolve) => setTimeout(resolve, 1200));
		expect(bench.received).toEqual([]);
		bench.pass(1000);
		await bench.arrived(1);
		stop();
		expect(message()).toMatchObject({
			limitReached: true,
			sessions: [{ status: 'waiting' }, { status: 'ended' }],
		});
		await bench.service.sessions.end('b', {});
		await bench.quiet();
		expect(bench.received).toHaveLength(1);
	});

	it('comes again while the execution is not asleep yet', async () => {
		let tries = 0;
		bench.n8n.answer((received, response) => {
			tries += 1;
			const message = 'The execution "7" is running already.';
			return json(tries === 1 ? { message } : {}, tries === 1 ? 409 : 200)(received, response);
		});
		await bench.talk('a');
		await bench.talk('b');
		await wait();
		await bench.arrived(2);
		expect(bench.ids()).toEqual([WAIT, WAIT]);
		expect((await bench.list('?status=delivered')).deliveries).toHaveLength(1);
	});

	it.each<[string, Record<string, unknown>, number]>([
		['a session that does not exist', { sessionIds: ['a', 'none'] }, 404],
		['an URL outside n8n', { url: 'https://elsewhere.example/' }, 422],
		['no session', { sessionIds: [] }, 400],
		['the same session twice', { sessionIds: ['a', 'a'] }, 400],
	])('is refused for %s', async (_case, body, status) => {
		expect((await wait(body)).status).toBe(status);
		expect(await bench.service.database.selectFrom('session_waits').selectAll().execute()).toEqual(
			[],
		);
	});
});
