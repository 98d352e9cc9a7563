import type { VAD } from '@livekit/agents';
import { VoiceAgentError } from '../../../../contract/error.ts';

/** The part of the package that is used here. */
interface SileroPlugin {
	VAD: {
		/** Milliseconds. */
		load(options: { minSilenceDuration: number; minSpeechDuration: number }): Promise<VAD>;
	};
}

const PACKAGE = '@livekit/agents-plugin-silero';
const VERSION = '1.8.1';

/**
 * Finds the plugin, which the operator installs: its onnxruntime takes 211 MB of disk.
 *
 * @returns Its URL.
 * @throws VoiceAgentError `configuration_invalid` when it is not installed.
 */
export function findSileroPlugin(): string {
	try {
		return import.meta.resolve(PACKAGE);
	} catch (cause) {
		const problem = `is silero-plugin, which needs a package that is not installed: npm install --ignore-scripts ${PACKAGE}@${VERSION}`;
		throw new VoiceAgentError('configuration_invalid', `VAD ${problem}.`, {
			cause,
			details: [{ field: 'VAD', problem }],
		});
	}
}

/** @throws VoiceAgentError `configuration_invalid` when it is not installed. */
export const importSileroPlugin = async (): Promise<SileroPlugin> =>
	(await import(findSileroPlugin())) as SileroPlugin;
