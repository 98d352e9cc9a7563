import { join } from 'node:path';
import { AccessToken } from 'livekit-server-sdk';
import { VoiceAgentError } from '../../../../contract/error.ts';
import type { LiveKit } from '../../launch/livekit.ts';
import type { Supervisor } from '../../launch/supervise.ts';
import { waitUntil } from '../../launch/wait-until.ts';
import type { Contender } from './contender.ts';

/**
 * An agent that hears silence for 100 ms and answers with a tone: what is left of its latency is transport. A process per
 * call, so that it has none while it is idle.
 */
export function createEcho(options: {
	repository: string;
	supervisor: Supervisor;
	liveKit: LiveKit;
	env: Record<string, string | undefined>;
}): Contender {
	const { liveKit, supervisor, env } = options;
	let calls = 0;
	const grant = async (room: string, identity: string, kind?: 'agent'): Promise<string> => {
		const access = new AccessToken(liveKit.apiKey, liveKit.apiSecret, { identity });
		access.addGrant({ roomJoin: true, room, canUpdateOwnMetadata: true });
		if (kind) access.kind = kind;
		return access.toJwt();
	};
	let pid: number | undefined;
	return {
		...{ name: 'echo', title: 'bare echo after 100 ms', answersBriefly: true },
		pid: () => pid,
		async openCall() {
			const room = `echo-${++calls}`;
			const child = supervisor.start({
				name: room,
				command: process.execPath,
				args: [
					'--disable-warning=ExperimentalWarning',
					join(options.repository, 'sandbox', 'src', 'bench', 'echo', 'main.ts'),
				],
				env: {
					...{ PATH: env.PATH, NODE_ENV: 'production', LIVEKIT_URL: liveKit.url },
					LIVEKIT_TOKEN: await grant(room, 'echo', 'agent'),
				},
			});
			pid = child.pid;
			await waitUntil(() => Promise.resolve(child.output().includes('"joined":true')), {
				what: 'the echo to join',
				timeoutMs: 30_000,
				failure: () => child.ended(),
			});
			if (pid === undefined) throw new VoiceAgentError('internal', 'The echo did not start.');
			return {
				...{ url: liveKit.url, token: await grant(room, 'caller') },
				async close() {
					await child.stop();
					pid = undefined;
					return [];
				},
			};
		},
	};
}
