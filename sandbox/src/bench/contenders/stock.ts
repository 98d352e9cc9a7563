import { join } from 'node:path';
import {
	AccessToken,
	RoomAgentDispatch,
	RoomConfiguration,
	RoomServiceClient,
} from 'livekit-server-sdk';
import { freePorts } from '../../launch/free-port.ts';
import type { LiveKit } from '../../launch/livekit.ts';
import type { Supervisor } from '../../launch/supervise.ts';
import { waitUntil } from '../../launch/wait-until.ts';
import type { Contender } from './contender.ts';

export type StockVariant = 'starter' | 'tuned';

const titles: Record<StockVariant, string> = {
	starter: 'LiveKit’s Node starter',
	tuned: 'stock plugins, best options',
};

/** Starts an agent made of LiveKit's own parts, in processes of its own, and waits until it takes calls. */
export async function startStock(
	variant: StockVariant,
	options: {
		repository: string;
		supervisor: Supervisor;
		liveKit: LiveKit;
		/** The variables of the three providers. */
		providers: Record<string, string>;
		env: Record<string, string | undefined>;
	},
): Promise<Contender> {
	const { liveKit, env } = options;
	const [port = 0] = await freePorts(1);
	const child = options.supervisor.start({
		name: `stock-${variant}`,
		command: process.execPath,
		args: [
			'--disable-warning=ExperimentalWarning',
			join(options.repository, 'sandbox', 'src', 'bench', 'stock', 'main.ts'),
			...[variant, '--port', String(port)],
		],
		env: {
			...{ PATH: env.PATH, HOME: env.HOME, TMPDIR: env.TMPDIR, NODE_ENV: 'production' },
			LIVEKIT_URL: liveKit.url,
			LIVEKIT_API_KEY: liveKit.apiKey,
			LIVEKIT_API_SECRET: liveKit.apiSecret,
			...options.providers,
		},
	});
	await waitUntil(() => Promise.resolve(child.output().includes('"registered":true')), {
		what: `the stock agent ${variant} to take calls`,
		timeoutMs: 120_000,
		failure: () => {
			const ended = child.ended();
			return ended === undefined ? undefined : `The stock agent ${variant} ${ended}.`;
		},
		detail: () => child.output().slice(-2_000),
	});
	const rooms = new RoomServiceClient(
		liveKit.url.replace(/^ws/, 'http'),
		liveKit.apiKey,
		liveKit.apiSecret,
	);
	let calls = 0;
	return {
		...{ name: variant, title: titles[variant] },
		pid: () => child.pid,
		async openCall() {
			const room = `${variant}-${++calls}`;
			const access = new AccessToken(liveKit.apiKey, liveKit.apiSecret, { identity: 'caller' });
			access.addGrant({ roomJoin: true, room, canPublish: true, canSubscribe: true });
			// The agent is called when the caller opens the room, as with LiveKit's own front ends.
			access.roomConfig = new RoomConfiguration({
				agents: [new RoomAgentDispatch({ agentName: variant })],
			});
			return {
				...{ url: liveKit.url, token: await access.toJwt() },
				async close() {
					// A stock job outlives its caller and would go on using the machine.
					await rooms.deleteRoom(room).catch(() => undefined);
					return [];
				},
			};
		},
	};
}
