import { VoiceAgentError } from '../../../../contract/error.ts';
import type {
	StartSessionRequest,
	StartSessionResponse,
	TurnProfile,
} from '../../../../contract/session.ts';
import type { Runtime } from '../../launch/runtime.ts';
import { waitForFinalSession } from '../../launch/session-view.ts';
import { benchmark } from '../../scenario/benchmark.ts';
import type { Contender } from './contender.ts';

/**
 * The runtime itself; its sessions are started as a customer starts them.
 *
 * @param options - `requests`: The GROQ_REQUESTS_AT_ONCE that the runtime was started with. Default 1.
 */
export function createOurs(
	runtime: Runtime,
	options: { profile: TurnProfile; requests?: number; tools?: string[] },
): Contender {
	const { profile, requests = 1, tools = [] } = options;
	const atOnce = requests === 1 ? '' : `, ${requests} requests at once`;
	return {
		...{ name: 'ours', title: `this project, ${profile}${atOnce}` },
		pid: () => runtime.process().pid,
		async openCall() {
			const request: StartSessionRequest = {
				agent: { ...benchmark.agent, language: 'en', turnProfile: profile },
				tools,
			};
			const response = await fetch(`${runtime.url}/v1/sessions`, {
				method: 'POST',
				headers: {
					authorization: `Bearer ${runtime.apiKey}`,
					'content-type': 'application/json',
				},
				body: JSON.stringify(request),
				signal: AbortSignal.timeout(20_000),
			});
			if (!response.ok) {
				throw new VoiceAgentError('internal', `No session: ${await response.text()}`);
			}
			const { url, token, sessionId } = (await response.json()) as StartSessionResponse;
			return {
				...{ url, token },
				async close() {
					return (await waitForFinalSession(runtime, sessionId)).latency.turns;
				},
			};
		},
	};
}
