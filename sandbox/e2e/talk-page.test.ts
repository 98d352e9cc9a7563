import { setTimeout as sleep } from 'node:timers/promises';
import { AccessToken } from 'livekit-server-sdk';
import type { SessionRecord, StartSessionResponse } from '../../contract/session.ts';
import { readSession, waitForFinalSession } from '../src/launch/session-view.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { silence } from '../src/speech/pcm.ts';
import { resample } from '../src/speech/resample.ts';
import { CALLER_VOICE, synthesize } from '../src/speech/synthesize.ts';
import { FRAME_MS, voicedFrames } from '../src/speech/voiced.ts';
import { followEvents } from './follow-events.ts';
import { hearSentences } from './hear-sentences.ts';
import { iceServersOf, soundOf, violationsOf } from './page-witness.ts';
import { openTalkPage } from './talk-page.ts';
import type { TalkPage } from './talk-page.ts';
import { startTalkPageStack } from './talk-page-stack.ts';
import type { TalkPageStack } from './talk-page-stack.ts';

const HELLO = 'Hello, who am I talking to?';
const INTRODUCTION = ['You are talking to Ava, the office assistant.', 'I am happy to help you.'];
const GREETING = ['Hello, this is Ava from the office.', 'How can I help you?'];
const ABILITIES = 'What can you do for me?';
const ABLE = 'I can search our knowledge base, and I can send an email for you.';
/** Sentences that the agent does not say here, for the recogniser to tell the others from. */
const DECOYS = ['Goodbye, and thank you for calling.', 'All right, I will not send it.'];

let stack: TalkPageStack;

beforeAll(async () => {
	stack = await startTalkPageStack();
}, 420_000);
afterEach(() => stack.tidy());
afterAll(() => stack.stop());

const callersWords = ({ transcript }: SessionRecord): string[] =>
	transcript.filter(({ role }) => role === 'user').map(({ text }) => text);

describe('a call on the talk page', () => {
	let started: StartSessionResponse;
	let talk: TalkPage;
	let address: string;
	let heard: string[];
	let iceServers: string[];
	let violations: string[];
	let session: SessionRecord;

	beforeAll(async () => {
		started = await stack.startSession();
		talk = await openTalkPage(stack.quiet, started.talkUrl);
		address = talk.page.url();
		await talk.startCall();
		await talk.line('agent', GREETING.join(' '));
		await talk.say(HELLO);
		await talk.line('user', HELLO);
		await talk.line('agent', INTRODUCTION.join(' '));
		await talk.page.locator('[data-testid=agent-state][data-state=listening]').waitFor();
		heard = await hearSentences(await soundOf(talk.page), [
			...[...GREETING, ...INTRODUCTION, ABLE],
			...DECOYS,
		]);
		iceServers = await iceServersOf(talk.page);
		violations = await violationsOf(talk.page);
		await talk.part('end').click();
		await talk.page.locator('[data-testid=status][data-phase=ended]').waitFor();
		await talk.close();
		session = await waitForFinalSession(stack.runtime, started.sessionId);
	}, 120_000);

	it('plays what the agent says, recognised from the sound that the page played', () => {
		expect(heard).toEqual([...GREETING, ...INTRODUCTION]);
	});

	it('sends the caller’s voice, recognised from the sound that reached the agent', () => {
		expect(session.transcript).toMatchObject([
			{ role: 'agent', text: GREETING.join(' ') },
			{ role: 'user', text: HELLO },
			{ role: 'agent', text: INTRODUCTION.join(' ') },
		]);
	});

	it('ends the session when the caller ends the call', () => {
		expect(session).toMatchObject({ status: 'ended', endReason: 'caller_left' });
	});

	it('takes the token out of the address bar and shows it to no server', () => {
		expect(address).toBe(`${stack.runtime.url}/talk/`);
		const told = talk.requests.filter(({ href }) => href.includes(started.token));
		expect(told.every(({ host }) => host === new URL(stack.liveKit.url).host)).toBe(true);
	});

	it('keeps to this machine and to its content security policy, without an error', () => {
		expect([...new Set(talk.requests.map(({ hostname }) => hostname))]).toEqual(['127.0.0.1']);
		expect(iceServers.filter((url) => !url.includes('127.0.0.1'))).toEqual([]);
		expect(violations).toEqual([]);
		expect(talk.errors).toEqual([]);
	});
});

describe('a page that is loaded again in the middle of a call', () => {
	it('goes on with the same call by itself, and with none after hanging up', async () => {
		const { sessionId, talkUrl } = await stack.startSession();
		const talk = await stack.open(stack.quiet, talkUrl);
		const status = (phase: string) =>
			talk.page.locator(`[data-testid=status][data-phase=${phase}]`).waitFor();
		const keptInTab = () => talk.page.evaluate(() => sessionStorage.length);
		await talk.startCall();
		await talk.line('agent', GREETING.join(' '));
		await talk.say(ABILITIES);
		await talk.line('agent', ABLE);
		await talk.page.locator('[data-testid=agent-state][data-state=listening]').waitFor();

		await talk.page.reload();
		await status('connected');
		await talk.line('agent', GREETING.join(' '));
		expect(await keptInTab()).toBe(0);
		// Recordings are mixed in from the first click on; microphone and agent need none.
		await talk.part('status').click();
		// Longer than a caller is waited for who does not come back.
		await sleep(12_000);
		await talk.say(HELLO);
		await talk.line('user', HELLO);
		await talk.line('agent', INTRODUCTION.join(' '));
		const heard = voicedFrames(resample(await soundOf(talk.page), 16_000)).filter(Boolean);
		expect(heard.length * FRAME_MS).toBeGreaterThan(1000);

		await talk.part('end').click();
		await status('ended');
		const session = await waitForFinalSession(stack.runtime, sessionId);
		expect(session).toMatchObject({ status: 'ended', endReason: 'caller_left' });
		expect(session.transcript.map(({ text }) => text)).toEqual([
			...[GREETING.join(' '), ABILITIES, ABLE],
			...[HELLO, INTRODUCTION.join(' ')],
		]);

		await talk.page.reload();
		await talk.explanation('no-link');
		expect(await keptInTab()).toBe(0);
		expect(talk.errors).toEqual([]);
	});

	it('asks for a click when the call had not begun, and ends the call when it stays away', async () => {
		const { sessionId, talkUrl } = await stack.startSession();
		const talk = await stack.open(stack.quiet, talkUrl);
		await talk.page.reload();
		await talk.startCall();
		await talk.line('agent', GREETING.join(' '));
		await talk.page.close();
		const session = await waitForFinalSession(stack.runtime, sessionId);
		expect(session).toMatchObject({ status: 'ended', endReason: 'caller_left' });
	});
});

describe('another person in the call', () => {
	it('is told of when coming and when leaving, and the call goes on', async () => {
		const { sessionId, room, identity, talkUrl } = await stack.startSession();
		const caller = await stack.open(stack.quiet, talkUrl);
		await caller.startCall();
		const access = new AccessToken(stack.liveKit.apiKey, stack.liveKit.apiSecret, {
			...{ identity: 'colleague', ttl: 60 },
		});
		access.addGrant({ roomJoin: true, room });
		const fragment = new URLSearchParams({ url: stack.liveKit.url, token: await access.toJwt() });
		const colleague = await stack.open(stack.quiet, `${stack.runtime.url}/talk/#${fragment}`);
		await colleague.startCall();
		await colleague.part('end').click();
		await caller.say(HELLO);
		await caller.line('agent', INTRODUCTION.join(' '));
		await caller.part('end').click();
		await waitForFinalSession(stack.runtime, sessionId);

		const { events, ended } = await followEvents(stack.runtime, sessionId);
		await ended;
		expect(events.filter(({ type }) => type.startsWith('participant.'))).toMatchObject([
			{ type: 'participant.joined', identity },
			{ type: 'participant.joined', identity: 'colleague' },
			{ type: 'participant.left', identity: 'colleague' },
		]);
	});
});

describe('the microphone', () => {
	it('is heard until it is muted, not while it is, and again afterwards', async () => {
		const phrase = resample(await synthesize(ABILITIES, { voice: CALLER_VOICE }), 48_000);
		const lead = silence(1000, 48_000);
		const speaking = await stack.openBrowser([lead, phrase, silence(7000, 48_000)]);
		const { sessionId, talkUrl } = await stack.startSession({
			...officeAssistant.agent,
			greeting: '',
		});
		const talk = await stack.open(speaking, talkUrl);
		const turns = async () => callersWords(await readSession(stack.runtime, sessionId));

		await talk.startCall();
		await talk.line('user', ABILITIES);
		await talk.page.locator('[data-testid=agent-state][data-state=speaking]').waitFor();
		await talk.part('mute').click();
		expect(await talk.part('mute').getAttribute('aria-pressed')).toBe('true');
		await talk.line('agent', ABLE);
		const before = await turns();
		expect(new Set(before)).toEqual(new Set([ABILITIES]));

		// The microphone goes on saying the phrase every ten seconds.
		await sleep(21_000);
		expect(await turns()).toEqual(before);
		await talk.say(HELLO);
		await talk.line('agent', INTRODUCTION.join(' '));
		expect(await turns()).toEqual([...before, HELLO]);

		await talk.part('mute').click();
		await waitUntil(async () => (await turns()).length > before.length + 1, {
			...{ what: 'the microphone to be heard again', timeoutMs: 20_000 },
		});
		expect((await turns()).at(-1)).toBe(ABILITIES);
		expect(talk.errors).toEqual([]);
	});

	it('is explained when it is refused, and the sentences work without it', async () => {
		const { sessionId, talkUrl } = await stack.startSession();
		const talk = await stack.open(stack.quiet, talkUrl, { microphoneAllowed: false });
		await talk.startCall();
		expect(await talk.explanation('microphone-refused')).toContain('The microphone is blocked');
		expect(await talk.part('mute').isVisible()).toBe(false);
		await talk.say(HELLO);
		await talk.line('agent', INTRODUCTION.join(' '));
		expect(callersWords(await readSession(stack.runtime, sessionId))).toEqual([HELLO]);

		await talk.page.context().grantPermissions(['microphone']);
		await talk.part('retry-microphone').click();
		await talk.part('mute').waitFor();
		expect(await talk.part('problem').isVisible()).toBe(false);
		expect(talk.errors).toEqual([]);
	});

	it('is explained when there is none', async () => {
		const deaf = await stack.openBrowser();
		const talk = await stack.open(deaf, (await stack.startSession()).talkUrl);
		await talk.startCall();
		expect(await talk.explanation('microphone-absent')).toContain('No microphone found');
		expect(talk.errors).toEqual([]);
	});
});

describe('a link that opens no call', () => {
	const link = (token: string) => new URLSearchParams({ url: stack.liveKit.url, token });
	const tokenOf = (secret: string, ttl: number) => {
		const token = new AccessToken(stack.liveKit.apiKey, secret, { identity: 'caller', ttl });
		token.addGrant({ roomJoin: true, room: 'somewhere' });
		return token.toJwt();
	};
	const page = (fragment = '') => stack.open(stack.quiet, `${stack.runtime.url}/talk/${fragment}`);

	it('is asked for when the address has none', async () => {
		const talk = await page();
		expect(await talk.explanation('no-link')).toMatch(
			/You need a call link[\s\S]*Start Voice Agent/,
		);
		expect(await talk.part('start').isVisible()).toBe(false);
		expect(talk.errors).toEqual([]);
	});

	it('is called incomplete when it was cut', async () => {
		const token = await tokenOf(stack.liveKit.apiSecret, 60);
		const talk = await page(`#${link(token).toString().slice(0, 80)}`);
		expect(await talk.explanation('bad-link')).toContain('This link is incomplete');
		expect(talk.errors).toEqual([]);
	});

	it('is called expired, also when that happens while the page is open', async () => {
		const token = await tokenOf(stack.liveKit.apiSecret, 3);
		const talk = await page(`#${link(token)}`);
		await sleep(3100);
		await talk.part('start').click();
		expect(await talk.explanation('expired-link')).toMatch(/expired[\s\S]*Ask for a new one/);
		const late = await page(`#${link(token)}`);
		expect(await late.explanation('expired-link')).toMatch(/expired[\s\S]*Ask for a new one/);
		expect([...talk.errors, ...late.errors]).toEqual([]);
	});

	it('is called not valid when the server refuses it', async () => {
		const token = await tokenOf('another secret, as long as it has to be', 60);
		const talk = await page(`#${link(token)}`);
		await talk.part('start').click();
		expect(await talk.explanation('refused-link')).toMatch(
			/not valid any more[\s\S]*Ask for a new/,
		);
		expect(await talk.part('start').isVisible()).toBe(false);
		// The browser itself writes down that it was turned away.
		const turnedAway = /HTTP Authentication failed|401 \(Unauthorized\)/;
		expect(talk.errors.filter((error) => !turnedAway.test(error))).toEqual([]);
	});
});
