import type { StartSessionResponse } from '../../contract/session.ts';
import type { Runtime } from '../src/launch/runtime.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { startE2ePostgres, type E2ePostgres } from './start-e2e-postgres.ts';
import { askRuntime, sayInCall } from './start-e2e-stack.ts';
import { startE2eVoiceStack, type E2eVoiceStack } from './start-e2e-voice-stack.ts';

let postgres: E2ePostgres;
let stack: E2eVoiceStack;
let runtime: Runtime;

beforeAll(async () => {
	postgres = await startE2ePostgres();
	stack = await startE2eVoiceStack({ runtimeVariables: { DATABASE_URL: postgres.databaseUrl } });
	({ runtime } = stack);
}, 420_000);

afterAll(async () => {
	await stack.stop();
	await postgres.stop();
});

const start = async (): Promise<StartSessionResponse> => {
	const { agent } = officeAssistant;
	const { status, body } = await askRuntime(runtime, 'POST', '/v1/sessions', { agent });
	expect(status).toBe(201);
	return body as StartSessionResponse;
};
const idsOf = async (query: string): Promise<string[]> => {
	const { body } = await askRuntime(runtime, 'GET', `/v1/sessions${query}`);
	return (body as { sessions: { sessionId: string }[] }).sessions.map(({ sessionId }) => sessionId);
};

describe('the runtime as it is deployed, on PostgreSQL', () => {
	it('starts, lists and ends sessions', async () => {
		const { sessionId } = await start();
		expect(await idsOf('?status=waiting')).toEqual([sessionId]);
		expect(await askRuntime(runtime, 'POST', `/v1/sessions/${sessionId}/end`, {})).toMatchObject({
			status: 202,
		});
		expect(await waitForFinalSession(runtime, sessionId)).toMatchObject({ status: 'ended' });
		expect(await idsOf('?status=waiting')).toEqual([]);
	});

	it('writes down what is said in a call, and has it after a restart', async () => {
		const session = await start();
		const call = await sayInCall(session, ['What can you do for me?'], { repeats: 1 });
		expect(call.problems).toEqual([]);
		const record = await waitForFinalSession(runtime, session.sessionId);
		expect(record).toMatchObject({ status: 'ended', endReason: 'caller_left' });
		await runtime.restart();
		const kept = await askRuntime(runtime, 'GET', `/v1/sessions/${session.sessionId}`);
		expect(kept.body).toEqual(record);
	});

	it('lives through an outage of the database and says so', async () => {
		const ready = async () => (await fetch(`${runtime.url}/readyz`)).status;
		await postgres.crash();
		expect(await ready()).toBe(503);
		expect((await askRuntime(runtime, 'GET', '/v1/sessions')).status).toBe(500);
		await postgres.restart();
		await waitUntil(async () => (await ready()) === 200, {
			what: 'the runtime to be ready again',
			timeoutMs: 10_000,
		});
		expect(await idsOf('?limit=10')).toHaveLength(2);
		expect(runtime.process().ended()).toBeUndefined();
	});

	it('told its log nothing of where the database is', async () => {
		const log = await stack.log('runtime');
		expect(log).toContain('the server cannot be reached (ECONNREFUSED)');
		const { username, password, host, pathname } = new URL(postgres.databaseUrl);
		for (const part of [username, password, host, pathname.slice(1)]) {
			expect(log).not.toContain(part);
		}
	});
});
