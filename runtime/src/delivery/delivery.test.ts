import { startDeliveryBench, type DeliveryBench } from '../../test/delivery-bench.ts';
import { json } from '../../test/webhook-server.ts';

const WHOLE_CALL = [
	'participant.joined',
	'session.started',
	'user.turn',
	'agent.turn',
	'session.ended',
];
const A_DAY_MS = 24 * 3600 * 1000;

describe('the delivery of events to n8n', () => {
	let bench: DeliveryBench;
	beforeEach(async () => {
		bench = await startDeliveryBench();
	});
	afterEach(async () => {
		await bench.close();
	});

	const url = () => `${bench.n8n.origin}/webhook/events`;
	const call = async (sessionId: string, notify: Record<string, unknown> = { url: url() }) => {
		expect((await bench.start({ sessionId, notify, variables: { order: 7 } })).status).toBe(201);
		await bench.talk(sessionId);
	};
	const subscribe = (id: string, body: Record<string, unknown> = {}) =>
		bench.service.request(`/v1/event-subscriptions/${id}`, {
			method: 'PUT',
			body: {
				url: url(),
				events: ['user.turn', 'session.ended'],
				workflow: { id: 'wf', name: 'Watch' },
				...body,
			},
		});

	it('tells the session’s own listener everything once, in order and signed', async () => {
		await call('one');
		await bench.arrived(WHOLE_CALL.length);
		expect(bench.types()).toEqual(WHOLE_CALL);
		expect(bench.allSigned()).toBe(true);
		expect(new Set(bench.ids()).size).toBe(WHOLE_CALL.length);
		expect(bench.received[2]?.body).toEqual({
			type: 'user.turn',
			sessionId: 'one',
			at: '2026-11-23T10:00:00.000Z',
			item: { role: 'user', text: 'Hi', at: '2026-11-23T10:00:00.000Z' },
			session: {
				sessionId: 'one',
				room: 'meeting_one',
				agentName: 'voice-assistant',
				variables: { order: 7 },
				participant: { identity: 'user_one', name: '', metadata: '' },
			},
		});
		const report = bench.received[4]?.body.report;
		expect(report).toEqual(await bench.service.sessions.get('one'));
		expect((await bench.list('?status=pending')).deliveries).toEqual([]);
	});

	it('tells only the kinds that were asked for', async () => {
		await call('one', { url: url(), events: ['session.ended', 'session.failed'] });
		await bench.arrived(1);
		expect(bench.types()).toEqual(['session.ended']);
	});

	it('tells who else comes and goes, in the middle of the call', async () => {
		const events = ['participant.joined', 'participant.left', 'session.ended'];
		await bench.start({ sessionId: 'one', notify: { url: url(), events } });
		const at = '2026-11-23T10:00:00.000Z';
		await bench.service.report('one', [
			{ seq: 1, at, event: { type: 'participant_joined', identity: 'colleague' } },
			{ seq: 2, at, event: { type: 'participant_left', identity: 'colleague' } },
		]);
		await bench.arrived(2);
		expect(bench.types()).toEqual(['participant.joined', 'participant.left']);
		expect(bench.received[1]?.body).toMatchObject({ sessionId: 'one', identity: 'colleague' });
	});

	it('loses and disorders nothing while n8n is away', async () => {
		await bench.stopN8n();
		await call('one');
		await call('two');
		bench.pass(5000);
		await bench.quiet();
		expect((await bench.list()).deliveries.at(-1)).toMatchObject({
			status: 'pending',
			attempts: expect.any(Number) as number,
			problem: 'n8n cannot be reached (ECONNREFUSED).',
		});
		await bench.startN8n();
		await bench.arrived(2 * WHOLE_CALL.length);
		for (const sessionId of ['one', 'two']) {
			const ofSession = bench.received.filter(({ body }) => body.sessionId === sessionId);
			expect(ofSession.map(({ body }) => body.type)).toEqual(WHOLE_CALL);
		}
		expect(new Set(bench.ids()).size).toBe(2 * WHOLE_CALL.length);
	});

	it('goes on after a restart of the runtime with what was not delivered', async () => {
		await bench.stopN8n();
		await call('one');
		const waiting = (await bench.list('?limit=100')).deliveries.map(({ deliveryId }) => deliveryId);
		await bench.restartService();
		await bench.startN8n();
		await bench.arrived(WHOLE_CALL.length);
		expect(bench.types()).toEqual(WHOLE_CALL);
		expect(bench.ids()).toEqual(waiting.reverse());
	});

	it('sends a message again under the same id when its answer was lost', async () => {
		let answers = 0;
		bench.n8n.answer((received, response) => {
			answers += 1;
			if (answers === 1) response.destroy();
			else return json({})(received, response);
		});
		await call('one', { url: url(), events: ['session.started', 'session.ended'] });
		await bench.arrived(3);
		expect(bench.types()).toEqual(['session.started', 'session.started', 'session.ended']);
		const [first, second, third] = bench.ids();
		expect(second).toBe(first);
		expect(third).not.toBe(first);
	});

	it('does not let one listener hold up another', async () => {
		await subscribe('wf_a', { url: `${bench.n8n.origin}/webhook/slow` });
		await subscribe('wf_b');
		bench.n8n.answer((received, response) => {
			if (received.path !== '/webhook/slow') return json({})(received, response);
		});
		await bench.start({ sessionId: 'one' });
		await bench.talk('one');
		await bench.arrived(3);
		expect(bench.received.map(({ path, body }) => [path, body.type]).sort()).toEqual([
			['/webhook/events', 'session.ended'],
			['/webhook/events', 'user.turn'],
			['/webhook/slow', 'user.turn'],
		]);
	});

	it('keeps what n8n did not take for a day, and sends it again on request', async () => {
		bench.n8n.answer(json({ message: 'Error' }, 500));
		await call('one', { url: url(), events: ['user.turn'] });
		await bench.arrived(2);
		bench.pass(A_DAY_MS);
		await bench.quiet();
		const { deliveries } = await bench.list('?status=dead');
		expect(deliveries).toMatchObject([
			{
				...{ sessionId: 'one', subscriber: 'notify', type: 'user.turn', status: 'dead' },
				...{ url: url(), nextAttemptAt: null, problem: 'n8n answered HTTP 500.' },
			},
		]);
		const { deliveryId } = deliveries[0]!;
		const resend = () =>
			bench.service.request(`/v1/deliveries/${deliveryId}/resend`, { method: 'POST' });

		bench.n8n.answer(json({}));
		const before = bench.received.length;
		expect((await resend()).status).toBe(202);
		await bench.arrived(before + 1);
		expect(bench.ids().at(-1)).toBe(deliveryId);
		expect((await bench.list('?status=dead')).deliveries).toEqual([]);
		expect((await resend()).status).toBe(409);
		const unknown = await bench.service.request('/v1/deliveries/x/resend', { method: 'POST' });
		expect(unknown.status).toBe(404);
	});

	it('goes on behind a message that n8n never takes', async () => {
		bench.n8n.answer((received, response) =>
			json({}, received.body.type === 'user.turn' ? 400 : 200)(received, response),
		);
		await call('one', { url: url(), events: ['user.turn', 'agent.turn'] });
		await bench.arrived(2);
		expect(bench.types()).toEqual(['user.turn', 'agent.turn']);
		expect((await bench.list('?status=dead')).deliveries).toHaveLength(1);
	});

	it('lists page by page', async () => {
		await call('one');
		await bench.arrived(WHOLE_CALL.length);
		const first = await bench.list('?limit=3');
		const second = await bench.list(`?limit=3&cursor=${first.nextCursor}`);
		expect([...first.deliveries, ...second.deliveries].map(({ type }) => type)).toEqual(
			[...WHOLE_CALL].reverse(),
		);
		expect(second.nextCursor).toBeNull();
		expect((await bench.service.request('/v1/deliveries?cursor=x')).status).toBe(400);
	});

	it('goes to no URL outside n8n', async () => {
		const elsewhere = 'https://elsewhere.example/webhook';
		const refused = await bench.start({ sessionId: 'one', notify: { url: elsewhere } });
		expect(refused.status).toBe(422);
		expect((await bench.service.request('/v1/sessions/one')).status).toBe(404);
		expect((await subscribe('wf_a', { url: elsewhere })).status).toBe(422);
	});

	describe('to a subscription', () => {
		it('begins when it is made and ends when it is removed', async () => {
			expect((await subscribe('wf_a')).status).toBe(200);
			await bench.start({ sessionId: 'one' });
			await bench.talk('one');
			await bench.arrived(2);
			const path = '/v1/event-subscriptions/wf_a?slot=production';
			expect(await (await bench.service.request(path)).json()).toMatchObject({
				registrationId: 'wf_a',
				events: ['user.turn', 'session.ended'],
			});
			expect((await bench.service.request(path, { method: 'DELETE' })).status).toBe(204);
			expect((await bench.service.request(path)).status).toBe(404);
			await bench.start({ sessionId: 'two' });
			await bench.talk('two');
			await bench.quiet();
			expect(bench.types()).toEqual(['user.turn', 'session.ended']);
		});

		it('in test mode is one event beside those of the published workflow', async () => {
			await subscribe('wf_a');
			await subscribe('wf_a', { slot: 'test', url: `${bench.n8n.origin}/webhook-test/events` });
			await bench.start({ sessionId: 'one' });
			await bench.talk('one');
			await bench.arrived(3);
			const paths = (type: string) =>
				bench.received.filter(({ body }) => body.type === type).map(({ path }) => path);
			expect(paths('user.turn').sort()).toEqual(['/webhook-test/events', '/webhook/events']);
			expect(paths('session.ended')).toEqual(['/webhook/events']);
		});

		it('in test mode ends after two minutes', async () => {
			await subscribe('wf_a', { slot: 'test' });
			bench.pass(120_000);
			await bench.start({ sessionId: 'one' });
			await bench.talk('one');
			await bench.quiet();
			expect(bench.types()).toEqual([]);
		});
	});
});
