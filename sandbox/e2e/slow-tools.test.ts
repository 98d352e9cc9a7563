import { RoomServiceClient } from 'livekit-server-sdk';
import type { SessionRecord, StartSessionResponse } from '../../contract/session.ts';
import type { RegisteredTool } from '../../contract/tool.ts';
import type { CallEvent } from '../src/caller/call.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import { readSession, waitForFinalSession } from '../src/launch/session-view.ts';
import { startSessionThroughN8n } from '../src/launch/start-session.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import type { CallerTurn } from '../src/scenario/scenario.ts';
import { startOutsideService } from './outside-service.ts';
import type { OutsideService } from './outside-service.ts';
import { askRuntime, sayInCall, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';
import { askService, respond, toolWorkflow } from './voice-workflow.ts';

const HOURS = 'When is the office open?';
const TRAVEL = 'What does our travel policy say about train tickets?';
const HELLO = 'Hello, who am I talking to?';
const ABILITIES = 'What can you do for me?';
const EMAIL = 'Please send that answer to Maria by email.';
const INTRODUCTION = 'You are talking to Ava';

let stack: E2eStack;
/** What the workflows ask; answers when the test opens it. */
let archive: OutsideService;
let opened: PromiseWithResolvers<void>;

beforeAll(async () => {
	archive = await startOutsideService(async () => {
		await opened.promise;
		return { answer: 'The office opens at nine.' };
	});
	stack = await startE2eStack();
}, 300_000);

afterAll(async () => {
	await archive.close();
	await stack.stop();
});

async function tools(): Promise<RegisteredTool[]> {
	const { body } = await askRuntime(stack.runtime, 'GET', '/v1/tools');
	return (body as { tools: RegisteredTool[] }).tools;
}

interface PlayedCall {
	report: CallReport;
	session: SessionRecord;
	/** What the agent said, as it stands in the session's record. */
	agentLines: string[];
	/** How often the archive was asked. */
	requests: number;
}

/** Plays a call; `during` may act on it from outside meanwhile. */
async function play(
	turns: CallerTurn[],
	during: {
		beside?: (session: StartSessionResponse) => Promise<void>;
		onEvent?: (event: CallEvent) => void;
	},
): Promise<PlayedCall> {
	opened = Promise.withResolvers();
	archive.requests.length = 0;
	const started = await startSessionThroughN8n(stack, { greeting: 'Hello.' });
	const { onEvent } = during;
	const [report] = await Promise.all([
		sayInCall(started, [], { turns, repeats: 1, ...(onEvent && { onEvent }) }),
		during.beside?.(started),
	]);
	const session = await waitForFinalSession(stack.runtime, started.sessionId);
	const agentLines = session.transcript
		.filter(({ role }) => role === 'agent')
		.map(({ text }) => text);
	return { report, session, agentLines, requests: archive.requests.length };
}

/** Of the agent in the room, as its other participants see them. */
async function agentAttributes(room: string): Promise<Record<string, string>> {
	const { url, apiKey, apiSecret } = stack.liveKit;
	const participants = await new RoomServiceClient(url, apiKey, apiSecret).listParticipants(room);
	return (
		participants.map(({ attributes }) => attributes).find((of) => 'lk.agent.state' in of) ?? {}
	);
}

const count = (lines: string[], words: string): number =>
	lines.filter((line) => line.includes(words)).length;

describe('a workflow that takes longer than eight seconds, then is renamed, and then never answers', () => {
	const FILLER = 'One moment, I am looking it up.';
	const attributes: Record<string, string>[] = [];
	let call: PlayedCall;

	beforeAll(async () => {
		const { n8n, runtime, credential } = stack;
		const trigger = { toolName: 'search_office', fillerText: FILLER };
		const workflow = toolWorkflow({
			...{ credential, trigger, steps: [askService(archive.url)] },
		});
		const id = await n8n.importWorkflow(workflow);
		await n8n.publish(id);

		call = await play(
			[
				{ say: HOURS },
				{ say: TRAVEL, whenHeard: 'at nine' },
				{ say: ABILITIES, whenHeard: 'in time' },
			],
			{
				async beside({ sessionId, room }) {
					await waitUntil(
						async () => {
							const { transcript } = await readSession(runtime, sessionId);
							return transcript.filter(({ text }) => text === FILLER).length === 2;
						},
						{ what: 'the second filler', timeoutMs: 60_000 },
					);
					attributes.push(await agentAttributes(room));
					// While its first call still runs: another name, and hardly any time.
					Object.assign(workflow.nodes[0]!.parameters, {
						...{ toolName: 'search_archive', timeoutSeconds: 3 },
					});
					await n8n.updateWorkflow(id, workflow);
					await waitUntil(
						async () => (await tools()).some(({ name }) => name === 'search_archive'),
						{
							...{ what: 'the new name', timeoutMs: 20_000 },
						},
					);
					const answered = opened;
					opened = Promise.withResolvers();
					answered.resolve();
				},
			},
		);
		opened.resolve();
		await n8n.unpublish(id);
	}, 180_000);

	it('is bridged by its filler twice, and then answered', () => {
		const { report, session } = call;
		expect(report.problems).toEqual([]);
		expect(report.turns[0]!.heard).toBe(`${FILLER} ${FILLER} The office opens at nine.`);
		expect(session.toolCalls[0]).toMatchObject({ tool: 'search_office', outcome: 'completed' });
		expect(session.toolCalls[0]!.durationMs).toBeGreaterThan(8_000);
	});

	it('is shown to be running by an attribute of the agent, on which the talk page looks', () => {
		expect(attributes).toMatchObject([{ 'voice_agent.tool_running': 'true' }]);
	});

	it('is known by its new name in the next turn', () => {
		expect(call.session.toolCalls.map(({ tool }) => tool)).toEqual([
			...['search_office', 'search_archive'],
		]);
	});

	it('is given up at its deadline, aloud, and the conversation goes on', () => {
		const { report, session } = call;
		expect(session.toolCalls[1]).toMatchObject({ outcome: 'timed_out' });
		expect(report.turns[1]!.heard).toMatch(/There was no answer in time/);
		expect(report.turns[2]!.heard).toMatch(/I can search our knowledge base/);
		expect(call.requests).toBe(2);
	});
});

describe('a caller who cuts in while the agent bridges the wait', () => {
	const FILLER =
		'One moment, please, I am looking through all the pages of our handbook, and because there are so many of them it takes a little while.';
	let call: PlayedCall;

	beforeAll(async () => {
		const { n8n, credential } = stack;
		const trigger = { toolName: 'search_office', fillerText: FILLER, sideEffect: true };
		const id = await n8n.importWorkflow(
			toolWorkflow({ credential, trigger, steps: [askService(archive.url)] }),
		);
		await n8n.publish(id);
		call = await play(
			[{ say: HOURS }, { say: ABILITIES, interruptAfterMs: 1_500 }, { say: EMAIL }],
			{
				onEvent(event) {
					if (event.kind === 'transcript' && event.text.startsWith('I can search'))
						opened.resolve();
				},
			},
		);
		await n8n.unpublish(id);
	}, 180_000);

	it('is heard at once', () => {
		expect(call.report.problems).toEqual([]);
		expect(call.report.turns[1]).toMatchObject({ recognised: ABILITIES });
		expect(call.report.turns[1]!.heard).toMatch(/I can search our knowledge base/);
	});

	it('does not end the action: it is done once, and the model knows the result', () => {
		expect(call.requests).toBe(1);
		expect(call.session.toolCalls).toMatchObject([
			{ tool: 'search_office', outcome: 'completed' },
			{ tool: 'send_email', outcome: 'awaiting_confirmation' },
		]);
		expect(call.report.turns[2]!.heard).toMatch(/It says: .*The office opens at nine\./);
	});
});

describe('a workflow that reports progress and answers long after the agent went on', () => {
	const PROGRESS = 'I am asking the archive.';
	const RESULT = 'The archive says that the office opens at nine.';
	let call: PlayedCall;

	beforeAll(async () => {
		const { n8n, credential } = stack;
		const trigger = { toolName: 'search_office', respond: 'immediately' };
		const progress = {
			...respond({ operation: 'progress', progress: PROGRESS }),
			name: 'Progress',
		};
		const later = respond({ operation: 'say', say: RESULT });
		const steps = [progress, askService(archive.url), later];
		const id = await n8n.importWorkflow(toolWorkflow({ credential, trigger, steps }));
		await n8n.publish(id);
		call = await play(
			[{ say: HOURS }, { say: HELLO, whenHeard: PROGRESS }, { say: ABILITIES, whenHeard: RESULT }],
			{
				onEvent(event) {
					if (event.kind === 'transcript' && event.text.startsWith(INTRODUCTION)) opened.resolve();
				},
			},
		);
		await n8n.unpublish(id);
	}, 180_000);

	it('is begun, and its progress is told', () => {
		expect(call.report.problems).toEqual([]);
		expect(call.report.turns[0]!.heard).toMatch(/This has been started and takes a while/);
		expect(count(call.agentLines, PROGRESS)).toBe(1);
	});

	it('is told once, when the agent has said what it was saying', () => {
		const { session, agentLines, report } = call;
		const lines = session.transcript.map(({ text }) => text);
		const said = session.transcript.find(({ text }) => text.startsWith(INTRODUCTION))!;
		expect(said.interrupted).toBeUndefined();
		expect(lines[lines.indexOf(said.text) + 1]).toBe(RESULT);
		expect(count(agentLines, RESULT)).toBe(1);
		expect(report.turns[1]!.heard).toBe(`${said.text} ${RESULT}`);
		expect(session.toolCalls).toMatchObject([{ outcome: 'completed' }]);
	});
});
