import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { adoptGroup } from './reaper.ts';

export interface ProcessOptions {
	/** Names the log file. */
	name: string;
	command: string;
	args: readonly string[];
	/** The whole environment of the process. */
	env: Record<string, string | undefined>;
	cwd?: string;
	/** Whose process it is; only root may say so. Default: as this one. */
	uid?: number;
	gid?: number;
	/** What asks the process to end. Default SIGTERM. */
	stopSignal?: NodeJS.Signals;
	/** How long the process may take to end by itself after that signal. Default 10000. */
	graceMs?: number;
	/** Told of each line that the process prints. */
	onLine?: (line: string) => void;
}

export interface StartedProcess {
	readonly pid: number | undefined;
	/** Settles when the process has ended, with one clause that says how. Never rejects. */
	readonly exited: Promise<string>;
	/** How the process ended; undefined while it runs. */
	ended(): string | undefined;
	/** The last 50 000 characters of both streams. */
	output(): string;
	/** SIGTERM or `stopSignal`, the grace period, then SIGKILL for whatever is left of its process group. */
	stop(): Promise<void>;
	/** Ends the whole process group at once, as a crash does. */
	kill(): Promise<void>;
}

export interface Supervisor {
	start(options: ProcessOptions): StartedProcess;
	/** Stops what still runs, the last started first. */
	stopAll(): Promise<void>;
}

export interface SupervisorOptions {
	/** Each process writes `<name>.log` here. */
	logFolder: string;
}

const KEPT_CHARACTERS = 50_000;

/**
 * Starts processes and ends exactly those: each is the leader of its own process group, which is signalled by its id,
 * so that forked children end too and nothing else does. When this process ends, whatever the way, so do they.
 */
export function createSupervisor({ logFolder }: SupervisorOptions): Supervisor {
	mkdirSync(logFolder, { recursive: true });
	const running: StartedProcess[] = [];

	return {
		start(options) {
			const child = startProcess(options, join(logFolder, `${options.name}.log`));
			running.push(child);
			void child.exited.then(() => {
				running.splice(running.indexOf(child), 1);
			});
			return child;
		},
		async stopAll() {
			for (const child of [...running].reverse()) await child.stop();
		},
	};
}

function startProcess(options: ProcessOptions, logPath: string): StartedProcess {
	const child = spawn(options.command, options.args, {
		...(options.cwd === undefined ? {} : { cwd: options.cwd }),
		...(options.uid === undefined ? {} : { uid: options.uid }),
		...(options.gid === undefined ? {} : { gid: options.gid }),
		env: options.env,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const release = child.pid === undefined ? undefined : adoptGroup(child.pid);
	const log = createWriteStream(logPath, { flags: 'a' });
	let output = '';
	let ended: string | undefined;
	for (const stream of [child.stdout, child.stderr]) {
		let rest = '';
		stream.setEncoding('utf8').on('data', (text: string) => {
			output = (output + text).slice(-KEPT_CHARACTERS);
			log.write(text);
			if (!options.onLine) return;
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) options.onLine(line);
		});
	}
	const exited = new Promise<string>((resolve) => {
		const settle = (how: string) => {
			if (ended !== undefined) return;
			ended = how;
			// A leader that crashed leaves its children behind in the group.
			if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
			release?.();
			log.end();
			resolve(how);
		};
		child.once('error', (error) => settle(`could not be started: ${error.message}`));
		child.once('exit', (code, signal) =>
			settle(code === null ? `was ended by ${signal}` : `ended with code ${code}`),
		);
	});

	const kill = async () => {
		if (ended === undefined && child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
		await exited;
	};
	return {
		pid: child.pid,
		exited,
		ended: () => ended,
		output: () => output,
		kill,
		async stop() {
			if (ended !== undefined) return;
			child.kill(options.stopSignal ?? 'SIGTERM');
			const timer = setTimeout(() => void kill(), options.graceMs ?? 10_000);
			await exited;
			clearTimeout(timer);
		},
	};
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// The group is already gone.
	}
}
