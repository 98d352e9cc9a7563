import { normalizeLanguage, stt } from '@livekit/agents';
import { isWorthHearing } from './worth-hearing.ts';

const { PREFLIGHT_TRANSCRIPT, FINAL_TRANSCRIPT, START_OF_SPEECH } = stt.SpeechEventType;
const event = (type: stt.SpeechEventType, text: string): stt.SpeechEvent => {
	const language = normalizeLanguage('en-US');
	return { type, alternatives: [{ text, language, startTime: 0, endTime: 0, confidence: 1 }] };
};

describe('what reaches the agent of the recogniser’s events', () => {
	it('is no "mhm" while the agent speaks', () => {
		expect(isWorthHearing(event(FINAL_TRANSCRIPT, 'Mhm.'), true)).toBe(false);
		expect(isWorthHearing(event(FINAL_TRANSCRIPT, 'Mhm.'), false)).toBe(true);
		expect(isWorthHearing(event(FINAL_TRANSCRIPT, 'Stop.'), true)).toBe(true);
	});

	it('is no guess at a sentence that must go on, but its words', () => {
		expect(isWorthHearing(event(PREFLIGHT_TRANSCRIPT, 'Is there a letter for'), false)).toBe(false);
		expect(isWorthHearing(event(PREFLIGHT_TRANSCRIPT, 'Is it open today'), false)).toBe(true);
		expect(isWorthHearing(event(FINAL_TRANSCRIPT, 'Is there a letter for'), false)).toBe(true);
	});

	it('is everything without words', () => {
		expect(isWorthHearing({ type: START_OF_SPEECH }, true)).toBe(true);
	});
});
