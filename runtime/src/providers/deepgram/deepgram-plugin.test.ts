import { describeStt } from '../test/describe-stt.ts';
import { createDeepgramStt } from './deepgram-stt.ts';

// A file of its own, so that it runs beside the tests of our own transport: both speak in real time.
describeStt(
	'Deepgram through the stock plugin',
	({ baseUrl, apiKey }) =>
		createDeepgramStt(
			{ apiKey, baseUrl, model: 'nova-3', transport: 'plugin' },
			{ language: 'en' },
		),
	{
		knownFailures: [
			'hears a sentence during which the connection was cut',
			'hears on after the connection was cut again and again',
			'hears what a connection that never answers did not',
			'hears what connections that talk nonsense did not',
			'gives up within five seconds of speech when nothing answers',
		],
	},
);
