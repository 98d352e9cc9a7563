import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
	CHANNEL_SECRET_VARIABLE,
	CHANNEL_URL_VARIABLE,
} from '../../runtime/src/channel/messages.ts';
import { createServiceChannel } from '../../runtime/src/call/service-channel.ts';
import type { ServiceChannel } from '../../runtime/src/call/service-channel.ts';
import type { Runtime } from '../src/launch/runtime.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { listCallProcesses } from './list-call-processes.ts';

const run = promisify(execFile);

/** The longest that a tool of these tests takes, with everything that a busy machine adds. */
const TIMEOUT_MS = 90_000;

/** The tools of a session as its call process uses them, without the sound. */
export interface CallChannel {
	tools: ServiceChannel['tools'];
	callTool(
		request: Parameters<ServiceChannel['callTool']>[0],
	): ReturnType<ServiceChannel['callTool']>;
}

/** Opens the line of a call process to its service process, with the secret that a call process inherits. */
export async function openCallChannel(runtime: Runtime, sessionId: string): Promise<CallChannel> {
	const environment = await waitUntil(
		async () => {
			const [pid] = await listCallProcesses(runtime.process().pid);
			return pid !== undefined && (await environmentOf(pid));
		},
		{ what: 'a call process', timeoutMs: 30_000 },
	);
	const channel = createServiceChannel({
		url: environment(CHANNEL_URL_VARIABLE),
		secret: environment(CHANNEL_SECRET_VARIABLE),
		...{ sessionId, fetch, now: Date.now, onLost: () => undefined },
	});
	// Its heartbeat is the real call's to send.
	channel.close();
	return {
		tools: () => channel.tools(),
		callTool: (request) => channel.callTool(request, { timeoutMs: TIMEOUT_MS }),
	};
}

async function environmentOf(pid: number): Promise<(name: string) => string> {
	const { stdout } = await run('ps', ['eww', '-o', 'command=', '-p', String(pid)], {
		maxBuffer: 1024 * 1024,
	});
	return (name) => {
		const value = new RegExp(`\\b${name}=(\\S+)`).exec(stdout)?.[1];
		if (value === undefined) throw new Error(`Process ${pid} has no ${name}.`);
		return value;
	};
}
