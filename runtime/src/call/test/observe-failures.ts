import { initializeLogger } from '@livekit/agents';
import { startConversation } from './spoken-conversation.ts';
import { failureCases, type FailureCase } from './failure-cases.ts';

// A process of its own, like a call's: when the framework gives up a stream it leaves rejected promises behind, which
// only its own call processes and this one overlook.

/** What the caller noticed of one case. */
export interface Observation {
	first: string;
	/** After the next question; absent when the call should be over. */
	next?: string;
	/** What the agent said, in order. */
	spoken: string[];
}

const QUESTION = 'What can you do for me?';
/** Something must happen within five seconds; one more is for a machine that does other things as well. */
const LIMIT_MS = 6000;
const AT_ONCE = 6;

async function observe({ provider, faults, outcome }: FailureCase): Promise<Observation> {
	const conversation = await startConversation();
	try {
		for (const [fault, times] of faults) await conversation.fail(provider, fault, times);
		await conversation.say(QUESTION);
		const first = await conversation.notice(LIMIT_MS);
		if (outcome === 'ends') return { first, spoken: conversation.spoken() };
		await conversation.recover();
		await conversation.untilQuiet();
		await conversation.say(QUESTION);
		const next = await conversation.notice(LIMIT_MS);
		await conversation.untilQuiet();
		return { first, next, spoken: conversation.spoken() };
	} finally {
		await conversation.close();
	}
}

process.on('unhandledRejection', () => undefined);
initializeLogger({ pretty: false, level: 'silent' });
const observations: (Observation | undefined)[] = [];
const queue = [...failureCases.entries()];
await Promise.all(
	Array.from({ length: AT_ONCE }, async () => {
		for (let next = queue.shift(); next; next = queue.shift()) {
			observations[next[0]] = await observe(next[1]);
		}
	}),
);
process.stdout.write(JSON.stringify(observations));
process.exit(0);
