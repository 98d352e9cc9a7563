import { defineAgent, inference, voice } from '@livekit/agents';
import { benchmark } from '../../scenario/benchmark.ts';
import { stockProviders } from './providers.ts';

/** The stock plugins with the options that make them fastest. */
export default defineAgent({
	entry: async (context) => {
		const providers = stockProviders(process.env);
		const session = new voice.AgentSession({
			...providers,
			vad: new inference.VAD({ minSilenceDuration: 250 }),
			turnHandling: {
				turnDetection: 'vad',
				endpointing: { mode: 'fixed', minDelay: 150, maxDelay: 1500 },
				interruption: {
					mode: 'vad',
					minDuration: 300,
					falseInterruptionTimeout: 1000,
					resumeFalseInterruption: true,
				},
				preemptiveGeneration: {
					enabled: true,
					preemptiveTts: true,
					maxSpeechDuration: 15_000,
					maxRetries: 3,
				},
			},
			aecWarmupDuration: null,
			useTtsAlignedTranscript: false,
		});
		const { instructions, greeting } = benchmark.agent;
		await session.start({
			agent: new voice.Agent({ instructions }),
			room: context.room,
			record: false,
			inputOptions: { audioSampleRate: 16_000 },
		});
		await context.connect();
		providers.tts.prewarm();
		session.say(greeting);
	},
});
