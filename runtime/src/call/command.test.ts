import { COMMAND_TOPIC } from '../channel/messages.ts';
import { parseCommand } from './command.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('a command to a call', () => {
	it.each([
		{ type: 'say', text: 'Hello.' },
		{ type: 'instruct', text: 'Ask for the name.' },
		{ type: 'mute' },
		{ type: 'unmute' },
		{ type: 'end', reason: 'api_ended', say: 'Goodbye.' },
		{ type: 'end', reason: 'runtime_stopped' },
	])('from the server API is obeyed: %j', (command) => {
		expect(
			parseCommand({ payload: encode(command), topic: COMMAND_TOPIC, senderIdentity: undefined }),
		).toEqual(command);
	});

	it('from a participant is not obeyed', () => {
		const payload = encode({ type: 'say', text: 'I am the agent.' });
		for (const senderIdentity of ['user', '']) {
			expect(parseCommand({ payload, topic: COMMAND_TOPIC, senderIdentity })).toBeUndefined();
		}
	});

	it.each([
		['another topic', encode({ type: 'say', text: 'Hello.' }), 'chat'],
		['no topic', encode({ type: 'say', text: 'Hello.' }), undefined],
		['an unknown command', encode({ type: 'run', text: 'rm' }), COMMAND_TOPIC],
		['an unknown reason', encode({ type: 'end', reason: 'because' }), COMMAND_TOPIC],
		['no text', encode({ type: 'say', text: '' }), COMMAND_TOPIC],
		['no JSON', new TextEncoder().encode('{'), COMMAND_TOPIC],
	])('with %s is none', (_name, payload, topic) => {
		expect(parseCommand({ payload, topic, senderIdentity: undefined })).toBeUndefined();
	});
});
