import { formatServerTiming, parseServerTiming } from './server-timing.ts';

describe('the Server-Timing header of a tool call', () => {
	it('is read as it was written', () => {
		expect(parseServerTiming(formatServerTiming(87))).toBe(87);
		expect(parseServerTiming(formatServerTiming(-3))).toBe(0);
	});

	it('is found among the metrics of a proxy', () => {
		expect(parseServerTiming('cdn;dur=3, voice-agent-trigger;desc="n8n";dur=12.5 ,db')).toBe(12.5);
	});

	it.each([
		null,
		'',
		'cdn;dur=3',
		'voice-agent-trigger',
		'voice-agent-trigger;dur=soon',
		'voice-agent-trigger;dur=-1',
		'other-voice-agent-trigger;dur=1',
	])('says nothing in %p', (header) => {
		expect(parseServerTiming(header)).toBeUndefined();
	});
});
