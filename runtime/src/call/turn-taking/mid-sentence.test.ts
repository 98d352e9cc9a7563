import { initializeLogger } from '@livekit/agents';
import { pauses } from '../../../../sandbox/src/scenario/pauses.ts';
import { startConversation, type Conversation } from '../test/spoken-conversation.ts';

const PAUSE_MS = 700;
/** A machine that is later with the caller's sound notices too late that the caller goes on. */
const ON_TIME_MS = 40;
const ATTEMPTS = 3;

describe('a caller who pauses for 700 ms in mid-sentence, in the balanced profile', () => {
	let conversation: Conversation;
	beforeAll(async () => {
		initializeLogger({ pretty: false, level: 'silent' });
		conversation = await startConversation(pauses);
	}, 60_000);
	afterAll(() => conversation.close());

	async function isCutOff(sentence: string, attempts = ATTEMPTS): Promise<boolean> {
		await conversation.untilQuiet();
		const since = performance.now();
		const lateMs = await conversation.say(sentence, PAUSE_MS);
		if (conversation.heardAt() < since) return false;
		return lateMs <= ON_TIME_MS || attempts === 1 || isCutOff(sentence, attempts - 1);
	}

	// The words before the first pause must go on. At the later ones half of them could be a whole sentence, and by then the
	// agent knows that this caller pauses.
	it.each(pauses.phrases)(
		'is not cut off: “%s”',
		async (sentence) => {
			expect(await isCutOff(sentence)).toBe(false);
			expect(await conversation.notice(5000)).toBe('speech');
		},
		60_000,
	);
});
