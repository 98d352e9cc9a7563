import type { Express } from 'express';
import { resample } from '../speech/resample.ts';
import { CALLER_VOICE, synthesize } from '../speech/synthesize.ts';
import { writeWav } from '../speech/wav.ts';

/** What browsers play and WebRTC sends without another conversion. */
const SAMPLE_RATE = 48_000;

/** Serves the phrases that a caller may say, as a list and as sound, to pages of any origin. */
export function routePhrases(app: Express, phrases: readonly string[]): void {
	app.use(['/phrases.json', '/phrases'], (_request, response, next) => {
		response.set('access-control-allow-origin', '*');
		next();
	});
	app.get('/phrases.json', (request, response) => {
		const origin = `${request.protocol}://${request.get('host') ?? ''}`;
		response.json(
			phrases.map((text, index) => ({ text, audioUrl: `${origin}/phrases/${index}.wav` })),
		);
	});
	app.get('/phrases/:file', async (request, response) => {
		const phrase = phrases[Number.parseInt(request.params.file, 10)];
		if (phrase === undefined) {
			response.sendStatus(404);
			return;
		}
		const speech = await synthesize(phrase, { voice: CALLER_VOICE });
		response.type('audio/wav').send(writeWav(resample(speech, SAMPLE_RATE)));
	});
}
