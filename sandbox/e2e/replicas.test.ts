import { join } from 'node:path';
import type { SessionEvent } from '../../contract/session-event.ts';
import type { SessionRecord, StartSessionResponse } from '../../contract/session.ts';
import { DELIVERED_EVENT_TYPES } from '../../contract/event-type.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import { startRuntime, type Runtime } from '../src/launch/runtime.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { eventWorkflow } from './delivery-workflows.ts';
import { followEvents } from './follow-events.ts';
import { listCallProcesses } from './list-call-processes.ts';
import { e2eLaunch } from './e2e-run.ts';
import { receivedEvents } from './received-events.ts';
import { startE2ePostgres, type E2ePostgres } from './start-e2e-postgres.ts';
import { askRuntime, sayInCall, startE2eStack, type E2eStack } from './start-e2e-stack.ts';

const HOURS = 'When is the office open?';
const ABILITIES = 'What can you do for me?';
const SAID = 'Lunch is ready.';

let postgres: E2ePostgres;
let stack: E2eStack;
/** Beside the one of the stack, on the same database. */
let second: Runtime;

beforeAll(async () => {
	postgres = await startE2ePostgres();
	const { databaseUrl: DATABASE_URL } = postgres;
	stack = await startE2eStack({ runtimeVariables: { DATABASE_URL } });
	const { apiKey, signingSecret, url } = stack.runtime;
	const { repository, env } = e2eLaunch;
	const started = await startRuntime({
		...{ supervisor: stack.supervisor, repository, env, from: 'source' },
		folder: join(stack.folder, 'second'),
		liveKit: stack.liveKit,
		n8nWebhookUrl: stack.n8n.webhookUrl,
		providers: stack.providers.variables,
		variables: {
			...{ DATABASE_URL, RUNTIME_API_KEY: apiKey, N8N_WEBHOOK_SECRET: signingSecret },
			PUBLIC_URL: url,
		},
	});
	second = { ...started, apiKey, signingSecret };
}, 420_000);

afterAll(async () => {
	await stack.stop();
	await postgres.stop();
});

/** Who carries the one call that there is: the process with a call beside the idle process that waits for the next. */
async function rolesOf(): Promise<{ carrier: Runtime; other: Runtime }> {
	const runtimes = [stack.runtime, second];
	return waitUntil(
		async () => {
			const counts = await Promise.all(
				runtimes.map(async (runtime) => (await listCallProcesses(runtime.process().pid)).length),
			);
			const [carrier] = runtimes.filter((_, index) => counts[index] === Math.max(...counts));
			const other = runtimes.find((runtime) => runtime !== carrier);
			return counts[0] === counts[1] || !carrier || !other ? undefined : { carrier, other };
		},
		{ what: 'one runtime to carry the call', timeoutMs: 20_000 },
	);
}

describe('two runtimes on one PostgreSQL', () => {
	let report: CallReport;
	let session: SessionRecord;
	let told: SessionEvent[];
	let events: string;

	beforeAll(async () => {
		events = await stack.n8n.importWorkflow(eventWorkflow(stack.credential));
		await stack.n8n.publish(events);
		const { body } = await askRuntime(stack.runtime, 'POST', '/v1/sessions', {
			agent: { greeting: 'Hello.' },
		});
		const started = body as StartSessionResponse;
		const { sessionId } = started;
		const { carrier, other } = await rolesOf();
		const followed = await followEvents(other, sessionId);
		const steps: Promise<unknown>[] = [];
		report = await sayInCall(started, [], {
			turns: [{ say: HOURS }, { say: ABILITIES, whenHeard: SAID }],
			repeats: 1,
			onEvent(event) {
				if (event.kind !== 'turn') return;
				const say = () =>
					askRuntime(other, 'POST', `/v1/sessions/${sessionId}/say`, { text: SAID });
				steps.push(event.turn === 0 ? say() : carrier.kill());
			},
		});
		await Promise.all(steps);
		session = await waitForFinalSession(other, sessionId);
		await followed.ended;
		const delivered = new Set<string>(DELIVERED_EVENT_TYPES);
		told = followed.events.filter(({ type }) => delivered.has(type));
	}, 180_000);

	it('share the call: one carries it, the other one speaks into it', () => {
		const [hours, abilities] = report.turns;
		expect(hours).toMatchObject({ recognised: HOURS });
		expect(hours!.heard).toContain('Office opening hours');
		expect(hours!.heard).toContain(SAID);
		expect(abilities).toMatchObject({ recognised: ABILITIES });
	});

	it('report the call of the one that was killed, with everything that happened in it', () => {
		expect(session).toMatchObject({
			...{ status: 'failed', endReason: 'agent_lost' },
			toolCalls: [{ tool: 'query_database', outcome: 'completed' }],
		});
		const lines = session.transcript.map(({ text }) => text);
		expect(lines).toEqual(expect.arrayContaining([HOURS, SAID, ABILITIES]));
	});

	it('tell n8n everything in order and once', async () => {
		const received = await receivedEvents(stack.n8n, events, told.length);
		expect(received.map(({ type, at }) => [type, at])).toEqual(
			told.map(({ type, at }) => [type, at]),
		);
		expect(told.map(({ type }) => type).filter((type) => type.startsWith('session.'))).toEqual([
			...['session.started', 'session.failed'],
		]);
	});

	it('go on with the one that is left', async () => {
		const left = (await isAlive(second)) ? second : stack.runtime;
		const { body } = await askRuntime(left, 'POST', '/v1/sessions', {});
		const next = await sayInCall(body as StartSessionResponse, [ABILITIES], { repeats: 1 });
		expect(next.problems).toEqual([]);
		expect(next.turns[0]!.heard).toMatch(/I can search our knowledge base/);
	}, 90_000);
});

const isAlive = ({ url }: Runtime): Promise<boolean> =>
	fetch(`${url}/healthz`).then(
		({ ok }) => ok,
		() => false,
	);
