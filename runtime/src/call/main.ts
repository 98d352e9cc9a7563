import { join } from 'node:path';
import { defineAgent, type JobContext, type JobProcess } from '@livekit/agents';
import { CHANNEL_SECRET_VARIABLE, CHANNEL_URL_VARIABLE } from '../channel/messages.ts';
import { parseConfig } from '../config.ts';
import { createCartesiaTts } from '../providers/cartesia/cartesia-tts.ts';
import { CartesiaTts } from '../providers/cartesia/own-tts.ts';
import { createDeepgramStt } from '../providers/deepgram/deepgram-stt.ts';
import { createGroqLlm } from '../providers/groq/groq-llm.ts';
import { createVad } from '../providers/vad/vad.ts';
import { createLogger } from '../telemetry/log.ts';
import type { Providers } from './agent-session.ts';
import { exportTraces } from './export-traces.ts';
import { createOpeningStore } from './openings/opening-store.ts';
import { createOpenings, type Openings } from './openings/openings.ts';
import { quietFramework } from './quiet-framework.ts';
import { runCall } from './run-call.ts';
import { createServiceChannel } from './service-channel.ts';
import { parseSessionConfig } from './session-config.ts';

/** What a call process loads before it has a call. */
type Prewarmed = Pick<Providers, 'vad'> & { sendTraces?: () => Promise<void> };

/** Composition root of a call process: the AgentServer forks one ahead of time and gives it one job. */
export default defineAgent<Prewarmed>({
	prewarm: async (job: JobProcess<Prewarmed>) => {
		const config = parseConfig(process.env);
		quietFramework(config);
		if (config.otlp) job.userData.sendTraces = await exportTraces();
		job.userData.vad = await createVad(config.vad);
	},
	// The framework runs shutdown callbacks only after this function is done, so the call goes on behind it.
	entry: (context) => {
		startCall(context, process.env);
		return Promise.resolve();
	},
});

function startCall(context: JobContext<Prewarmed>, env: NodeJS.ProcessEnv): void {
	const config = parseConfig(env);
	const session = parseSessionConfig(context.job.metadata);
	const logger = createLogger({
		level: config.logLevel,
		readable: !config.production && process.stdout.isTTY,
	}).child({ sessionId: session.sessionId });
	const channel = createServiceChannel({
		url: env[CHANNEL_URL_VARIABLE] ?? '',
		secret: env[CHANNEL_SECRET_VARIABLE] ?? '',
		sessionId: session.sessionId,
		fetch,
		now: Date.now,
		onLost: (reason) => logger.warn({ reason }, 'events lost'),
	});
	const { sendTraces, vad } = context.proc.userData;
	const tts = createCartesiaTts(config.cartesia, session.agent);
	if (sendTraces) context.addShutdownCallback(sendTraces);
	void runCall({
		context: context,
		config: session,
		openings: openingsOf(tts, join(config.dataFolder, 'openings')),
		channel,
		logger,
		now: Date.now,
		providers: {
			vad,
			stt: createDeepgramStt(config.deepgram, session.agent),
			llm: createGroqLlm(config.groq, session.agent),
			tts,
		},
	});
}

/** Only the voice of our own can be recorded in the background. */
const openingsOf = (voice: Providers['tts'], folder: string): Openings | undefined =>
	voice instanceof CartesiaTts
		? createOpenings(voice, createOpeningStore(folder, voice.fingerprint))
		: undefined;
