import { setTimeout as sleep } from 'node:timers/promises';
import { initializeLogger } from '@livekit/agents';
import { startConversation, type Conversation } from '../test/spoken-conversation.ts';

describe('a caller who cuts in', () => {
	let conversation: Conversation;
	beforeAll(async () => {
		initializeLogger({ pretty: false, level: 'silent' });
		conversation = await startConversation();
	}, 60_000);
	afterAll(() => conversation.close());

	it('has what the agent said in the conversation before the own words are final, so that no answer is begun twice', async () => {
		await conversation.say('Please explain in detail how our office works.');
		expect(await conversation.notice(5000)).toBe('speech');
		await sleep(2500);
		const saidByThen = new Promise<string[]>((resolve) => {
			conversation.onTranscript(() => resolve(conversation.spoken()));
		});
		await conversation.say('Stop, that is enough, thank you.');
		expect(await saidByThen).toEqual([expect.stringMatching(/^Our office has/)]);
		expect(await conversation.notice(5000)).toBe('speech');
		await conversation.untilQuiet();
	}, 30_000);
});
