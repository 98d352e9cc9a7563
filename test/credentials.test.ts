import './rig/environment';
import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeType } from 'n8n-workflow';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseSecrets, signMessage, verifyMessage } from '../contract/signature';
import { readBody } from './rig/fake-runtime';
import { loadPackage, type LoadedPackage } from './rig/package';

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 4).toString('base64')}`;
const KEY = 'k'.repeat(32);

interface Received {
	path: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}
interface Answer {
	status: number;
	headers?: Record<string, string>;
	body: string | Buffer;
}

let loaded: LoadedPackage;
let server: Server;
let url: string;
let answer: (request: Received) => Answer;
let received: Received[] = [];

beforeAll(async () => {
	loaded = await loadPackage();
	server = createServer((request, response) => {
		void readBody(request).then((body) => {
			const one = { path: request.url ?? '', headers: request.headers, body };
			received.push(one);
			const { status, headers = {}, body: sent } = answer(one);
			response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(sent);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => (received = []));

/** n8n's way to a test that a node brings: the first node that says it tests the credential. */
async function test(type: string, data: ICredentialDataDecryptedObject) {
	const nodes = Object.values(loaded.loader.nodeTypes).map((known) => known.type as INodeType);
	const testers = nodes.flatMap(({ description, methods }) =>
		(description.credentials ?? []).flatMap(({ name, testedBy }) =>
			name === type ? [methods?.credentialTest?.[testedBy as string]] : [],
		),
	);
	expect(testers.length).toBeGreaterThan(0);
	// Whichever n8n finds first must do.
	expect(new Set(testers).size).toBe(1);
	return await testers[0]!.call(new CredentialTestContext({} as never), {
		...{ id: '1', name: 'Test', type, data },
	});
}

const failure = (status: number, code: string, message: string) => (): Answer => ({
	status,
	body: JSON.stringify({ error: { code, message, retryable: false } }),
});

describe('the test of the Voice Agent Runtime credential', () => {
	const runtime = (changes: ICredentialDataDecryptedObject = {}) =>
		test('voiceAgentRuntimeApi', {
			...{ baseUrl: `${url}/`, apiKey: KEY, signingSecret: SECRET, ...changes },
		});
	const signedBy =
		(secret: string, change = (body: Buffer): Buffer => body) =>
		({ body }: Received): Answer => {
			const changed = change(body);
			const headers = { ...signMessage(parseSecrets(secret), 'id', changed, Date.now()) };
			return { status: 200, headers, body: changed };
		};

	it('passes when a signed echo comes back signed', async () => {
		answer = signedBy(SECRET);
		await expect(runtime()).resolves.toEqual({
			status: 'OK',
			message: 'The runtime accepts the key and has the same signing secret.',
		});
		const [{ path, headers, body }] = received as [Received];
		expect([path, headers.authorization]).toEqual(['/v1/echo', `Bearer ${KEY}`]);
		expect(verifyMessage(parseSecrets(SECRET), headers, body, Date.now())).toBeUndefined();
	});

	it('passes with both secrets while one is changed', async () => {
		answer = signedBy(OTHER_SECRET);
		const signingSecret = `${SECRET} ${OTHER_SECRET}`;
		expect((await runtime({ signingSecret })).status).toBe('OK');
	});

	it.each([
		['the key', failure(401, 'unauthorized', 'No.'), /refused the API key.*RUNTIME_API_KEY/],
		[
			'the secret',
			failure(403, 'signature_invalid', 'It is not signed with it.'),
			/^It is not signed with it\. The signing secret here must be its N8N_WEBHOOK_SECRET/,
		],
		['an older runtime', failure(404, 'not_found', 'There is no POST.'), /Update the runtime/],
		['another service', () => ({ status: 404, body: '<html>' }), /\(HTTP 404\).*not a voice agent/],
		['a redirect', () => ({ status: 302, headers: { location: '/x' }, body: '' }), /\(HTTP 302\)/],
		['a runtime that fails', failure(500, 'internal', 'Went wrong.'), /answered: Went wrong\./],
		['an echo with another secret', signedBy(OTHER_SECRET), /does not prove/],
		['an unsigned echo', ({ body }: Received) => ({ status: 200, body }), /does not prove/],
		[
			'the echo of another time',
			signedBy(SECRET, () => Buffer.from('{"type":"echo","nonce":"0123456789abcdef"}')),
			/does not prove/,
		],
	])('names %s', async (_name, given, message) => {
		answer = given;
		const result = await runtime();
		expect(result).toEqual({ status: 'Error', message: expect.stringMatching(message) as string });
		expect(result.message).not.toContain(KEY);
		expect(result.message).not.toContain(SECRET);
	});

	it.each([
		[{ baseUrl: 'voice.example.com' }, /must begin with https/],
		[{ signingSecret: '' }, /A signing secret is required\. Copy/],
		[{ signingSecret: 'secret' }, /must be whsec_/],
		[{ baseUrl: 'http://127.0.0.1:9' }, /cannot be reached \(ECONNREFUSED\)/],
	])('says what is wrong with %j', async (changes, message) => {
		const result = await runtime(changes);
		expect(result).toEqual({ status: 'Error', message: expect.stringMatching(message) as string });
		expect(received).toEqual([]);
	});
});

describe('the test of the LiveKit credential', () => {
	const liveKit = (changes: ICredentialDataDecryptedObject = {}) =>
		test('liveKitApi', {
			...{ url: url.replace('http', 'ws'), apiKey: 'APIkey', apiSecret: 's'.repeat(32) },
			...changes,
		});

	it('lists rooms with a token that may do nothing else', async () => {
		answer = () => ({ status: 200, body: '{"rooms":[]}' });
		expect((await liveKit()).status).toBe('OK');
		const [{ path, headers }] = received as [Received];
		expect(path).toBe('/twirp/livekit.RoomService/ListRooms');
		const [, claims = ''] = String(headers.authorization).split('.');
		expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
			iss: 'APIkey',
			video: { roomList: true },
		});
	});

	it.each([
		['{"msg":"invalid API key: APIkey, secret: …"}', 401, /refused the API key/],
		['{"msg":"invalid token: error in cryptographic primitive"}', 401, /refused the API secret/],
		['<html>', 404, /\(HTTP 404\), but it is not LiveKit/],
		['OK', 200, /\(HTTP 200\), but it is not LiveKit/],
	])('reads the answer %s', async (body, status, message) => {
		answer = () => ({ status, body });
		expect((await liveKit()).message).toMatch(message);
	});

	it('says that the address is wrong or nothing is there', async () => {
		expect((await liveKit({ url: 'my-project' })).message).toMatch(/must begin with wss/);
		expect((await liveKit({ url: 'ws://127.0.0.1:9' })).message).toMatch(/ECONNREFUSED/);
	});
});
