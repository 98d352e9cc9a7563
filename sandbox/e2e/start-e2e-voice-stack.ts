import { startVoiceStack } from '../src/launch/voice-stack.ts';
import type { VoiceStack, VoiceStackOptions } from '../src/launch/voice-stack.ts';
import { createE2eRun, e2eLaunch, type E2eRun } from './e2e-run.ts';

export interface E2eVoiceStack extends VoiceStack, E2eRun {}

/** `startVoiceStack` for a test file whose calls need no n8n: nobody listens at its address. */
export async function startE2eVoiceStack(
	options: Pick<VoiceStackOptions, 'runtimeVariables'> = {},
): Promise<E2eVoiceStack> {
	const run = await createE2eRun();
	const { folder, supervisor } = run;
	try {
		const stack = await startVoiceStack({
			...e2eLaunch,
			...{ folder, supervisor },
			n8nWebhookUrl: 'http://127.0.0.1:9/webhook',
			...options,
		});
		return { ...stack, ...run };
	} catch (error) {
		await run.stop();
		throw error;
	}
}
