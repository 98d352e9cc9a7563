import { parseVoiceMessage } from './voice-message.ts';

describe('an error of Cartesia', () => {
	it.each([
		{ error: 'Voice not found' },
		{ title: 'Not found', message: 'Voice not found', error_code: 'voice_not_found' },
	])('is read in the shape of any API version: %p', (said) => {
		const text = JSON.stringify({ type: 'error', done: true, status_code: 404, ...said });
		expect(parseVoiceMessage(text)).toMatchObject({
			type: 'error',
			statusCode: 404,
			reason: 'Voice not found',
		});
	});

	it('is not found in nonsense', () => {
		expect(parseVoiceMessage('{"type":')).toBeUndefined();
		expect(parseVoiceMessage('{"type":"chunk"}')).toBeUndefined();
	});
});
