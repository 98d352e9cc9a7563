// A stock agent server as a process of its own: node main.ts starter|tuned. Prints {"registered":true} when it takes calls.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AgentServer, InferenceRunner, initializeLogger, ServerOptions } from '@livekit/agents';

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: { port: { type: 'string', default: '8081' } },
});
const variant = positionals[0] === 'tuned' ? 'tuned' : 'starter';

initializeLogger({ pretty: false, level: 'warn' });
if (variant === 'tuned') {
	// Its calls do not use the turn detector, so its process would only cost memory.
	Object.defineProperty(InferenceRunner.registeredRunners, 'lk_eot_audio', {
		value: 'off',
		enumerable: false,
	});
}
const server = new AgentServer(
	new ServerOptions({
		agent: fileURLToPath(new URL(`./${variant}-agent.ts`, import.meta.url)),
		agentName: variant,
		wsURL: process.env.LIVEKIT_URL ?? '',
		apiKey: process.env.LIVEKIT_API_KEY ?? '',
		apiSecret: process.env.LIVEKIT_API_SECRET ?? '',
		production: true,
		host: '127.0.0.1',
		port: Number(values.port),
		...(variant === 'tuned' && { numIdleProcesses: 1 }),
		// The whole benchmark shares one machine: its load must not make an agent refuse the call that is measured.
		loadFunc: () => Promise.resolve(0),
		// The default of 10 s is short for a machine that starts everything at once.
		initializeProcessTimeout: 60_000,
	}),
);
server.event.once('worker_registered', () => console.log(JSON.stringify({ registered: true })));
const stop = (): void => void server.close().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
await server.run();
