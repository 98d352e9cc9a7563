import { setTimeout as sleep } from 'node:timers/promises';
import { AutoSubscribe, voice, type JobContext } from '@livekit/agents';
import { DisconnectReason, RoomEvent } from '@livekit/rtc-node';
import type { Logger } from 'pino';
import type { EndReason } from '../../../contract/session.ts';
import type { CallCommand, SessionConfig } from '../channel/messages.ts';
import { createAgentSession, startAgentSession, type Providers } from './agent-session.ts';
import { createAskAgain } from './ask-again.ts';
import { CallAgent } from './call-agent.ts';
import { watchCaller } from './caller.ts';
import { parseCommand } from './command.ts';
import { followConversation } from './conversation.ts';
import { prepareGreeting } from './greeting.ts';
import { createIdleTimer } from './idle-timer.ts';
import { callInstructions } from './instructions.ts';
import { createLateResults } from './late-results.ts';
import { followLatency } from './latency/follow-latency.ts';
import { phrasesFor } from './phrases.ts';
import { createMute } from './mute.ts';
import type { Openings } from './openings/openings.ts';
import { createProgressLine } from './progress-line.ts';
import { answerProviderFailures } from './provider-failures.ts';
import type { ServiceChannel } from './service-channel.ts';
import { showToolRunning } from './show-tool-running.ts';
import { createToolSet } from './tool-set.ts';
import { watchTurns } from './turns.ts';
import { wasHeard } from './was-heard.ts';

const GOODBYE_LIMIT_MS = 20_000;
/** For what the caller's jitter buffer still has to play when the agent's own audio is out. */
const FAREWELL_MS = 300;
const CLOSE_LIMIT_MS = 5000;
const FLUSH_LIMIT_MS = 5000;
const FAILED: string = voice.CloseReason.ERROR;

export interface CallOptions {
	context: JobContext;
	config: SessionConfig;
	providers: Providers;
	/** Undefined for a voice that remembers none. */
	openings: Openings | undefined;
	channel: ServiceChannel;
	logger: Logger;
	/** Milliseconds since the epoch. */
	now: () => number;
}

/**
 * One call from the empty room to its last event.
 *
 * Resolves when the conversation has begun or will not begin; the job ends later, through `context.shutdown`.
 */
export async function runCall(options: CallOptions): Promise<void> {
	const { context, config, providers, channel, logger } = options;
	const { room } = context;
	const phrases = phrasesFor(config.agent.language);
	const session = createAgentSession(providers, config.agent, options.now);
	const conversation = followConversation(session, {
		record: (event) => channel.record(event),
		now: options.now,
	});
	const latency = followLatency(session, {
		vad: providers.vad,
		room,
		record: (turn) => channel.record({ type: 'latency', turn }),
		now: options.now,
	});
	let started = false;
	let outcome: { endReason: EndReason; failed: boolean } | undefined;

	const settle = (endReason: EndReason, failed = false): boolean => {
		if (outcome) return false;
		outcome = { endReason, failed };
		logger.info({ endReason, failed }, 'call ends');
		idle.stop();
		caller.stop();
		turns.stop();
		clearTimeout(longest);
		return true;
	};
	const end = async (endReason: EndReason, say?: string): Promise<void> => {
		if (!settle(endReason)) return;
		try {
			if (say !== undefined && started) {
				mute.set(false);
				await sayGoodbye(session, say);
			}
			// Before the room is left, so that the last state still reaches the caller's client.
			await Promise.race([session.close(), sleep(CLOSE_LIMIT_MS)]);
			await sleep(FAREWELL_MS);
		} finally {
			context.shutdown(endReason);
		}
	};
	const endNow = (endReason: EndReason): void => void end(endReason);

	const caller = watchCaller(room, {
		identity: config.participant.identity,
		onGone: () => endNow('caller_left'),
		onOtherJoined: (identity) => channel.record({ type: 'participant_joined', identity }),
		onOtherLeft: (identity) => channel.record({ type: 'participant_left', identity }),
	});
	const idle = createIdleTimer({
		timeoutMs: config.idleTimeoutMs,
		onIdle: () => endNow('idle'),
	});
	const mute = createMute(session, {
		onChange: (muted) => {
			idle.set('mute', muted);
			turns.look();
		},
	});
	// The caller's arrival has its own limit.
	idle.set('agent', true);
	let longest: NodeJS.Timeout | undefined;

	context.addShutdownCallback(async () => {
		// Nothing in the call decided it: the service process is stopping.
		settle('runtime_stopped');
		conversation.recordUsage();
		if (outcome) channel.record({ type: 'ended', ...outcome });
		channel.close();
		await channel.flush(FLUSH_LIMIT_MS);
	});
	room.on(RoomEvent.Disconnected, (reason) => {
		// The job itself leaves the room when the service process stops.
		if (reason === DisconnectReason.CLIENT_INITIATED) return;
		const deleted = reason === DisconnectReason.ROOM_DELETED;
		settle(deleted ? 'api_ended' : 'agent_lost', !deleted);
	});
	room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
		const command = parseCommand({ payload, topic, senderIdentity: participant?.identity });
		if (command) obey(command);
	});
	session.on(voice.AgentSessionEventTypes.Close, ({ reason }) => {
		// A job otherwise outlives its session.
		if (reason === FAILED && settle('error', true)) context.shutdown(reason);
	});

	const turns = watchTurns(session, () => !mute.muted());
	const sayAside = async (text: string): Promise<void> => {
		await session.say(text, { addToChatCtx: false }).waitForPlayout();
		conversation.addAgentLine(text);
	};
	const progress = createProgressLine({ turns, sayAside });
	const late = createLateResults({
		sessionId: config.sessionId,
		turns,
		history: () => agent.chatCtx,
		remember: (history) => agent.updateChatCtx(history),
		say: (text) => wasHeard(session, session.say(text)),
		answer: (history) => wasHeard(session, session.generateReply({ chatCtx: history })),
	});
	const toolSet = createToolSet({
		channel: {
			tools: () => channel.tools(),
			callTool: (request, limits) => latency.tools.during(() => channel.callTool(request, limits)),
		},
		sessionId: config.sessionId,
		turns,
		say: (text) => void session.say(text),
		sayAside,
		defaultFiller: phrases.filler,
		turn: () => conversation.turn(),
		onRunning: (running) => {
			idle.set('tool', running);
			showToolRunning(room, running);
		},
		progress,
		late,
	});
	const agent = new CallAgent({ instructions: callInstructions(config.agent) }, options.openings);

	const refreshTools = async (): Promise<void> => {
		const tools = await toolSet.refresh();
		if (tools) await agent.updateTools(tools);
	};
	session.on(voice.AgentSessionEventTypes.UserStateChanged, ({ newState }) => {
		idle.set('user', newState === 'speaking');
		// Before the words are there: a change after that would make the framework think again.
		if (newState === 'speaking') {
			refreshTools().catch((error: unknown) => logger.warn({ error }, 'tools not refreshed'));
		}
	});
	session.on(voice.AgentSessionEventTypes.AgentStateChanged, ({ newState }) => {
		idle.set('agent', newState !== 'listening' && newState !== 'idle');
	});
	const askAgain = createAskAgain({
		ask: () => {
			logger.warn('speech without words');
			session.say(phrases.notUnderstood);
		},
		canAsk: () =>
			!outcome &&
			!mute.muted() &&
			session.agentState === 'listening' &&
			session.userState !== 'speaking',
	});
	session.on(voice.AgentSessionEventTypes.UserTranscriptionTimeout, (event) => {
		askAgain.unheard({ startedAt: event.vadSpeechStartedAt, durationMs: event.speechDuration });
	});
	session.on(voice.AgentSessionEventTypes.UserInputTranscribed, ({ isFinal }) => {
		if (isFinal) askAgain.understood();
	});
	answerProviderFailures(session, {
		apologise: () => {
			if (!outcome) session.say(phrases.apology);
		},
		giveUp: () => {
			if (settle('error', true)) context.shutdown('error');
		},
		logger,
	});

	function obey(command: CallCommand): void {
		if (command.type === 'end') void end(command.reason, command.say);
		else if (!started || outcome) logger.info({ command: command.type }, 'command ignored');
		else if (command.type === 'mute') mute.set(true);
		else if (command.type === 'unmute') mute.set(false);
		else if (command.type === 'say') session.say(command.text);
		else if (command.type === 'tool_progress') progress.say(command.callId, command.text);
		else if (command.type === 'tool_result') {
			progress.finish(command.callId);
			late.arrived(command.callId, command);
		} else session.generateReply({ instructions: command.text });
	}

	try {
		const tools = refreshTools();
		providers.llm.prewarm();
		const greeting = prepareGreeting(providers.tts, config.agent.greeting);
		await Promise.all([context.connect(undefined, AutoSubscribe.AUDIO_ONLY), tools]);
		// Ahead of the caller, who then finds the agent's track published and its first words ready.
		await startAgentSession(session, {
			agent,
			room,
			callerIdentity: config.participant.identity,
		});
		if (!(await caller.joined(config.joinTimeoutMs))) return await end('nobody_joined');
		if (outcome) return;
		started = true;
		channel.record({ type: 'participant_joined', identity: config.participant.identity });
		latency.started();
		channel.record({ type: 'started' });
		longest = setTimeout(() => endNow('max_duration'), config.maxDurationMs);
		// Idle connections may have been closed while the agent waited.
		providers.tts.prewarm?.();
		await greeting.speak(session);
	} catch (error) {
		logger.error({ error }, 'call failed');
		settle('error', true);
		context.shutdown('error');
	}
}

async function sayGoodbye(session: voice.AgentSession, text: string): Promise<void> {
	try {
		await session.interrupt({ force: true }).await;
		const speech = session.say(text, { allowInterruptions: false });
		await Promise.race([speech.waitForPlayout(), sleep(GOODBYE_LIMIT_MS)]);
	} catch {
		// The session is closing already; there is nobody left to say it to.
	}
}
