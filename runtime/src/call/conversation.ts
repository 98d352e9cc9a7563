import { voice } from '@livekit/agents';
import type { TranscriptItem } from '../../../contract/session.ts';
import type { CallEvent, CallToolRequest } from '../channel/messages.ts';
import { sessionUsage } from './usage.ts';

/** A yes that comes later than this after its question is asked for again. */
const MAX_EARLIER = 5;

/** What was said so far. */
export interface Conversation {
	/** The caller's turns so far. */
	turn(): CallToolRequest['turn'];
	/** Records what the agent said without the model, such as a filler. */
	addAgentLine(text: string): void;
	/** Records the usage so far; a call that ends has more of it than its last message knew. */
	recordUsage(): void;
}

/** Turns what happens in an AgentSession into events: state, transcript and usage. */
export function followConversation(
	session: voice.AgentSession,
	options: { record: (event: CallEvent) => void; now: () => number },
): Conversation {
	const { record } = options;
	const turn = { number: 0, userText: '', earlierTexts: [] as string[] };

	const recordUsage = (): void => record({ type: 'usage', usage: sessionUsage(session.usage) });
	const recordLine = (item: TranscriptItem): void => record({ type: 'transcript', item });

	session.on(voice.AgentSessionEventTypes.AgentStateChanged, ({ newState }) => {
		record({ type: 'agent_state', state: newState });
	});
	session.on(voice.AgentSessionEventTypes.ConversationItemAdded, ({ item }) => {
		if (item.type !== 'message') return;
		const text = item.textContent?.trim() ?? '';
		const at = new Date(item.createdAt).toISOString();
		if (item.role === 'user') {
			if (turn.number > 0)
				turn.earlierTexts = [...turn.earlierTexts, turn.userText].slice(-MAX_EARLIER);
			turn.number += 1;
			turn.userText = text;
			recordLine({ role: 'user', text, at });
		} else if (item.role === 'assistant') {
			recordLine({ role: 'agent', text, at, ...(item.interrupted ? { interrupted: true } : {}) });
			recordUsage();
		}
	});

	return {
		turn: () => ({ ...turn }),
		addAgentLine: (text) =>
			recordLine({ role: 'agent', text, at: new Date(options.now()).toISOString() }),
		recordUsage,
	};
}
