import { randomUUID } from 'node:crypto';
import { parseSecrets, signMessage } from '../../contract/signature.ts';
import type { SessionRecord, StartSessionResponse } from '../../contract/session.ts';
import type { Execution } from '../src/launch/n8n-execution.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { DELIVERED_EVENT_TYPES } from '../../contract/event-type.ts';
import type { SessionEvent } from '../../contract/session-event.ts';
import { eventWorkflow, waitingWorkflow } from './delivery-workflows.ts';
import { followEvents } from './follow-events.ts';
import { listCallProcesses } from './list-call-processes.ts';
import { receivedEvents } from './received-events.ts';
import { readRuntimeDatabase } from './runtime-database.ts';
import { askRuntime, sayInCall, startE2eStack, type E2eStack } from './start-e2e-stack.ts';

let stack: E2eStack;
let waiting: string;

beforeAll(async () => {
	stack = await startE2eStack();
	waiting = await stack.n8n.importWorkflow(waitingWorkflow(stack.credential, 'wait-for-calls'));
	await stack.n8n.publish(waiting);
}, 300_000);

afterAll(() => stack.stop());

type Report = SessionRecord & { asked: string };

/** Runs the waiting workflow for these calls; resolves when n8n has stored that it sleeps. */
async function startWaiting(...calls: { sessionId: string; maxWaitMinutes?: number }[]) {
	const response = await fetch(`${stack.n8n.webhookUrl}/wait-for-calls`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ calls }),
	});
	expect(response.status).toBe(200);
	const { sessionId } = calls[0]!;
	await waitUntil(
		async () => (await executionsOf(sessionId)).some(({ status }) => status === 'waiting'),
		{ what: 'the workflow to sleep', timeoutMs: 30_000 },
	);
	return database().waitOf(sessionId);
}

function killIfThere(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// The process of an earlier call has just ended by itself.
	}
}

const database = () => readRuntimeDatabase(stack.folder);

const isAbout = ({ outputs }: Execution, sessionId: string): boolean =>
	(outputs.Calls as { sessionId: string }[] | undefined)?.some(
		(call) => call.sessionId === sessionId,
	) ?? false;

async function executionsOf(sessionId: string): Promise<Execution[]> {
	return (await stack.n8n.executions(waiting)).filter((one) => isAbout(one, sessionId));
}

/** What the workflow goes on with. */
async function woken(sessionId: string, timeoutMs = 60_000): Promise<Report[]> {
	const execution = await waitUntil(
		async () =>
			(await executionsOf(sessionId)).find(
				({ status }) => status !== 'waiting' && status !== 'running',
			),
		{ what: `the workflow that waits for ${sessionId} to go on`, timeoutMs },
	);
	expect(execution).toMatchObject({ status: 'success', lastNode: 'After' });
	return execution.outputs.After as Report[];
}

const end = (sessionId: string) =>
	askRuntime(stack.runtime, 'POST', `/v1/sessions/${sessionId}/end`, {});

/** Nobody woke the workflow twice: it ran to its end once, and the runtime has nothing left to say. */
async function expectOneWake(sessionId: string): Promise<void> {
	const runs = await executionsOf(sessionId);
	expect(runs.map(({ status }) => status)).toEqual(['success']);
	await waitUntil(
		async () => {
			const { body } = await askRuntime(stack.runtime, 'GET', '/v1/deliveries?status=pending');
			return (body as { deliveries: unknown[] }).deliveries.length === 0;
		},
		{ what: 'the outbox to be empty', timeoutMs: 10_000 },
	);
}

describe('a workflow that waits for a call to end', () => {
	it('sleeps through a restart of n8n, and through forged requests to wake it', async () => {
		const sessionId = 'n8n-restarted';
		const { url, waitId } = await startWaiting({ sessionId });
		await stack.n8n.restart();

		const body = Buffer.from(
			JSON.stringify({ type: 'sessions.ended', waitId, limitReached: false, sessions: [] }),
		);
		const post = async (target: string, headers: object) => {
			const signed = { 'content-type': 'application/json', ...headers };
			return (await fetch(target, { method: 'POST', headers: signed, body })).status;
		};
		const sign = (secret: string) => signMessage(parseSecrets(secret), waitId, body, Date.now());
		const otherSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
		expect(await post(url, {})).toBe(401);
		expect(await post(url, sign(otherSecret))).toBe(401);
		const guessed = url.replace(/signature=.{8}/, 'signature=00000000');
		expect(await post(guessed, sign(stack.runtime.signingSecret))).toBe(401);
		expect((await executionsOf(sessionId)).map(({ status }) => status)).toEqual(['waiting']);

		await end(sessionId);
		expect(await woken(sessionId)).toMatchObject([
			{ sessionId, asked: sessionId, status: 'ended', endReason: 'api_ended', transcript: [] },
		]);
		await expectOneWake(sessionId);
		expect(await post(url, sign(stack.runtime.signingSecret))).toBe(409);
	}, 90_000);

	it('goes on when the call process is killed', async () => {
		const sessionId = 'process-killed';
		await startWaiting({ sessionId });
		await waitUntil(() => Promise.resolve(database().heard(sessionId)), {
			what: 'the call to report',
			timeoutMs: 30_000,
		});
		for (const pid of await listCallProcesses(stack.runtime.process().pid)) killIfThere(pid);
		expect(await woken(sessionId)).toMatchObject([
			{ asked: sessionId, status: 'failed', endReason: 'agent_lost' },
		]);
		await expectOneWake(sessionId);
	}, 90_000);

	it('goes on when the runtime is restarted', async () => {
		const sessionId = 'runtime-restarted';
		await startWaiting({ sessionId });
		await stack.runtime.kill();
		await stack.runtime.restart({ JOIN_TIMEOUT_SECONDS: '5' });
		expect(await woken(sessionId)).toMatchObject([
			{ asked: sessionId, status: 'failed', endReason: 'runtime_stopped' },
		]);
		await expectOneWake(sessionId);
	}, 90_000);

	it('goes on when nobody joins', async () => {
		const sessionId = `nobody-${randomUUID()}`;
		await startWaiting({ sessionId });
		expect(await woken(sessionId)).toMatchObject([
			{ asked: sessionId, status: 'ended', endReason: 'nobody_joined', durationMs: null },
		]);
		await expectOneWake(sessionId);
	}, 90_000);

	it('goes on after its own limit with what is known by then', async () => {
		await stack.runtime.restart();
		const sessionId = 'limit-reached';
		await startWaiting({ sessionId, maxWaitMinutes: 0.05 });
		expect(await woken(sessionId)).toMatchObject([
			{ asked: sessionId, status: 'waiting', waitLimitReached: true },
		]);
		await end(sessionId);
		await expectOneWake(sessionId);
	}, 60_000);
});

describe('a call during which n8n goes away', () => {
	const sessionId = 'away';
	let events: string;
	let told: SessionEvent[];
	let report: Report;

	beforeAll(async () => {
		events = await stack.n8n.importWorkflow(eventWorkflow(stack.credential));
		await stack.n8n.publish(events);
		await startWaiting({ sessionId });
		// The same ID gives the same session, so this is how a workflow that sleeps lets its caller in.
		const { body } = await askRuntime(stack.runtime, 'POST', '/v1/sessions', { sessionId });
		const [call] = await Promise.all([
			sayInCall(
				body as StartSessionResponse,
				['When is the office open?', 'What can you do for me?', 'That was all, goodbye.'],
				{ repeats: 1 },
			),
			toolCalled().then(() => stack.n8n.stop()),
		]);
		expect(call.problems).toEqual([]);
		// The whole rest of the call, and its end, happen without n8n.
		await new Promise((resolve) => setTimeout(resolve, 10_000));
		await stack.n8n.restart();
		[report] = (await woken(sessionId)) as [Report];
		const followed = await followEvents(stack.runtime, sessionId);
		await followed.ended;
		const delivered = new Set<string>(DELIVERED_EVENT_TYPES);
		told = followed.events.filter(({ type }) => delivered.has(type));
	}, 180_000);

	/** An answer that begins is no sign of it: on a busy machine that is the sentence which fills the wait. */
	const toolCalled = () =>
		waitUntil(
			async () => {
				const { body } = await askRuntime(stack.runtime, 'GET', `/v1/sessions/${sessionId}`);
				return (body as SessionRecord).toolCalls.some(({ outcome }) => outcome === 'completed');
			},
			{ what: 'the call to use its tool', timeoutMs: 60_000 },
		);
	const received = (count: number) => receivedEvents(stack.n8n, events, count);

	it('is told in order and exactly once, of every kind that this call has', async () => {
		const items = await received(told.length);
		expect(items.map(({ type, at }) => [type, at])).toEqual(told.map(({ type, at }) => [type, at]));
		expect(new Set(items.map(({ deliveryId }) => deliveryId)).size).toBe(told.length);
		expect(new Set(told.map(({ type }) => type))).toEqual(
			new Set(
				DELIVERED_EVENT_TYPES.filter(
					(type) => type !== 'session.failed' && type !== 'participant.left',
				),
			),
		);
		expect(items.at(-1)).toMatchObject({ type: 'session.ended', report: { sessionId } });

		const failing = await askRuntime(stack.runtime, 'POST', '/v1/sessions', {});
		await stack.runtime.kill();
		await stack.runtime.restart();
		const [failed, ...others] = (await received(told.length + 1)).slice(told.length);
		expect(failed).toMatchObject({
			...{ type: 'session.failed', endReason: 'runtime_stopped' },
			sessionId: (failing.body as StartSessionResponse).sessionId,
		});
		expect(others).toEqual([]);
	}, 120_000);

	it('is not told again of what n8n had before it went away and did not acknowledge', async () => {
		const before = await received(told.length);
		const { deliveryId, ...message } = before[0] as Record<string, unknown> & {
			deliveryId: string;
		};
		const body = Buffer.from(JSON.stringify(message));
		const url = database().urlOf(deliveryId);
		const send = async (id: string) => {
			const signed = signMessage(parseSecrets(stack.runtime.signingSecret), id, body, Date.now());
			const headers = { 'content-type': 'application/json', ...signed };
			return (await fetch(url, { method: 'POST', headers, body })).status;
		};
		const other = `evt_${randomUUID()}`;
		expect(await send(deliveryId)).toBe(200);
		expect(await send(other)).toBe(200);
		const after = await received(before.length + 1);
		expect(after).toEqual([...before, { ...message, deliveryId: other }]);
	}, 60_000);

	it('wakes its workflow with what the caller said and with nothing that the caller did not say', () => {
		expect(report).toMatchObject({ sessionId, asked: sessionId, endReason: 'caller_left' });
		expect(report.transcript.filter(({ role }) => role === 'user')).toHaveLength(3);
		expect(report.toolCalls).toMatchObject([{ tool: 'query_database', outcome: 'completed' }]);
		expect(report.answers).toEqual({
			question: 'When is the office open?',
			recipient: null,
			phone: null,
		});
		expect(report.summary).toContain('What can you do for me?');
		expect(report).not.toHaveProperty('extractionProblem');
		expect(report.latency.p50Ms).toBeGreaterThan(0);
		expect(report.cost.totalUsd).toBeGreaterThan(0);
	});
});

describe('twenty items at once', () => {
	it('wait once for all their calls, and each gets its own report', async () => {
		await stack.runtime.restart({ MAX_SESSIONS: '40' });
		const ids = Array.from({ length: 20 }, (_, index) => `twenty-${index}`);
		await startWaiting(...ids.map((sessionId) => ({ sessionId })));
		const [last, ...others] = [...ids].reverse();
		for (const sessionId of others) await end(sessionId);
		expect((await executionsOf(ids[0]!)).map(({ status }) => status)).toEqual(['waiting']);
		await end(last!);
		const reports = await woken(ids[0]!);
		expect(reports.map(({ sessionId }) => sessionId)).toEqual(ids);
		expect(reports.map(({ asked }) => asked)).toEqual(ids);
		expect(new Set(reports.map(({ status }) => status))).toEqual(new Set(['ended']));
		await expectOneWake(ids[0]!);
	}, 120_000);
});
