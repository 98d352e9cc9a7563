import { setTimeout as sleep } from 'node:timers/promises';
import { voice } from '@livekit/agents';
import { officeAssistant } from '../../../../sandbox/src/scenario/office-assistant.ts';
import type { Fault } from '../../../../sandbox/src/providers/faults.ts';
import type { Provider } from '../../../../sandbox/src/providers/latency.ts';
import { startSimulatedProviders } from '../../../../sandbox/src/providers/start-simulated-providers.ts';
import { lengthenPause } from '../../../../sandbox/src/speech/pauses.ts';
import { synthesize } from '../../../../sandbox/src/speech/synthesize.ts';
import { parseConfig } from '../../config.ts';
import { createCartesiaTts } from '../../providers/cartesia/cartesia-tts.ts';
import { createDeepgramStt } from '../../providers/deepgram/deepgram-stt.ts';
import { createGroqLlm } from '../../providers/groq/groq-llm.ts';
import { nodeFetch } from '../../providers/groq/test/node-fetch.ts';
import { createVad } from '../../providers/vad/vad.ts';
import { createLogger } from '../../telemetry/log.ts';
import { validEnvironment } from '../../../test/service.ts';
import { createAgentSession } from '../agent-session.ts';
import { phrasesFor } from '../phrases.ts';
import { answerProviderFailures } from '../provider-failures.ts';
import { keepSpeculation } from '../turn-taking/keep-speculation.ts';
import { Loudspeaker, Microphone } from './sound-in-sound-out.ts';

/** A call without a room: the real pipeline between a microphone and a loudspeaker, on simulated providers of its own. */
export interface Conversation {
	/**
	 * Resolves when the last sound of the sentence is out.
	 *
	 * @param pauseMs - How long the caller stops at the comma.
	 */
	say(sentence: string, pauseMs?: number): Promise<void>;
	/** When the caller last heard the agent, on the clock of `performance.now()`. */
	heardAt(): number;
	/** What the caller notices first from now on. */
	notice(withinMs: number): Promise<'speech' | 'the end' | 'nothing'>;
	/** Waits until the agent listens. */
	untilQuiet(): Promise<void>;
	/** What the agent said, in order. */
	spoken(): string[];
	/** Calls back when the final transcript of something that the caller said is there. */
	onTranscript(listener: (text: string) => void): void;
	fail(provider: Provider, fault: Fault, times?: number): Promise<void>;
	/** Lets every provider work again. */
	recover(): Promise<void>;
	close(): Promise<void>;
}

export async function startConversation(scenario = officeAssistant): Promise<Conversation> {
	const providers = await startSimulatedProviders({ scenario, seed: 1, latency: 'fixed' });
	const config = parseConfig({
		...validEnvironment,
		DEEPGRAM_BASE_URL: providers.deepgramUrl,
		GROQ_BASE_URL: providers.groqUrl,
		CARTESIA_BASE_URL: providers.cartesiaUrl,
	});
	const voiceOfAgent = createCartesiaTts(config.cartesia, { language: 'en' });
	const session = createAgentSession(
		{
			vad: await createVad('built-in'),
			stt: createDeepgramStt(config.deepgram, { language: 'en' }),
			llm: createGroqLlm(config.groq, {}, { fetch: nodeFetch }),
			tts: voiceOfAgent,
		},
		{ turnProfile: 'balanced', language: 'en' },
		Date.now,
	);
	let hasEnded = false;
	session.on(voice.AgentSessionEventTypes.Close, () => (hasEnded = true));
	answerProviderFailures(session, {
		apologise: () => void session.say(phrasesFor('en').apology),
		giveUp: () => (hasEnded = true),
		logger: createLogger({ level: 'error', readable: false, destination: process.stderr }),
	});
	const microphone = new Microphone();
	const loudspeaker = new Loudspeaker();
	session.input.audio = microphone;
	session.output.audio = loudspeaker;
	await session.start({ agent: new voice.Agent({ instructions: 'Help.' }), record: false });
	keepSpeculation(session);

	return {
		async say(sentence, pauseMs) {
			const sound = await synthesize(sentence, { voice: 'rms' });
			await microphone.play(pauseMs === undefined ? sound : lengthenPause(sound, pauseMs));
		},
		heardAt: () => loudspeaker.heardAt,
		async notice(withinMs) {
			const since = performance.now();
			for (;;) {
				if (loudspeaker.heardAt > since) return 'speech';
				if (hasEnded) return 'the end';
				if (performance.now() - since > withinMs) return 'nothing';
				await sleep(20);
			}
		},
		async untilQuiet() {
			while (!hasEnded && session.agentState !== 'listening') await sleep(20);
		},
		spoken: () =>
			session.history.items.flatMap((item) =>
				item.type === 'message' && item.role === 'assistant' ? [item.textContent ?? ''] : [],
			),
		onTranscript(listener) {
			session.on(voice.AgentSessionEventTypes.UserInputTranscribed, ({ isFinal, transcript }) => {
				if (isFinal) listener(transcript);
			});
		},
		async fail(provider, fault, times = 1) {
			const response = await fetch(providers.controlUrl, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ provider, fault, times }),
			});
			if (response.status !== 204) throw new Error(`the fault was refused: ${response.status}`);
		},
		async recover() {
			await fetch(providers.controlUrl, { method: 'DELETE' });
		},
		async close() {
			await session.close().catch(() => undefined);
			await microphone.close().catch(() => undefined);
			await voiceOfAgent.close();
			await providers.close();
		},
	};
}
