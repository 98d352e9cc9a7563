import { voice } from '@livekit/agents';
import type { CallEvent, CallTool, CallToolResult } from '../../channel/messages.ts';
import { createModel } from '../../providers/groq/test/ask-model.ts';
import {
	chunk,
	startGroq,
	stream,
	toolCall,
	usage,
	type Answer,
} from '../../providers/groq/test/groq-server.ts';
import { followConversation } from '../conversation.ts';
import { createLateResults } from '../late-results.ts';
import { createProgressLine } from '../progress-line.ts';
import { createServiceChannel } from '../service-channel.ts';
import { createToolSet } from '../tool-set.ts';
import { watchTurns } from '../turns.ts';
import { wasHeard } from '../was-heard.ts';
import { startChannelServer, type ChannelRequest } from './channel-server.ts';

const cleanUp: (() => unknown)[] = [];
/** Ends every conversation of a test. */
export async function endConversations(): Promise<void> {
	for (const clean of cleanUp.splice(0).reverse()) await clean();
}

export const sendEmail: CallTool = {
	name: 'send_email',
	description: 'Sends an email.',
	parameters: { type: 'object', properties: { to: { type: 'string' } } },
	requiresConfirmation: false,
	sideEffect: true,
	timeoutMs: 30_000,
	fillerText: 'Let me send that.',
};
/** The model's wish to send an email. */
export const wantsEmail = stream(
	chunk(toolCall(0, 'send_email', '{"to":"a@example.com"}')),
	chunk({}, usage, 'tool_calls'),
);

/** A written conversation: everything but the audio is as in a call. */
export async function converse(options: {
	model: Answer[];
	tools?: () => { version: string; tools: CallTool[] };
	result?: CallToolResult;
	resultDelayMs?: number;
}) {
	const groq = await startGroq(...options.model);
	const service = await startChannelServer(({ path }) => {
		if (path?.endsWith('/tools')) {
			return { status: 200, body: options.tools?.() ?? { version: '1', tools: [sendEmail] } };
		}
		return { status: 200, body: options.result, delayMs: options.resultDelayMs ?? 0 };
	});
	const events: CallEvent[] = [];
	const spoken: string[] = [];
	const aside: string[] = [];
	const running: boolean[] = [];
	const channel = createServiceChannel({
		url: service.url,
		secret: 's',
		sessionId: 'call',
		fetch,
		now: Date.now,
		onLost: () => undefined,
	});
	const session = new voice.AgentSession({
		llm: createModel(groq.url),
		vad: null,
		maxToolSteps: 5,
	});
	const conversation = followConversation(session, {
		record: (event) => events.push(event),
		now: Date.now,
	});
	const turns = watchTurns(session);
	const sayAside = (words: string) => Promise.resolve(aside.push(words));
	const progress = createProgressLine({ turns, sayAside });
	const late = createLateResults({
		sessionId: 'call',
		turns,
		history: () => agent.chatCtx,
		remember: (history) => agent.updateChatCtx(history),
		say: (words) => Promise.resolve(spoken.push(words) > 0),
		answer: (history) => wasHeard(session, session.generateReply({ chatCtx: history })),
	});
	const toolSet = createToolSet({
		channel,
		sessionId: 'call',
		turns,
		say: (words) => spoken.push(words),
		sayAside,
		progress,
		defaultFiller: 'One moment.',
		turn: () => conversation.turn(),
		onRunning: (now) => running.push(now),
		late,
	});
	const agent = new voice.Agent({
		instructions: 'Be brief.',
		tools: (await toolSet.refresh()) ?? [],
	});
	await session.start({ agent, record: false });
	cleanUp.push(
		groq.close,
		service.close,
		() => channel.close(),
		() => session.close(),
	);
	return {
		groq,
		session,
		toolSet,
		spoken,
		aside,
		running,
		progress,
		late,
		say: (words: string) => session.generateReply({ userInput: words }).waitForPlayout(),
		calls: (): ChannelRequest[] =>
			service.requests.filter(({ path }) => path?.endsWith('/tool-calls')),
		lines: () =>
			events.flatMap((event) =>
				event.type === 'transcript' ? [[event.item.role, event.item.text]] : [],
			),
		known: () => agent.chatCtx.items,
		events,
	};
}
