import { officeAssistant } from './office-assistant.ts';
import type { ChatMessage } from './scenario.ts';

const TOOLS = ['query_database', 'send_email'];
const user = (content: string): ChatMessage => ({ role: 'user', content });

/** Plays one model step and puts it and, for a tool call, the given result into the conversation. */
function step(messages: ChatMessage[], tools = TOOLS, result = ''): string {
	const reply = officeAssistant.reply(messages, tools);
	if ('text' in reply) {
		messages.push({ role: 'assistant', content: reply.text });
		return reply.text;
	}
	const id = `call_${messages.length}`;
	const [call] = reply.toolCalls;
	const called = { name: call!.name, arguments: JSON.stringify(call!.arguments) };
	messages.push({ role: 'assistant', content: null, tool_calls: [{ id, function: called }] });
	messages.push({ role: 'tool', content: result, tool_call_id: id });
	return `${called.name} ${called.arguments}`;
}

describe('office assistant', () => {
	it('searches, proposes the email, and sends exactly that email after a yes', () => {
		const messages: ChatMessage[] = [{ role: 'system', content: '' }];
		messages.push(user('What does our travel policy say about train tickets?'));
		expect(
			step(messages, TOOLS, 'Found 2 results:\n1. Trains: Second class.\n2. Planes: Never.'),
		).toContain('query_database {"query":"travel policy train tickets"');
		expect(step(messages)).toBe('Here is what I found. Trains: Second class.');

		messages.push(user('Please send that answer to Maria by email.'));
		const proposed = step(
			messages,
			TOOLS,
			'NOT done yet. Read exactly these arguments back to the caller, ask whether to go ahead.',
		);
		expect(proposed).toContain('"body":"Trains: Second class."');
		expect(step(messages)).toMatch(/maria@example\.com.*Trains: Second class\..*Shall I send it\?/);

		messages.push(user('Yes, send it.'));
		expect(step(messages, TOOLS, '{"message":"The email is on its way."}')).toBe(proposed);
		expect(step(messages)).toBe('Done. The email is on its way.');
	});

	it('searches with the tool of a workflow where there is one', () => {
		const offered = [...TOOLS, 'search_archive'];
		expect(step([user('When is the office open?')], offered)).toMatch(/^search_archive /);
	});

	it('sends nothing after a no', () => {
		expect(step([user('No, do not send it.')])).toBe('All right, I will not send it.');
	});

	it('says that it cannot do what no offered tool does', () => {
		expect(step([user('When is the office open?')], [])).toMatch(/cannot search/);
	});

	it.each([
		[
			'This did not work: The archive is closed.',
			'I am sorry. This did not work: The archive is closed.',
		],
		[
			'This did not work. Tell the caller so in one short sentence.',
			'I am sorry. This did not work.',
		],
		['Nothing was found.', 'Nothing was found.'],
		['NOT done: the caller said no. Do not do it.', 'All right, I will not send it.'],
		[
			'This has been started and takes a while. Tell the caller that.',
			'This has been started and takes a while.',
		],
		['We open at nine.', 'We open at nine.'],
		['"Found 1 result:\\n1. We open at nine."', 'Here is what I found. We open at nine.'],
	])('when told "%s" says "%s"', (result, spoken) => {
		const messages = [user('When is the office open?')];
		step(messages, TOOLS, result);
		expect(step(messages)).toBe(spoken);
	});

	it('understands the newest of two turns that arrive as one', () => {
		expect(step([user('hello who am i talking to What can you do for me?')])).toMatch(/search/);
	});

	it('understands a turn that a pause has parted', () => {
		const parts = [user('Hello,'), user('who am I talking to?')];
		expect(step(parts)).toContain('You are talking to Ava');
		expect(step([{ role: 'assistant', content: 'Yes?' }, parts[1]!])).toContain('not understand');
	});

	it('asks again when it did not understand', () => {
		expect(step([user('Purple elephants.')])).toMatch(/did not understand/);
	});

	it('offers only phrases that a scripted turn can use', () => {
		const { phrases, turns } = officeAssistant;
		expect(turns.every(({ say }) => phrases.includes(say))).toBe(true);
	});
});
