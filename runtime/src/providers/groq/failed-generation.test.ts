import { parseFailedGeneration } from './failed-generation.ts';

const tools = new Set(['send_email']);

describe('a tool call that Groq refused', () => {
	it.each([
		['{"name":"send_email","arguments":{"to":"a"}}'],
		['[{"name":"send_email","arguments":{"to":"a"}}]'],
		['{"name":"send_email","arguments":"{\\"to\\":\\"a\\"}"}'],
		['<function=send_email{"to":"a"}</function>'],
		['<function=send_email>{"to":"a"}</function>'],
	])('is read from %s', (text) => {
		const call = parseFailedGeneration(text, tools);
		expect(call?.name).toBe('send_email');
		expect(JSON.parse(call?.arguments ?? '')).toEqual({ to: 'a' });
	});

	it.each([
		['', 'nothing'],
		['{"name":"send_email","arguments":{"to":', 'a cut call'],
		['{"name":"send_email","arguments":"to a"}', 'arguments that are no object'],
		['{"name":"delete_all","arguments":{}}', 'a tool that does not exist'],
		['I would send an email now.', 'prose'],
	])('is not read from %p (%s)', (text) => {
		expect(parseFailedGeneration(text, tools)).toBeUndefined();
	});
});
