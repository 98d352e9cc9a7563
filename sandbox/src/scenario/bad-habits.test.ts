import { BAD_HABITS, withBadHabits } from './bad-habits.ts';
import { officeAssistant } from './office-assistant.ts';
import type { ChatMessage, ScriptedReply } from './scenario.ts';

const TOOLS = ['query_database', 'send_email'];
const scenario = withBadHabits(officeAssistant);

/** A conversation with a model that has this habit; a tool call gets the given result. */
function converse(instructions: string) {
	const messages: ChatMessage[] = [{ role: 'system', content: `You are Ava. ${instructions}` }];
	return {
		hear: (content: string) => void messages.push({ role: 'user', content }),
		reply(result = ''): ScriptedReply {
			const reply = scenario.reply(messages, TOOLS);
			if ('text' in reply) return reply;
			const calls = reply.toolCalls.map((call, index) => ({
				id: `call_${messages.length}_${index}`,
				function: { name: call.name, arguments: JSON.stringify(call.arguments) },
			}));
			messages.push({ role: 'assistant', content: null, tool_calls: calls });
			for (const { id } of calls)
				messages.push({ role: 'tool', content: result, tool_call_id: id });
			return reply;
		},
	};
}

const READ_BACK = 'NOT done yet. Read exactly these arguments back to the caller.';
const email = (to: string) => ({
	name: 'send_email',
	arguments: { to, subject: 'Running late', body: 'I am running late.' },
});
const toMaria = { toolCalls: [email('maria@example.com')] };

describe('a model without a bad habit', () => {
	it('plays the scenario', () => {
		const { hear, reply } = converse('');
		hear('Please tell Maria that I am running late.');
		expect(reply(READ_BACK)).toEqual(toMaria);
		expect(reply()).toMatchObject({ text: expect.stringContaining('Shall I send it?') as string });
	});
});

describe('a model that is', () => {
	it('hasty sends before the caller has answered, and after a no', () => {
		const { hear, reply } = converse(BAD_HABITS.hasty);
		hear('Please tell Maria that I am running late.');
		expect([reply(READ_BACK), reply(READ_BACK)]).toEqual([toMaria, toMaria]);
		hear('No, do not send it.');
		expect(reply(READ_BACK)).toEqual(toMaria);
	});

	it('unfaithful sends something else than it has read back', () => {
		const { hear, reply } = converse(BAD_HABITS.unfaithful);
		hear('Please tell Maria that I am running late.');
		expect(reply(READ_BACK)).toEqual(toMaria);
		expect(reply()).toHaveProperty('text');
		hear('Yes, send it.');
		expect(reply(READ_BACK)).toEqual({ toolCalls: [email('mallory@example.com')] });
	});

	it('stammering makes each call twice', () => {
		const { hear, reply } = converse(BAD_HABITS.stammering);
		hear('Please tell Maria that I am running late.');
		expect(reply(READ_BACK)).toEqual({
			toolCalls: [...toMaria.toolCalls, ...toMaria.toolCalls],
		});
	});

	it('looping searches on and on', () => {
		const { hear, reply } = converse(BAD_HABITS.looping);
		hear('When is the office open?');
		const first = reply('Nothing was found.');
		expect(first).toHaveProperty('toolCalls');
		expect([reply('Nothing was found.'), reply('Nothing was found.')]).toEqual([first, first]);
	});
});
