import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispose } from '@livekit/rtc-node';
import { AccessToken } from 'livekit-server-sdk';
import { placeCall } from '../src/caller/call.ts';
import type { CallEvent } from '../src/caller/call.ts';
import { placeCallInOwnProcess } from '../src/caller/own-process.ts';
import { cacheFolder } from '../src/launch/cache-folder.ts';
import { findLiveKitServer } from '../src/launch/find-livekit.ts';
import { startLiveKit } from '../src/launch/livekit.ts';
import type { LiveKit } from '../src/launch/livekit.ts';
import { createSupervisor } from '../src/launch/supervise.ts';
import { energy, slice } from '../src/speech/pcm.ts';
import { readWav } from '../src/speech/wav.ts';
import { startEchoAgent, tone } from '../src/caller/echo-agent.ts';
import type { Echo } from '../src/caller/echo-agent.ts';

let folder: string;
let liveKit: LiveKit;
let rooms = 0;
let agent: { leave(): Promise<void> } | undefined;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'caller-'));
	const program = await findLiveKitServer({
		env: process.env,
		cache: cacheFolder(process.env),
		fetch,
	});
	const supervisor = createSupervisor({ logFolder: folder });
	liveKit = await startLiveKit({ program, supervisor, env: process.env });
}, 300_000);

afterEach(async () => {
	await agent?.leave();
	agent = undefined;
});

afterAll(async () => {
	await dispose();
	await liveKit.stop();
	await rm(folder, { recursive: true });
});

async function token(room: string, identity: string, kind?: 'agent'): Promise<string> {
	const access = new AccessToken(liveKit.apiKey, liveKit.apiSecret, { identity });
	access.addGrant({
		roomJoin: true,
		room,
		canPublishData: kind === 'agent',
		canUpdateOwnMetadata: true,
	});
	if (kind) access.kind = kind;
	return access.toJwt();
}

/** Starts an echo agent in a new room. */
async function callTo(answers: Echo[]): Promise<{ url: string; token: string }> {
	const room = `room-${++rooms}`;
	const { url } = liveKit;
	agent = await startEchoAgent({ url, token: await token(room, 'echo', 'agent'), answers });
	return { url, token: await token(room, 'caller') };
}

const speak = () => Promise.resolve(tone(400));
const greeting: Echo = { lengthMs: 300 };

describe('the scripted caller', () => {
	it('measures an agent that answers 100 ms after the caller to within what transport takes', async () => {
		const turns = Array.from({ length: 20 }, (_, index) => ({ say: `tone ${index}` }));
		const report = await placeCall({ ...(await callTo([greeting])), turns, speak, restMs: 400 });

		const latencies = report.turns.map(({ latencyMs }) => latencyMs ?? NaN).sort((a, b) => a - b);
		console.info(
			`P50 ${latencies[10]?.toFixed(0)} ms, least ${latencies[0]?.toFixed(0)}, most ${latencies[19]?.toFixed(0)}; worst frame ${report.worstLateMs.toFixed(1)} ms late`,
		);
		expect(report.problems).toEqual([]);
		expect(report.greetingHeardMs).toBeGreaterThan(0);
		// Around 200 ms when nothing else runs; load only adds, by the jitter buffers of both sides. The benchmark judges speed.
		expect(latencies[0]).toBeGreaterThan(120);
		expect(latencies[0]).toBeLessThan(1500);
	}, 120_000);

	it('hears a speech with a pause out before it takes its turn', async () => {
		const answers = [greeting, { lengthMs: 600, pauses: true }, greeting];
		const report = await placeCall({
			...(await callTo(answers)),
			turns: [{ say: 'one' }, { say: 'two' }],
			speak,
			restMs: 300,
		});

		expect(report.problems).toEqual([]);
		const [first, second] = report.turns;
		expect(second!.saidFromMs! - first!.answeredAtMs!).toBeGreaterThan(600 + 450 + 600);
	}, 30_000);

	it('waits for words of the agent before it goes on, and reports those that never come', async () => {
		const report = await placeCall({
			...(await callTo([greeting, { lengthMs: 300 }])),
			turns: [
				{ say: 'one', whenHeard: 'agent says 0' },
				{ say: 'two', whenHeard: 'nine' },
			],
			speak,
			silenceWithinMs: 1_500,
		});

		expect(report.turns[0]).toMatchObject({ problem: null, heard: 'agent says 1' });
		expect(report.problems).toEqual(['Turn 2: The agent did not say “nine”.']);
	}, 30_000);

	it('cuts in and measures how long the agent talks on', async () => {
		const events: CallEvent[] = [];
		const report = await placeCall({
			...(await callTo([greeting, { lengthMs: 8_000 }, greeting])),
			turns: [{ say: 'explain' }, { say: 'stop', interruptAfterMs: 1_000 }],
			speak,
			onEvent: (event) => events.push(event),
		});

		expect(report.problems).toEqual([]);
		const [explained, stopped] = report.turns;
		expect(stopped!.saidFromMs! - explained!.answeredAtMs!).toBeGreaterThan(995);
		expect(stopped!.saidFromMs! - explained!.answeredAtMs!).toBeLessThan(1_500);
		// 100 ms until it notices, 50 ms until its piece of tone ends, and transport both ways.
		expect(stopped!.agentSilentAfterMs).toBeGreaterThan(150);
		expect(stopped!.agentSilentAfterMs).toBeLessThan(2_000);
		expect(stopped!.latencyMs).toBeGreaterThan(100);
		expect(events.map(({ kind }) => kind)).toEqual(
			expect.arrayContaining([
				'joined',
				'greeting_heard',
				'agent_state',
				'transcript',
				'said',
				'turn',
			]),
		);
	}, 30_000);

	it('keeps the transcript of both sides, by turn', async () => {
		const report = await placeCall({
			...(await callTo([greeting])),
			turns: [{ say: 'one' }, { say: 'two' }],
			speak,
		});

		expect(report.greeting).toBe('agent says 0');
		expect(report.turns.map(({ recognised, heard }) => [recognised, heard])).toEqual([
			['caller says 1', 'agent says 1'],
			['caller says 2', 'agent says 2'],
		]);
		expect(report.transcript.every(({ final }) => final)).toBe(true);
	}, 30_000);

	it('says once more what was not understood, as often as it may, and reports it', async () => {
		const deaf: Echo = { lengthMs: 300, deaf: true };
		const report = await placeCall({
			...(await callTo([greeting, deaf, greeting, deaf])),
			turns: [{ say: 'one' }, { say: 'two' }],
			speak,
			repeats: 1,
		});

		expect(report.problems).toEqual([]);
		const [one, two] = report.turns;
		expect(one).toMatchObject({ recognised: 'caller says 2', heard: 'agent says 1 agent says 2' });
		expect(one!.saidFromMs! - one!.firstSaidFromMs!).toBeGreaterThan(400);
		expect(two).toMatchObject({ recognised: '', heard: 'agent says 3' });
		expect(two).not.toHaveProperty('firstSaidFromMs');
	}, 30_000);

	it('reports an unanswered turn and goes on', async () => {
		const report = await placeCall({
			...(await callTo([greeting, { lengthMs: 0 }, greeting])),
			turns: [{ say: 'one' }, { say: 'two' }],
			speak,
			answerWithinMs: 4_000,
		});

		expect(report.problems).toEqual(['Turn 1: The agent did not answer in 4000 ms.']);
		expect(report.turns[1]!.latencyMs).toBeGreaterThan(100);
	}, 30_000);

	it('says that the agent left', async () => {
		const report = await placeCall({
			...(await callTo([greeting, { lengthMs: 300, leaves: true }])),
			turns: [{ say: 'one' }, { say: 'two' }],
			speak,
		});

		expect(report.endedBy).toBe('agent');
		// It may leave just before the caller speaks again, or while the caller does.
		expect(report.problems).toHaveLength(1);
		expect(report.problems[0]).toMatch(/^Turn 2: The agent (is not in|left) the call\.$/);
		agent = undefined;
	}, 30_000);

	it('ends at its deadline when no agent comes', async () => {
		const report = await placeCall({
			url: liveKit.url,
			token: await token('empty', 'caller'),
			turns: [{ say: 'one' }],
			speak,
			deadlineMs: 1_500,
		});

		expect(report.endedBy).toBe('deadline');
		expect(report.problems).toContain('The agent did not greet.');
	}, 30_000);

	it('plays a call with spoken words in a process of its own and keeps the recording', async () => {
		const recordingPath = join(folder, 'call.wav');
		const report = await placeCallInOwnProcess({
			...(await callTo([greeting])),
			turns: [{ say: 'What can you do for me?' }],
			recordingPath,
			env: { PATH: process.env.PATH },
		});

		expect(report.problems).toEqual([]);
		const sound = readWav(await readFile(recordingPath));
		const { saidFromMs, saidUntilMs, answeredAtMs } = report.turns[0]!;
		expect(energy(slice(sound, saidFromMs!, saidUntilMs!).samples)).toBeGreaterThan(0.01);
		expect(energy(slice(sound, answeredAtMs! + 50, answeredAtMs! + 250).samples)).toBeGreaterThan(
			0.1,
		);
	}, 60_000);

	it('names a refused token and an absent server', async () => {
		const turns = [{ say: 'one' }];
		const forged = new AccessToken(liveKit.apiKey, 'x'.repeat(48), { identity: 'caller' });
		forged.addGrant({ roomJoin: true, room: 'room' });
		await expect(
			placeCall({ url: liveKit.url, token: await forged.toJwt(), turns, speak }),
		).rejects.toMatchObject({ code: 'livekit_unauthorized' });
		await expect(
			placeCallInOwnProcess({ url: 'ws://127.0.0.1:9', token: 'none', turns, env: {} }),
		).rejects.toMatchObject({ code: 'livekit_unreachable' });
	}, 60_000);
});
