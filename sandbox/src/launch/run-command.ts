import { spawn } from 'node:child_process';
import { VoiceAgentError } from '../../../contract/error.ts';
import { adoptGroup } from './reaper.ts';

export interface CommandOptions {
	cwd?: string;
	/** Whose process it is; only root may say so. Default: as this one. */
	uid?: number;
	gid?: number;
	/** The whole environment of the command. */
	env: Record<string, string | undefined>;
	/** Told of each line of output. */
	onLine?: (line: string) => void;
	/** Default: no limit. */
	timeoutMs?: number;
	/** How much of the output an error holds. Default 15. */
	errorLines?: number;
}

const KEPT_CHARACTERS = 20_000;

/**
 * Runs a command to its end, in a process group of its own that does not outlive this process.
 *
 * @returns What it printed (the last 20 000 characters of stdout and of both streams together).
 * @throws VoiceAgentError with the end of the output when the command is missing, fails or takes too long.
 */
export function runCommand(
	command: string,
	args: readonly string[],
	{ cwd, uid, gid, env, onLine, timeoutMs, errorLines = 15 }: CommandOptions,
): Promise<{ stdout: string; output: string }> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			...(cwd === undefined ? {} : { cwd }),
			...(uid === undefined ? {} : { uid }),
			...(gid === undefined ? {} : { gid }),
			env,
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const endGroup = () => {
			try {
				if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
			} catch {
				// The group is already gone.
			}
		};
		const release = child.pid === undefined ? undefined : adoptGroup(child.pid);
		let timedOut = false;
		const timer =
			timeoutMs === undefined
				? undefined
				: setTimeout(() => {
						timedOut = true;
						endGroup();
					}, timeoutMs);
		let stdout = '';
		let output = '';
		const collect = (text: string) => {
			output = (output + text).slice(-KEPT_CHARACTERS);
			for (const line of text.split('\n')) if (line.trim() !== '') onLine?.(line.trim());
		};
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			stdout = (stdout + text).slice(-KEPT_CHARACTERS);
			collect(text);
		});
		child.stderr.setEncoding('utf8').on('data', collect);
		const settle = (problem: string | undefined) => {
			clearTimeout(timer);
			release?.();
			if (problem === undefined) return resolve({ stdout, output });
			const end = output.trim().split('\n').slice(-errorLines).join('\n');
			reject(new VoiceAgentError('internal', end === '' ? problem : `${problem}\n${end}`));
		};
		const shown = [command, ...args].join(' ');
		child.once('error', (error) => settle(`"${shown}" could not be started: ${error.message}`));
		child.once('close', (code, signal) => {
			if (timedOut) settle(`"${shown}" took longer than ${(timeoutMs ?? 0) / 1000} s.`);
			else if (code === 0) settle(undefined);
			else settle(`"${shown}" ended with ${code === null ? signal : `code ${code}`}.`);
		});
	});
}
