import type { SessionRecord } from '../../contract/session.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import type { Execution } from '../src/launch/n8n-execution.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { startSessionThroughN8n } from '../src/launch/start-session.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { BAD_HABITS } from '../src/scenario/bad-habits.ts';
import { sayInCall, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';

const TELL_MARIA = 'Please tell Maria that I am running late.';
const YES = 'Yes, send it.';
const NO = 'No, do not send it.';
const HOURS = 'When is the office open?';
const ABILITIES = 'What can you do for me?';

let stack: E2eStack;
beforeAll(async () => {
	stack = await startE2eStack();
}, 300_000);
afterAll(() => stack.stop());

/** A call with an agent whose model has a bad habit. */
async function talkTo(
	habit: keyof typeof BAD_HABITS,
	phrases: string[],
): Promise<{ report: CallReport; session: SessionRecord }> {
	const started = await startSessionThroughN8n(stack, {
		...{ instructions: BAD_HABITS[habit], greeting: 'Hello.' },
	});
	const report = await sayInCall(started, phrases, { repeats: 1 });
	expect(report.problems).toEqual([]);
	return { report, session: await waitForFinalSession(stack.runtime, started.sessionId) };
}

/** The executions that n8n has stored for a session; it stores them a moment after they answered. */
async function executions(file: string, sessionId: string, count: number): Promise<Execution[]> {
	const ofSession = async () =>
		(await stack.n8n.executions(stack.workflow(file).id)).filter((execution) =>
			JSON.stringify(Object.values(execution.outputs)[0]).includes(sessionId),
		);
	return waitUntil(
		async () => {
			const found = await ofSession();
			return found.length >= count && found;
		},
		{ what: `${count} executions of ${file}`, timeoutMs: 15_000 },
	);
}

const outcomes = ({ toolCalls }: SessionRecord, tool: string): string[] =>
	toolCalls.filter((call) => call.tool === tool).map(({ outcome }) => outcome);

describe('a model that', () => {
	it('sends an email again and again, without a yes and after a no, sends none', async () => {
		const { report, session } = await talkTo('hasty', [TELL_MARIA, NO]);
		const ended = outcomes(session, 'send_email');
		expect(ended.length).toBeGreaterThan(2);
		expect(ended.filter((outcome) => !/^(awaiting_confirmation|rejected)$/.test(outcome))).toEqual(
			[],
		);
		expect(await executions('send-email.json', session.sessionId, 0)).toEqual([]);
		expect(report.turns.map(({ heard }) => heard)).not.toContain('');
	}, 120_000);

	it('changes the recipient after the yes has to ask again', async () => {
		const { report, session } = await talkTo('unfaithful', [TELL_MARIA, YES]);
		const [first, second] = report.turns;
		expect(first!.heard).toMatch(/an email to maria@example\.com.*Shall I send it\?/);
		expect(second!.heard).toMatch(/an email to mallory@example\.com.*Shall I send it\?/);
		expect(outcomes(session, 'send_email')).toEqual([
			...['awaiting_confirmation', 'awaiting_confirmation'],
		]);
		expect(await executions('send-email.json', session.sessionId, 0)).toEqual([]);
	}, 120_000);

	it('makes each call twice at once sends one email', async () => {
		const { report, session } = await talkTo('stammering', [TELL_MARIA, YES]);
		expect(session.toolCalls).toHaveLength(4);
		expect(outcomes(session, 'send_email').slice(0, 2)).toEqual([
			...['awaiting_confirmation', 'awaiting_confirmation'],
		]);
		const [execution, ...others] = await executions('send-email.json', session.sessionId, 1);
		expect(execution).toMatchObject({ status: 'success' });
		expect(others).toEqual([]);
		expect(report.turns[1]!.heard).toMatch(/maria@example\.com is on its way/);
	}, 120_000);

	it('searches in a loop is stopped, and the conversation goes on', async () => {
		const { report, session } = await talkTo('looping', [HOURS, ABILITIES]);
		const ended = outcomes(session, 'query_database');
		expect(ended.length).toBeGreaterThan(1);
		expect(ended.filter((outcome) => outcome === 'completed').length).toBeLessThanOrEqual(5);
		expect(report.turns[0]!.heard).not.toBe('');
		expect(report.turns[1]!.heard).toMatch(/I can search our knowledge base/);
	}, 120_000);
});
