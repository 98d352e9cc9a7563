import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryList } from '../../contract/delivery.ts';
import { verifyMessage } from '../../contract/signature.ts';
import { createTestDatabase } from './database.ts';
import { startTestService, type TestService } from './service.ts';
import { startWebhookServer, type ReceivedCall, type WebhookServer } from './webhook-server.ts';

export const at = '2026-11-23T10:00:00.000Z';

/** A service that delivers, and n8n's place, both of which can go away and come back. */
export interface DeliveryBench {
	service: TestService;
	n8n: WebhookServer;
	/** Every message that arrived, also before n8n was away. */
	received: ReceivedCall[];
	/** `<type> <webhook-id>` are the same for a message that came twice. */
	types(): string[];
	ids(): string[];
	/** Whether every message that arrived is signed with the service's secret. */
	allSigned(): boolean;
	start(request: Record<string, unknown>): Promise<Response>;
	/** Reports a call that goes from its start to its end with one line of each side. */
	talk(sessionId: string): Promise<void>;
	/** Moves the service's clock, so that what is due later is due now. */
	pass(ms: number): void;
	/** Waits for this many messages, moving the clock. */
	arrived(count: number): Promise<void>;
	/** Waits until no message is under way. */
	quiet(): Promise<void>;
	stopN8n(): Promise<void>;
	startN8n(): Promise<void>;
	/** Drops the service without a last delivery and starts another on the same database. */
	restartService(): Promise<void>;
	list(query?: string): Promise<DeliveryList>;
	close(): Promise<void>;
}

/** @param env - Further variables of the service. */
export async function startDeliveryBench(env: Record<string, string> = {}): Promise<DeliveryBench> {
	const database = await createTestDatabase();
	const received: ReceivedCall[] = [];
	let n8n = await startWebhookServer();
	const port = Number(new URL(n8n.origin).port);
	const startService = async () => {
		const service = await startTestService({
			env: {
				DATABASE_URL: database.url,
				N8N_WEBHOOK_BASE_URL: `${n8n.origin}/webhook`,
				...env,
			},
		});
		return { service, stop: service.delivery.start() };
	};
	let running = await startService();
	let passedMs = 0;
	const collect = () => void received.push(...n8n.received.splice(0));

	const bench: DeliveryBench = {
		get service() {
			return running.service;
		},
		get n8n() {
			return n8n;
		},
		get received() {
			collect();
			return received;
		},
		types: () => bench.received.map(({ body }) => String(body.type)),
		ids: () => bench.received.map(({ headers }) => String(headers['webhook-id'])),
		allSigned: () =>
			bench.received.every(
				({ headers, raw }) =>
					verifyMessage(
						running.service.config.n8n.secrets,
						headers,
						raw,
						Number(headers['webhook-timestamp']) * 1000,
					) === undefined,
			),
		start: (body) => running.service.request('/v1/sessions', { method: 'POST', body }),
		async talk(sessionId) {
			const identity = `user_${sessionId}`;
			await running.service.report(sessionId, [
				{ seq: 1, at, event: { type: 'participant_joined', identity } },
				{ seq: 2, at, event: { type: 'started' } },
				{ seq: 3, at, event: { type: 'agent_state', state: 'listening' } },
				{ seq: 4, at, event: { type: 'transcript', item: { role: 'user', text: 'Hi', at } } },
				{ seq: 5, at, event: { type: 'transcript', item: { role: 'agent', text: 'Hello', at } } },
				{ seq: 6, at, event: { type: 'ended', endReason: 'caller_left', failed: false } },
			]);
		},
		pass(ms) {
			passedMs += ms;
			running.service.clock.now += ms;
			running.service.delivery.wake();
		},
		async arrived(count) {
			for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 20) {
				if (bench.received.length >= count) return bench.quiet();
				bench.pass(500);
				await sleep(20);
			}
			throw new Error(`${bench.received.length} of ${count} messages have arrived.`);
		},
		async quiet() {
			// An attempt on loopback takes a few milliseconds.
			for (let before = -1; before !== bench.received.length; await sleep(150)) {
				before = bench.received.length;
			}
		},
		async stopN8n() {
			collect();
			await n8n.close();
		},
		async startN8n() {
			n8n = await startWebhookServer(port);
		},
		async restartService() {
			await running.stop();
			await running.service.close();
			running = await startService();
			running.service.clock.now += passedMs;
			running.service.delivery.wake();
		},
		async list(query = '') {
			const response = await running.service.request(`/v1/deliveries${query}`);
			return (await response.json()) as DeliveryList;
		},
		async close() {
			await running.stop();
			await running.service.close();
			await n8n.close();
			await database.remove();
		},
	};
	return bench;
}
