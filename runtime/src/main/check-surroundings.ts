import { VoiceAgentError } from '../../../contract/error.ts';
import type { Config } from '../config.ts';
import type { Rooms } from '../livekit/rooms.ts';
import { checkGroqModel } from '../providers/groq/check-model.ts';
import { findSileroPlugin } from '../providers/vad/silero-plugin.ts';
import type { Logger } from '../telemetry/log.ts';
import { checkN8n } from './check-n8n.ts';

/**
 * Asks everything that the runtime depends on, at the same time, whether it would work.
 *
 * @throws AggregateError of one VoiceAgentError per fault that only the operator can mend. What may come back by itself
 * is a warning.
 */
export async function checkSurroundings(
	config: Config,
	options: { rooms: Rooms; fetch: typeof fetch; logger: Logger },
): Promise<void> {
	const { logger } = options;
	const [n8nProblem, ...answers] = await Promise.all([
		checkN8n(config.n8n.webhookBaseUrl, options),
		faultOf(options.rooms.check()),
		faultOf(checkGroqModel(config.groq, options)),
		faultOf(checkVad(config)),
	]);
	if (n8nProblem !== undefined) logger.warn(n8nProblem);

	const faults: unknown[] = [];
	for (const fault of answers) {
		if (fault instanceof VoiceAgentError && fault.code === 'provider_failed') {
			logger.warn(fault.message);
		} else if (fault !== undefined) {
			faults.push(fault);
		}
	}
	if (faults.length > 0) throw new AggregateError(faults);
}

const checkVad = ({ vad }: Config): Promise<void> =>
	new Promise((resolve) => {
		if (vad === 'silero-plugin') findSileroPlugin();
		resolve();
	});

const faultOf = (check: Promise<void>): Promise<unknown> =>
	check.then(
		() => undefined,
		(fault: unknown) => fault,
	);
