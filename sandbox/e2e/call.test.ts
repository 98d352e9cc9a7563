import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSecrets, verifyMessage } from '../../contract/signature.ts';
import type { SessionRecord, StartSessionResponse } from '../../contract/session.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import type { Execution } from '../src/launch/n8n-execution.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { startSessionThroughN8n } from '../src/launch/start-session.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import type { Pcm } from '../src/speech/pcm.ts';
import { slice } from '../src/speech/pcm.ts';
import { readWav } from '../src/speech/wav.ts';
import { followEvents, isFinal } from './follow-events.ts';
import type { FollowedEvents } from './follow-events.ts';
import { hearSentence } from './hear-sentences.ts';
import { listCallProcesses } from './list-call-processes.ts';
import { askRuntime, sayInCall, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';

const INTRODUCTION = 'You are talking to Ava, the office assistant. I am happy to help you.';
const FAREWELL = 'You are welcome. Have a nice day!';
/** What the agent could have said, too. */
const DECOYS = [
	'All right, I will not send it.',
	'I can search our knowledge base, and I can send an email for you.',
	'Goodbye, and thank you for calling.',
];

let stack: E2eStack;
let idleBefore: number[];
let started: StartSessionResponse;
let stream: FollowedEvents;
let report: CallReport;
let session: SessionRecord;
let sound: Pcm;

beforeAll(async () => {
	stack = await startE2eStack();
	idleBefore = await listCallProcesses(stack.runtime.process().pid);
	started = await startSessionThroughN8n(stack, { ...officeAssistant.agent });
	stream = await followEvents(stack.runtime, started.sessionId);
	const recordingPath = join(stack.folder, 'call.wav');
	report = await sayInCall(started, [], {
		// One, for a machine that is too busy to carry sound for a moment; a deaf agent needs six.
		...{ turns: officeAssistant.turns, repeats: 1, recordingPath, deadlineMs: 180_000 },
	});
	session = await waitForFinalSession(stack.runtime, started.sessionId);
	sound = readWav(await readFile(recordingPath));
}, 420_000);

afterAll(() => stack.stop());

/** The executions of a workflow, as soon as n8n has stored as many. */
async function executions(file: string, count: number): Promise<Execution[]> {
	return waitUntil(
		async () => {
			const stored = await stack.n8n.executions(stack.workflow(file).id);
			return stored.length >= count && stored;
		},
		{ what: `${count} executions of ${file}`, timeoutMs: 10_000 },
	);
}

/** Which of these sentences was to be heard between two instants of the call. */
const heardBetween = (fromMs: number, untilMs: number, sentences: string[]) =>
	hearSentence(slice(sound, fromMs, untilMs), sentences);

describe('a call that a workflow starts', () => {
	it('goes by the script: six turns, each of them understood and answered', () => {
		expect(report.problems).toEqual([]);
		expect(report.turns.map(({ recognised }) => recognised)).toEqual(
			officeAssistant.turns.map(({ say }) => say),
		);
		expect(report.greeting).toBe(officeAssistant.agent.greeting);
		expect(report.turns[0]?.heard).toBe(INTRODUCTION);
		expect(report.turns[1]?.heard).toMatch(/Here is what I found\..*second class/s);
		expect(report.turns[3]?.heard).toMatch(/maria@example\.com is on its way/);
		expect(report.turns[5]?.heard).toContain(FAREWELL);
	});

	it('is heard by the caller as it is written in the transcript', async () => {
		const [first, second] = report.turns;
		const sentences = [officeAssistant.agent.greeting, INTRODUCTION, FAREWELL, ...DECOYS];
		const greetedAtMs = report.joinedMs + report.greetingHeardMs!;
		expect(await heardBetween(greetedAtMs, first!.saidFromMs!, sentences)).toBe(
			officeAssistant.agent.greeting,
		);
		expect(await heardBetween(first!.answeredAtMs!, second!.saidFromMs!, sentences)).toBe(
			INTRODUCTION,
		);
		expect(await heardBetween(report.turns[5]!.answeredAtMs!, Infinity, sentences)).toBe(FAREWELL);
		// The same stretch of sound is nothing else: the check itself can fail.
		expect(await heardBetween(first!.answeredAtMs!, second!.saidFromMs!, DECOYS)).toBeUndefined();
	});

	it('searches through query_database with a flat, signed request', async () => {
		const [execution, ...others] = await executions('knowledge-base.json', 1);
		expect(others).toEqual([]);
		const [request] = execution!.outputs.Webhook as {
			headers: Record<string, string>;
			body: Record<string, unknown>;
		}[];
		expect(request!.body).toEqual({
			...{ query: 'travel policy train tickets', filters: {}, max_results: 3 },
		});
		const problem = verifyMessage(
			parseSecrets(stack.runtime.signingSecret),
			request!.headers,
			Buffer.from(JSON.stringify(request!.body)),
			Date.parse(execution!.startedAt),
		);
		expect(problem).toBeUndefined();

		const [answer] = execution!.outputs['Search the Handbook'] as {
			results: { title: string; snippet: string }[];
		}[];
		const { title, snippet } = answer!.results[0]!;
		expect(report.turns[1]!.heard).toContain(`${title}: ${snippet}`);
	});

	it('speaks what the search answered', async () => {
		const { answeredAtMs, heard } = report.turns[1]!;
		const others = report.turns.filter((_turn, index) => index !== 1).map((turn) => turn.heard);
		expect(
			await heardBetween(answeredAtMs!, report.turns[2]!.saidFromMs!, [heard, ...others]),
		).toBe(heard);
	});

	it('sends the email once, after the yes, with exactly what was read back', async () => {
		const [execution, ...others] = await executions('send-email.json', 1);
		expect(others).toEqual([]);
		expect(await stack.n8n.executions(stack.workflow('execute-gmail.json').id)).toEqual([]);
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });

		const [proposed, sent] = session.toolCalls.filter(({ tool }) => tool === 'send_email');
		expect(proposed).toMatchObject({ outcome: 'awaiting_confirmation' });
		expect(sent).toMatchObject({ outcome: 'completed', arguments: proposed!.arguments });
		expect(execution!.outputs['Voice Agent Trigger']).toMatchObject([
			{
				...{ tool: 'send_email', callId: sent!.callId },
				session: { sessionId: started.sessionId },
			},
		]);
		const [{ parameters }] = execution!.outputs['Voice Agent Trigger'] as [{ parameters: unknown }];
		expect(parameters).toEqual(proposed!.arguments);
		const { to, subject, body } = proposed!.arguments as Record<string, string>;
		for (const value of [to, subject, body]) expect(report.turns[2]!.heard).toContain(value);

		const yes = session.transcript.find(
			({ role, text }) => role === 'user' && text === 'Yes, send it.',
		);
		expect(Date.parse(execution!.startedAt)).toBeGreaterThan(Date.parse(yes!.at));
		expect(Date.parse(proposed!.at)).toBeLessThan(Date.parse(yes!.at));
	});

	it('falls silent when the caller cuts in', () => {
		// The explanation would go on for half a minute; how fast it stops is for the benchmark to say.
		expect(report.turns[5]!.agentSilentAfterMs).toBeLessThan(4_000);
		const cutOff = session.transcript.find(({ interrupted }) => interrupted);
		expect(cutOff).toMatchObject({ role: 'agent' });
		expect(cutOff!.text).toMatch(/^Our office has three floors/);
		expect(cutOff!.text).not.toContain('locks the front door');
	});

	it('leaves a complete record', async () => {
		expect(session).toMatchObject({
			...{ sessionId: started.sessionId, room: started.room },
			...{ status: 'ended', endReason: 'caller_left' },
		});
		expect(session.durationMs).toBe(
			Date.parse(session.endedAt!) - Date.parse(session.startedAt ?? ''),
		);
		expect(session.transcript[0]).toMatchObject({
			...{ role: 'agent', text: officeAssistant.agent.greeting },
		});
		expect(
			session.transcript.filter(({ role }) => role === 'user').map(({ text }) => text),
		).toEqual(officeAssistant.turns.map(({ say }) => say));
		expect(session.toolCalls.map(({ tool, outcome }) => [tool, outcome])).toEqual([
			['query_database', 'completed'],
			['send_email', 'awaiting_confirmation'],
			['send_email', 'completed'],
		]);
		expect(session.latency.turns).toHaveLength(officeAssistant.turns.length);
		expect(session.latency.p50Ms).toBeGreaterThan(0);
		for (const used of Object.entries(session.usage)) {
			if (used[0] !== 'llmCachedInputTokens') expect(used).toEqual([used[0], expect.any(Number)]);
		}
		const { sttAudioMs, llmInputTokens, llmOutputTokens, ttsCharacters } = session.usage;
		expect(Math.min(sttAudioMs, llmInputTokens, llmOutputTokens, ttsCharacters)).toBeGreaterThan(0);
		expect(session.cost.totalUsd).toBeGreaterThan(0);
		expect(await askRuntime(stack.runtime, 'GET', '/v1/sessions?status=ended')).toMatchObject({
			body: { sessions: [{ sessionId: started.sessionId }], nextCursor: null },
		});
	});

	it('is told live, in order, with exactly one final event', async () => {
		await stream.ended;
		const kept = stream.events.filter(({ type }) => type !== 'agent.state');
		expect(kept.slice(0, 2).map(({ type }) => type)).toEqual([
			...['participant.joined', 'session.started'],
		]);
		expect(kept.filter(isFinal)).toEqual([
			expect.objectContaining({ type: 'session.ended', endReason: 'caller_left', report: session }),
		]);
		expect(isFinal(stream.events.at(-1)!)).toBe(true);
		const states = new Set(
			stream.events.flatMap((event) => (event.type === 'agent.state' ? [event.state] : [])),
		);
		expect([...states]).toEqual(expect.arrayContaining(['listening', 'thinking', 'speaking']));
		const replayed = await followEvents(stack.runtime, started.sessionId);
		await replayed.ended;
		expect(replayed.events).toEqual(kept);
	});

	it('leaves no process behind but the idle one that waits for the next call', async () => {
		expect(idleBefore).toHaveLength(1);
		const { pid } = stack.runtime.process();
		const left = await waitUntil(
			async () => {
				const processes = await listCallProcesses(pid);
				return processes.length === 1 && processes;
			},
			{ what: 'the call process to end', timeoutMs: 20_000 },
		);
		expect(left).not.toEqual(idleBefore);
	});

	it('is not told in the log: no words, no arguments, no identity, no secret', async () => {
		const log = await stack.log('runtime');
		expect(log).toContain(started.sessionId);
		expect(log).toMatch(/"tool":"send_email","outcome":"completed"/);

		const values = session.toolCalls.flatMap((call) => Object.values(call.arguments));
		const words = session.transcript.flatMap(({ text }) => text.split(/(?<=[.!?])\s+/));
		const { apiKey, signingSecret } = stack.runtime;
		const secrets = [apiKey, signingSecret, stack.liveKit.apiSecret, started.token];
		const told = [started.identity, ...secrets, ...words, ...values]
			.map(String)
			// "3" and "Done." are no secrets.
			.filter((text) => text.length > 5)
			.filter((text) => log.includes(text));
		expect(told).toEqual([]);
	});
});
