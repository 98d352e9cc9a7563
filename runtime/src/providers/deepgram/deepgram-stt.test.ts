import { describeStt } from '../test/describe-stt.ts';
import { createDeepgramStt } from './deepgram-stt.ts';

describeStt('Deepgram through the stock plugin', ({ baseUrl, apiKey }) =>
	createDeepgramStt({ apiKey, baseUrl, model: 'nova-3' }, { language: 'en' }),
);
