import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoomServiceClient, TokenVerifier } from 'livekit-server-sdk';
import type { Browser } from 'playwright-core';
import { readLink, type Link } from '../../client/src/link.ts';
import type { SessionSummary, StartSessionResponse } from '../../contract/session.ts';
import { openBrowser } from '../src/browser/open-browser.ts';
import { findChromium } from '../src/launch/find-chromium.ts';
import type { Credential, WorkflowFile } from '../src/launch/n8n-workflows.ts';
import { readSession, waitForFinalSession } from '../src/launch/session-view.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { salesLine } from '../src/scenario/sales-line.ts';
import { silence } from '../src/speech/pcm.ts';
import { resample } from '../src/speech/resample.ts';
import { FRAME_MS, voicedFrames } from '../src/speech/voiced.ts';
import { writeWav } from '../src/speech/wav.ts';
import { openCallChannel } from './call-channel.ts';
import { connectGoogleAccount, createGoogle } from './google.ts';
import { startOutsideHosts, type OutsideHosts } from './outside-hosts.ts';
import { soundOf } from './page-witness.ts';
import { publishExample, replaceText } from './publish-example.ts';
import { createRecall } from './recall.ts';
import { createSlack } from './slack.ts';
import { e2eEnvironment } from './e2e-run.ts';
import { askRuntime, sayInCall, startE2eStack, type E2eStack } from './start-e2e-stack.ts';
import { openTalkPage } from './talk-page.ts';

const google = createGoogle();
const recall = createRecall();
const slack = createSlack();
let folder: string;
let hosts: OutsideHosts;
let browser: Browser;
let stack: E2eStack;
let accounts: Credential[];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'call-examples-'));
	const microphone = join(folder, 'microphone.wav');
	await writeFile(microphone, writeWav(silence(1000, 48_000)));
	const executablePath = await findChromium({
		...{ env: e2eEnvironment, platform: process.platform, userId: process.getuid?.() },
	});
	[hosts, browser] = await Promise.all([
		startOutsideHosts(folder, { ...google.hosts, ...recall.hosts, ...slack.hosts }),
		openBrowser({ executablePath, microphone }),
	]);
	stack = await startE2eStack({
		n8nSettings: hosts.n8nSettings,
		simulation: { scenario: 'sales-line', latency: 'fixed', seed: 1 },
	});
	accounts = [
		await connectGoogleAccount(stack.n8n, {
			...{ name: 'Google Sheets account', type: 'googleSheetsOAuth2Api' },
		}),
		await stack.n8n.createCredential(recall.credential),
		await stack.n8n.createCredential(slack.credential),
	];
}, 300_000);

afterAll(async () => {
	await browser.close();
	await stack.stop();
	await hosts.close();
	await rm(folder, { recursive: true });
});

const publish = (file: string, change?: (workflow: WorkflowFile) => WorkflowFile) =>
	publishExample(stack, file, { accounts, ...(change && { change }) });

async function post(path: string, body: unknown = {}): Promise<unknown> {
	const response = await fetch(`${stack.n8n.webhookUrl}/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	expect(response.status).toBe(200);
	return response.json();
}

/** Reads a link as the talk page does. */
function linkOf(talkUrl: string): Link {
	const reading = readLink(new URL(talkUrl).hash, Date.now());
	if ('problem' in reading) throw new TypeError(`${talkUrl} is a ${reading.problem}.`);
	return reading.link;
}

const videoOf = async (token: string) => {
	const { apiKey, apiSecret } = stack.liveKit;
	return (await new TokenVerifier(apiKey, apiSecret).verify(token)).video;
};

const untilActive = (sessionId: string) =>
	waitUntil(async () => (await readSession(stack.runtime, sessionId)).status === 'active', {
		...{ what: 'the call to begin', timeoutMs: 30_000 },
	});

it('meeting-assistant.json sends a bot whose browser joins the call without a click', async () => {
	await publish('meeting-assistant.json');
	const meeting_url = 'https://meet.example.com/"abc"?pwd=1&x=2';
	const answer = await post('meeting-assistant', { meeting_url });
	const { sessionId } = answer as { sessionId: string };
	const [bot] = recall.bots;
	expect(recall.bots).toHaveLength(1);
	expect(bot).toMatchObject({
		...{ meeting_url, bot_name: 'Ava', metadata: { session_id: sessionId } },
		output_media: { camera: { kind: 'webpage' } },
		variant: { zoom: 'web_4_core', google_meet: 'web_4_core', microsoft_teams: 'web_4_core' },
	});
	expect(answer).toEqual({ sessionId, botId: bot!.id });

	const { url } = bot!.output_media.camera.config;
	expect(url.split('#')[0]).toBe(`${stack.runtime.url}/talk/`);
	expect(await videoOf(linkOf(url).token)).toMatchObject({
		...{ room: `meeting_${sessionId}`, roomJoin: true, canPublish: true, canSubscribe: true },
		...{ canPublishSources: ['microphone'], canPublishData: false },
	});
	// As Recall.ai does, whose browser has a microphone that hears the meeting, and nobody who clicks.
	const page = await openTalkPage(browser, url);
	await page.line('agent', 'Hello everybody, this is Ava. What can I do for you?');
	await page.page.locator('[data-testid=agent-state][data-state=listening]').waitFor();
	const heard = voicedFrames(resample(await soundOf(page.page), 16_000)).filter(Boolean);
	expect(heard.length * FRAME_MS).toBeGreaterThan(2000);
	expect((await readSession(stack.runtime, sessionId)).status).toBe('active');
	await page.close();
	expect(await waitForFinalSession(stack.runtime, sessionId)).toMatchObject({
		endReason: 'caller_left',
	});
}, 90_000);

const ENDED = ['success', 'error'];

describe('the examples about the end of a call', () => {
	let lead: string;

	beforeAll(async () => {
		await publish('summarise-call.json');
		// What a person picks from the list of spreadsheets.
		const pick = (id: string) => `"documentId":{"__rl":true,"mode":"list","value":"${id}"`;
		lead = await publish('qualify-lead.json', replaceText(pick(''), pick(google.spreadsheet.id)));
	}, 60_000);

	/** A visitor presses the button, says this, and hangs up; resolves when the workflow has ended. */
	async function visit(sentences: string[]) {
		const before = (await ended()).length;
		const { talkUrl, ...nothingElse } = (await post('talk-to-us')) as { talkUrl: string };
		expect(nothingElse).toEqual({});
		const call = await sayInCall(linkOf(talkUrl), sentences, { repeats: 1 });
		expect(call.problems).toEqual([]);
		const executions = await waitUntil(
			async () => {
				const all = await ended();
				return all.length > before && all;
			},
			{ what: 'the end of the workflow', timeoutMs: 60_000 },
		);
		return executions.at(-1)!;
	}
	const ended = async () =>
		(await stack.n8n.executions(lead)).filter(({ status }) => ENDED.includes(status));

	it('qualify-lead.json writes a visitor who wants to be called back into the sheet', async () => {
		const sentences = salesLine.turns.map(({ say }) => say);
		const [introduction, need, , email] = sentences;
		const execution = await visit(sentences);
		expect(execution).toMatchObject({ status: 'success', lastNode: 'Add It to the Sheet' });
		const [header, ...rows] = google.spreadsheet.rows;
		expect(header).toEqual([
			...['Date', 'Name', 'Company', 'Need', 'Budget', 'Email', 'Summary', 'Session'],
		]);
		expect(rows).toEqual([
			[
				expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
				...[introduction, introduction, need, 500, email],
				expect.stringContaining(need!),
				expect.any(String),
			],
		]);
	}, 180_000);

	it('summarise-call.json posts what that call was about, with a link to its report', async () => {
		const message = await waitUntil(
			() => Promise.resolve(slack.messages.find(({ text }) => text.includes('500'))),
			{ what: 'the message', timeoutMs: 20_000 },
		);
		expect(message.channel).toBe('#calls');
		const [title, summary, ...lines] = message.text.split('\n');
		expect(title).toMatch(/^\*A call is over\* after \d+:\d\d minutes \(caller left\)$/);
		expect(summary).toContain('We need help with our telephone calls.');
		expect(lines).toContain('• budget: 500');
		expect(lines).toContain('• wants contact: true');
		const [, address] = /^<(.+)\|Open the whole report>$/.exec(lines.at(-1) ?? '') ?? [];
		const [, workflowId, executionId] =
			/\/workflow\/(\w+)\/executions\/(\d+)$/.exec(address ?? '') ?? [];
		expect(workflowId).toBe(stack.workflow('summarise-call.json').id);
		expect(new URL(address!).origin).toBe(new URL(stack.n8n.url).origin);
		const executions = await stack.n8n.executions(workflowId!);
		const linked = executions.find(({ id }) => id === executionId);
		expect(linked?.outputs['Did They Talk?']).toMatchObject([
			{ report: { summary, answers: { budget: 500 } } },
		]);
	}, 60_000);

	it('qualify-lead.json leaves out a visitor who does not want to be called', async () => {
		const rows = google.spreadsheet.rows.length;
		const [, need] = salesLine.phrases;
		const execution = await visit([need!, salesLine.phrases.at(-1)!]);
		expect(execution).toMatchObject({ status: 'success', lastNode: 'Nothing to Do' });
		expect(execution.outputs['Wait for the End']).toMatchObject([
			{ answers: { need, name: null, budget: null, email: null, wants_contact: false } },
		]);
		expect(google.spreadsheet.rows).toHaveLength(rows);
	}, 180_000);

	it('summarise-call.json says nothing of a call that nobody joined', async () => {
		const { body } = await askRuntime(stack.runtime, 'POST', '/v1/sessions', {});
		const { sessionId } = body as StartSessionResponse;
		await askRuntime(stack.runtime, 'POST', `/v1/sessions/${sessionId}/end`, {});
		const execution = await waitUntil(
			async () => {
				const all = await stack.n8n.executions(stack.workflow('summarise-call.json').id);
				return all.find(({ outputs }) =>
					(outputs['When a Call Is Over'] as SessionSummary[] | undefined)?.some(
						(event) => event.sessionId === sessionId,
					),
				);
			},
			{ what: 'the execution for the end of the call', timeoutMs: 30_000 },
		);
		expect(execution).toMatchObject({ status: 'success', lastNode: 'Did They Talk?' });
		// The message about the call before may still come.
		const ownReport = `/executions/${execution.id}|`;
		expect(slack.messages.filter(({ text }) => text.includes(ownReport))).toEqual([]);
	}, 60_000);
});

describe('hand-over-to-person.json', () => {
	const tool = 'ask_for_person';
	const reason = 'A question about an invoice';
	const turn = { number: 1, userText: 'May I talk to a person, please?' };

	beforeAll(async () => {
		const page = `${stack.runtime.url}/talk/`;
		await publish(
			'hand-over-to-person.json',
			replaceText('https://voice-agent.example.com/talk/', page),
		);
	}, 60_000);

	it('lets a colleague into the running call, and the agent falls silent', async () => {
		const started = await askRuntime(stack.runtime, 'POST', '/v1/sessions', {});
		const { sessionId, room, talkUrl, identity } = started.body as StartSessionResponse;
		const caller = await openTalkPage(browser, talkUrl);
		await caller.startCall();
		await untilActive(sessionId);
		const channel = await openCallChannel(stack.runtime, sessionId);
		const call = { callId: `${sessionId}_1`, tool, arguments: { reason }, turn };
		expect(await channel.callTool(call)).toMatchObject({
			outcome: 'completed',
			say: 'I have asked a colleague to join us. Please stay on the line, it should not take long.',
		});
		const { channel: where, text } = slack.messages.at(-1)!;
		expect([where, text.split('\n')[1]]).toEqual(['#support', reason]);
		expect((await readSession(stack.runtime, sessionId)).muted).toBe(false);

		const link = /<(.+)\|Join the call>/.exec(text)?.[1] ?? '';
		expect(await videoOf(linkOf(link).token)).toMatchObject({ room, canPublishData: false });
		const colleague = await openTalkPage(browser, link);
		await colleague.startCall();
		await waitUntil(async () => (await readSession(stack.runtime, sessionId)).muted, {
			...{ what: 'the agent to be muted', timeoutMs: 20_000 },
		});
		const { url, apiKey, apiSecret } = stack.liveKit;
		const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret);
		const people = (await rooms.listParticipants(room)).filter(({ tracks }) => tracks.length > 0);
		expect(people.map((person) => person.identity)).toEqual(
			expect.arrayContaining([identity, `colleague_${sessionId}`]),
		);
		await colleague.close();
		await caller.close();
		expect(await waitForFinalSession(stack.runtime, sessionId)).toMatchObject({
			endReason: 'caller_left',
		});
	}, 120_000);

	it('says so when nobody can be asked', async () => {
		const { body } = await askRuntime(stack.runtime, 'POST', '/v1/sessions', {});
		const { sessionId } = body as StartSessionResponse;
		const channel = await openCallChannel(stack.runtime, sessionId);
		slack.setDown(true);
		const call = { callId: `${sessionId}_1`, tool, arguments: { reason }, turn };
		expect(await channel.callTool(call)).toEqual({
			outcome: 'failed',
			text: expect.stringContaining('I cannot reach my colleagues at the moment.') as string,
		});
		slack.setDown(false);
		await askRuntime(stack.runtime, 'POST', `/v1/sessions/${sessionId}/end`, {});
	}, 60_000);
});
