import { describeStt } from '../test/describe-stt.ts';
import { createDeepgramStt } from './deepgram-stt.ts';

describeStt('Deepgram through our own transport', ({ baseUrl, apiKey }) =>
	createDeepgramStt({ apiKey, baseUrl, model: 'nova-3', transport: 'own' }, { language: 'en' }),
);
