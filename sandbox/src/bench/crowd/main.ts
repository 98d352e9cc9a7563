// Many callers in one process, because a process for each would take the machine away from the agents that are measured.
// Reads {"calls":[{"url","token"},…],"turns":[…],"restMs"} from stdin, prints one JSON line with a report per call.
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { dispose } from '@livekit/rtc-node';
import { placeCall } from '../../caller/call.ts';
import { CALLER_VOICE, synthesize } from '../../speech/synthesize.ts';
import type { CrowdRequest } from './place-calls.ts';

/** Callers do not come all at once, and do not speak in step; all have begun before the first one ends. */
const MOST_APART_MS = 700;
const WITHIN_MS = 10_000;

const { calls, turns, restMs, deadlineMs } = JSON.parse(await text(process.stdin)) as CrowdRequest;
const speak = (words: string) => synthesize(words, { voice: CALLER_VOICE });
await Promise.all(turns.map(({ say }) => speak(say)));
const apartMs = Math.min(MOST_APART_MS, WITHIN_MS / calls.length);

const reports = await Promise.all(
	calls.map(async (call, index) => {
		await sleep(index * apartMs);
		return placeCall({ ...call, turns, restMs, deadlineMs, speak }).catch((error: unknown) => ({
			failed: error instanceof Error ? error.message : String(error),
		}));
	}),
);
await new Promise((resolve) => process.stdout.write(`${JSON.stringify({ reports })}\n`, resolve));
await dispose();
