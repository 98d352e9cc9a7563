import { describeTts } from '../test/describe-tts.ts';
import { createCartesiaTts } from './cartesia-tts.ts';

describeTts('Cartesia through the stock plugin', ({ baseUrl, apiKey }) =>
	createCartesiaTts(
		{ apiKey, baseUrl, model: 'sonic-3', voice: 'f786b574-daa5-4673-aa0c-cbe3e8534c02' },
		{ language: 'en' },
	),
);
