import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { lookUp, openTools, request, session, type OpenTools } from '../../../test/open-tools.ts';
import { json, startWebhookServer, type WebhookServer } from '../../../test/webhook-server.ts';
import { authenticate } from '../authenticate.ts';
import { handleError } from '../handle-error.ts';
import { toolResultRoutes } from './tool-results.ts';
import { toolRoutes } from './tools.ts';

const KEY = 'a runtime key of 32 characters or so'.replaceAll(' ', '-');

let n8n: WebhookServer;
let open: OpenTools;
let server: Server;
let url: string;
beforeEach(async () => {
	n8n = await startWebhookServer();
	open = await openTools(n8n.origin);
	const app = express();
	app.use('/v1/tool-results', toolResultRoutes(open.tools));
	app.use('/v1/tools', authenticate(KEY), express.json(), toolRoutes(open.tools));
	app.use(handleError(pino({ level: 'silent' })));
	server = app.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	await open.close();
	await n8n.close();
});

async function send(method: string, path: string, body?: unknown, token = KEY) {
	const response = await fetch(url + path, {
		method,
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

describe('the tools of the HTTP API', () => {
	it('are registered, read, listed and removed by their id', async () => {
		const path = '/v1/tools/wf1_a%20node';
		expect(await send('PUT', path, lookUp(n8n.origin))).toMatchObject({
			status: 200,
			body: { registrationId: 'wf1_a node', name: 'look_up', state: { status: 'ready' } },
		});
		expect(await send('GET', path)).toMatchObject({ status: 200, body: { name: 'look_up' } });
		expect(await send('GET', '/v1/tools')).toMatchObject({
			body: { tools: [{ name: 'send_email' }, { name: 'query_database' }, { name: 'look_up' }] },
		});
		expect(await send('DELETE', `${path}?slot=test`)).toMatchObject({ status: 204 });
		expect(await send('GET', path)).toMatchObject({ status: 200 });
		expect(await send('DELETE', path)).toMatchObject({ status: 204 });
		expect(await send('GET', path)).toMatchObject({ status: 404 });
		expect(await send('DELETE', path)).toMatchObject({ status: 204 });
	});

	it('need the runtime key', async () => {
		expect(await send('PUT', '/v1/tools/a', lookUp(n8n.origin), 'wrong')).toMatchObject({
			status: 401,
		});
	});

	it.each([
		['an unknown field', { extra: 1 }, 400, 'extra'],
		['a name that models refuse', { name: 'look up' }, 400, 'name'],
		['a schema that is none', { parameters: { type: 'object', properties: 7 } }, 400, 'parameters'],
		['a foreign URL', { url: 'https://evil.example/x' }, 422, 'url'],
	])('are refused with %s', async (_name, changes, status, field) => {
		const body = { ...lookUp(n8n.origin), ...changes };
		expect(await send('PUT', '/v1/tools/a', body)).toMatchObject({
			status,
			body: { error: { details: [{ field }] } },
		});
	});

	it('cannot take the place of a built-in one by its id', async () => {
		expect(await send('PUT', '/v1/tools/built-in:x', lookUp(n8n.origin))).toMatchObject({
			status: 400,
		});
	});
});

describe('a late result', () => {
	it('is accepted once with the token of its call and nothing else', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		n8n.answer(json({ status: 'PENDING' }, 202));
		const call = request();
		await open.tools.call(session, call);
		const { token } = n8n.received[0]?.body.replyTo as { token: string };
		const path = `/v1/tool-results/${call.callId}`;
		const result = { status: 'COMPLETED', result: 'Found.' };

		expect(await send('POST', path, result)).toMatchObject({ status: 401 });
		expect(await send('POST', path, { status: 'PENDING' }, token)).toMatchObject({ status: 400 });
		expect(await send('POST', path, result, token)).toMatchObject({ status: 204 });
		expect(await send('POST', path, result, token)).toMatchObject({ status: 409 });
		expect(open.late).toHaveLength(1);
	});
});
