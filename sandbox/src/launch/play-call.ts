import type { SessionRecord } from '../../../contract/session.ts';
import type { CallEvent } from '../caller/call.ts';
import type { CallReport } from '../caller/call-report.ts';
import { placeCallInOwnProcess } from '../caller/own-process.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readSession, waitForFinalSession } from './session-view.ts';
import type { Stack } from './stack.ts';
import { startSessionThroughN8n } from './start-session.ts';
import { reportToolCalls, type ToolCallReport } from './tool-call-report.ts';

/** What `npm start -- --once` prints as its last line. */
export interface CallSummary {
	ok: boolean;
	/** One sentence each; empty when ok. */
	problems: string[];
	providers: 'simulated' | 'real';
	sessionId: string;
	/** As the caller's side saw it live. */
	transcript: { speaker: 'caller' | 'agent'; text: string; atMs: number }[];
	toolCalls: ToolCallReport[];
	/** `latencyMs`: caller stops → first agent audio heard by the caller. */
	turns: CallReport['turns'];
	greetingHeardMs: number | null;
	recording: string | null;
	session: SessionRecord;
}

export interface PlayOptions {
	stack: Stack;
	scenario: Scenario;
	env: Record<string, string | undefined>;
	/** Told each line of the live view. */
	say: (line: string) => void;
	recordingPath: string;
	signal?: AbortSignal;
}

/** Starts a session through n8n, plays the scenario's call and collects what every side knows of it. */
export async function playCall(options: PlayOptions): Promise<CallSummary> {
	const { stack, scenario, say, env, recordingPath, signal } = options;
	const started = await startSessionThroughN8n(stack, { ...scenario.agent });
	const { sessionId, url, token } = started;
	say(`session ${sessionId} started through n8n`);
	const tools = followToolCalls(stack, sessionId, say);
	let report: CallReport;
	try {
		report = await placeCallInOwnProcess({
			...{ url, token, turns: scenario.turns, repeats: 1, recordingPath, env },
			onEvent: (event) => show(event, say),
			...(signal === undefined ? {} : { signal }),
		});
	} finally {
		await tools.stop();
	}
	const session = await waitForFinalSession(stack.runtime, sessionId);
	const toolCalls = await reportToolCalls(stack.n8n, stack.workflows, session);
	const problems = [...report.problems, ...findProblems(session, toolCalls, stack)];
	return {
		...{ ok: problems.length === 0, problems },
		providers: stack.providers.simulated ? 'simulated' : 'real',
		sessionId,
		transcript: report.transcript.map(({ speaker, text, atMs }) => ({
			...{ speaker, text },
			atMs: Math.round(atMs),
		})),
		...{ toolCalls, turns: report.turns, greetingHeardMs: report.greetingHeardMs },
		...{ recording: report.recording, session },
	};
}

function show(event: CallEvent, say: (line: string) => void): void {
	const at = `${(event.atMs / 1_000).toFixed(1).padStart(6)} s`;
	if (event.kind === 'transcript' && event.final) {
		say(`${at}  ${event.speaker === 'caller' ? 'caller' : 'agent '}  ${event.text}`);
	} else if (event.kind === 'greeting_heard') {
		say(`${at}  the caller hears the greeting`);
	} else if (event.kind === 'turn') {
		const { latencyMs, agentSilentAfterMs, problem } = event;
		const silent =
			agentSilentAfterMs === null ? '' : `, interrupted: silent ${ms(agentSilentAfterMs)} later`;
		const heard = latencyMs === null ? 'no answer heard' : `answer heard after ${ms(latencyMs)}`;
		const twice = event.firstSaidFromMs === undefined ? '' : ', said twice';
		say(`${at}          ↳ ${problem ?? `${heard}${silent}`}${twice}`);
	}
}

const ms = (value: number): string => `${Math.round(value)} ms`;

/** Says each tool call once, as soon as the runtime has recorded it. */
function followToolCalls({ runtime }: Stack, sessionId: string, say: (line: string) => void) {
	const said = new Set<string>();
	const look = async () => {
		const { toolCalls } = await readSession(runtime, sessionId);
		for (const call of toolCalls) {
			const key = `${call.callId} ${call.outcome}`;
			if (said.has(key)) continue;
			said.add(key);
			const asked = JSON.stringify(call.arguments);
			say(`          tool    ${call.tool} ${asked} → ${call.outcome} in ${ms(call.durationMs)}`);
		}
	};
	const timer = setInterval(() => void look().catch(() => undefined), 400);
	return {
		async stop() {
			clearInterval(timer);
			await look().catch(() => undefined);
		},
	};
}

function findProblems(session: SessionRecord, calls: ToolCallReport[], stack: Stack): string[] {
	const problems: string[] = [];
	if (session.status !== 'ended') problems.push(`The session is ${session.status}.`);
	for (const call of calls) {
		if (call.outcome === 'completed' && call.n8n === null) {
			problems.push(`n8n has no execution of the tool call ${call.callId} (${call.tool}).`);
		}
	}
	// Only the simulated model follows the script.
	if (!stack.providers.simulated) return problems;
	for (const tool of ['query_database', 'send_email']) {
		const done = calls.some((call) => call.tool === tool && call.outcome === 'completed');
		if (!done) problems.push(`The tool ${tool} did not complete.`);
	}
	return problems;
}
