// The caller as a process of its own, because native WebRTC takes the whole process down when it falls:
//   node main.ts --url ws://… [--token …] --turns turns.json|- [--voice rms] [--recording call.wav] [--deadline-ms 180000] [--repeats 0] [--rest-ms 800]
// The token may come as LIVEKIT_TOKEN instead, which `ps` does not show. Prints one JSON line per event and the report
// (or the failure) as the last one; exits 0 when the call went by the script.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { dispose } from '@livekit/rtc-node';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { CallerTurn } from '../scenario/scenario.ts';
import { CALLER_VOICE, synthesize } from '../speech/synthesize.ts';
import type { Voice } from '../speech/synthesize.ts';
import { placeCall } from './call.ts';
import type { CallLine } from './own-process.ts';

const { values } = parseArgs({
	options: {
		url: { type: 'string' },
		token: { type: 'string' },
		turns: { type: 'string' },
		voice: { type: 'string', default: CALLER_VOICE },
		recording: { type: 'string' },
		repeats: { type: 'string' },
		'rest-ms': { type: 'string' },
		'deadline-ms': { type: 'string' },
	},
});

const print = (line: CallLine): void => {
	process.stdout.write(`${JSON.stringify(line)}\n`);
};

function required(name: string, value: string | undefined): string {
	if (value) return value;
	throw new VoiceAgentError('configuration_invalid', `The caller needs ${name}.`);
}

async function call(): Promise<number> {
	const turnsPath = required('--turns', values.turns);
	const turns = turnsPath === '-' ? await text(process.stdin) : await readFile(turnsPath, 'utf8');
	const report = await placeCall({
		url: required('--url', values.url),
		token: required('--token or LIVEKIT_TOKEN', values.token ?? process.env.LIVEKIT_TOKEN),
		turns: JSON.parse(turns) as CallerTurn[],
		speak: (words) => synthesize(words, { voice: values.voice as Voice }),
		onEvent: print,
		...(values.recording && { recordingPath: values.recording }),
		...(values.repeats && { repeats: Number(values.repeats) }),
		...(values['rest-ms'] && { restMs: Number(values['rest-ms']) }),
		...(values['deadline-ms'] && { deadlineMs: Number(values['deadline-ms']) }),
	});
	print({ kind: 'report', report });
	return report.problems.length === 0 ? 0 : 1;
}

try {
	process.exitCode = await call();
} catch (error) {
	const { code, message } =
		error instanceof VoiceAgentError
			? error
			: new VoiceAgentError('internal', error instanceof Error ? error.message : String(error));
	print({ kind: 'failed', code, message });
	process.exitCode = 1;
} finally {
	await dispose();
}
