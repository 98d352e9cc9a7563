import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkGroqModel } from './check-model.ts';

let server: Server;
let url: string;
const requests: { path: string | undefined; authorization: string | undefined }[] = [];
let status = 200;

beforeAll(async () => {
	server = createServer((request, response) => {
		requests.push({ path: request.url, authorization: request.headers.authorization });
		response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const check = (baseUrl = url): Promise<void> =>
	checkGroqModel({ apiKey: 'gsk_secret', model: 'openai/gpt-oss-20b', baseUrl }, { fetch });

describe('checking the model at start', () => {
	it('asks Groq for exactly this model with the key', async () => {
		status = 200;
		await check();
		expect(requests.at(-1)).toEqual({
			path: '/openai/v1/models/openai/gpt-oss-20b',
			authorization: 'Bearer gsk_secret',
		});
	});

	it.each([
		[404, 'configuration_invalid', 'GROQ_MODEL'],
		[403, 'configuration_invalid', 'GROQ_MODEL'],
		[401, 'configuration_invalid', 'GROQ_API_KEY'],
		[503, 'provider_failed', 'GROQ_MODEL'],
	])('answers HTTP %i with %s naming %s and no value', async (answered, code, variable) => {
		status = answered;
		const error: Error = await check().then(
			() => new Error('nothing thrown'),
			(thrown: unknown) => thrown as Error,
		);
		expect(error).toMatchObject({ code });
		expect(error.message).toContain(variable);
		expect(error.message).not.toContain('gsk_secret');
	});

	it('says that Groq cannot be reached', async () => {
		await expect(check('http://127.0.0.1:9')).rejects.toMatchObject({ code: 'provider_failed' });
	});
});
