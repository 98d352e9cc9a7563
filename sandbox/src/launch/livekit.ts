import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { LiveKitProgram } from './find-livekit.ts';
import { freePorts } from './free-port.ts';
import type { StartedProcess, Supervisor } from './supervise.ts';
import { waitUntil } from './wait-until.ts';

export interface LiveKitOptions {
	program: LiveKitProgram;
	supervisor: Supervisor;
	env: Record<string, string | undefined>;
	/** Default: a free one. */
	port?: number;
	/** Gets LiveKit's signed webhooks. */
	webhookUrl?: string;
}

export interface LiveKit {
	/** `ws://127.0.0.1:<port>` */
	url: string;
	apiKey: string;
	apiSecret: string;
	process: StartedProcess;
	stop(): Promise<void>;
}

/** Starts a livekit-server of one's own on the loopback interface and waits until it answers. */
export async function startLiveKit(options: LiveKitOptions): Promise<LiveKit> {
	const { program, supervisor, env, webhookUrl } = options;
	const [httpPort = 0, tcpPort = 0] = await freePorts(2);
	const port = options.port ?? httpPort;
	const apiKey = 'sandbox';
	const apiSecret = randomBytes(24).toString('hex');
	const udpPort = await freeUdpPort();
	const settings = {
		port,
		bind_addresses: ['127.0.0.1'],
		rtc: {
			udp_port: udpPort,
			tcp_port: tcpPort,
			use_external_ip: false,
			// Also keeps the server from asking a public STUN server for its address.
			node_ip: '127.0.0.1',
			// Without any, callers are told to ask Google's and Twilio's. This one need not answer.
			stun_servers: [`127.0.0.1:${udpPort}`],
			enable_loopback_candidate: true,
		},
		keys: { [apiKey]: apiSecret },
		...(webhookUrl === undefined ? {} : { webhook: { api_key: apiKey, urls: [webhookUrl] } }),
		logging: { level: 'info' },
	};
	const child = supervisor.start({
		name: 'livekit-server',
		command: program.command,
		args: program.args,
		// JSON is YAML.
		env: { ...env, LIVEKIT_CONFIG: JSON.stringify(settings) },
		// It waits up to 10 s for idle connections, but has nothing to lose.
		graceMs: 500,
	});
	await waitUntil(async () => (await fetch(`http://127.0.0.1:${port}/`)).ok, {
		what: `livekit-server (${program.origin}) to answer`,
		timeoutMs: 30_000,
		code: 'livekit_unreachable',
		failure: () => {
			const ended = child.ended();
			return ended === undefined ? undefined : `livekit-server (${program.origin}) ${ended}.`;
		},
		detail: () => child.output().slice(-2_000),
	});
	return {
		url: `ws://127.0.0.1:${port}`,
		apiKey,
		apiSecret,
		process: child,
		stop: () => child.stop(),
	};
}

function freeUdpPort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const socket = createSocket('udp4');
		socket.once('error', reject);
		socket.bind(0, '127.0.0.1', () => {
			const { port } = socket.address();
			socket.close(() => resolve(port));
		});
	});
}
