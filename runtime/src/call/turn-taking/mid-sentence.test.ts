import { initializeLogger } from '@livekit/agents';
import { pauses } from '../../../../sandbox/src/scenario/pauses.ts';
import { startConversation, type Conversation } from '../test/spoken-conversation.ts';

const PAUSE_MS = 700;

describe('a caller who pauses for 700 ms in mid-sentence, in the balanced profile', () => {
	let conversation: Conversation;
	beforeAll(async () => {
		initializeLogger({ pretty: false, level: 'silent' });
		conversation = await startConversation(pauses);
	}, 60_000);
	afterAll(() => conversation.close());

	// The words before the first pause must go on. At the later ones half of them could be a whole sentence, and by then the
	// agent knows that this caller pauses.
	it.each(pauses.phrases)(
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
