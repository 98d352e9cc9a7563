import { initializeLogger } from '@livekit/agents';
import { pauses } from '../../../../sandbox/src/scenario/pauses.ts';
import { startConversation, type Conversation } from '../test/spoken-conversation.ts';

const PAUSE_MS = 700;
/** A first half that might be a sentence ends with a period; whoever stops there is told apart by the rhythm alone. */
const isOpen = (sentence: string): boolean => pauses.halves?.[sentence]?.endsWith('.') === false;

describe('a caller who pauses for 700 ms where more must follow, in the balanced profile', () => {
	let conversation: Conversation;
	beforeAll(async () => {
		initializeLogger({ pretty: false, level: 'silent' });
		conversation = await startConversation(pauses);
	}, 60_000);
	afterAll(() => conversation.close());

	it.each(pauses.phrases.filter(isOpen))(
		'is not cut off: “%s”',
		async (sentence) => {
			await conversation.untilQuiet();
			const since = performance.now();
			await conversation.say(sentence, PAUSE_MS);
			expect(conversation.heardAt()).toBeLessThan(since);
			expect(await conversation.notice(5000)).toBe('speech');
		},
		30_000,
	);
});
