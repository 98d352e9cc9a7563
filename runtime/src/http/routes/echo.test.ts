import { randomUUID } from 'node:crypto';
import { parseSecrets, signMessage, verifyMessage } from '../../../../contract/signature.ts';
import { startTestService, validEnvironment, type TestService } from '../../../test/service.ts';
import { errorBody } from '../schemas/error.ts';

const keys = parseSecrets(validEnvironment.N8N_WEBHOOK_SECRET ?? '');
const otherKeys = parseSecrets(`whsec_${Buffer.alloc(32, 2).toString('base64')}`);

describe('the signed echo', () => {
	let service: TestService;
	beforeAll(async () => {
		service = await startTestService();
	});
	afterAll(() => service.close());

	const message = () => JSON.stringify({ type: 'echo', nonce: randomUUID() });
	const send = (body: string, headers: object = {}, key = service.config.apiKey) =>
		fetch(`${service.url}/v1/echo`, {
			method: 'POST',
			headers: { authorization: `Bearer ${key}`, ...headers },
			body,
		});
	const signed = (body: string, signers = keys, now = service.clock.now) =>
		signMessage(signers, 'id', Buffer.from(body), now);
	const errorOf = async (response: Response) => errorBody.parse(await response.json()).error;

	it('comes back with the signature of the runtime', async () => {
		const body = message();
		const response = await send(body, signed(body));
		expect(response.status).toBe(200);
		const answer = Buffer.from(await response.arrayBuffer());
		expect(JSON.parse(answer.toString())).toEqual(JSON.parse(body));
		const headers = Object.fromEntries(response.headers);
		expect(verifyMessage(keys, headers, answer, service.clock.now)).toBeUndefined();
		expect(verifyMessage(otherKeys, headers, answer, service.clock.now)).toBe('no_match');
	});

	it('says that the secrets differ', async () => {
		const body = message();
		const response = await send(body, signed(body, otherKeys));
		expect(response.status).toBe(403);
		expect(await errorOf(response)).toMatchObject({
			code: 'signature_invalid',
			message: "The message is not signed with the runtime's N8N_WEBHOOK_SECRET.",
		});
		expect(response.headers.get('webhook-signature')).toBeNull();
	});

	it('says that the clocks differ', async () => {
		const body = message();
		const late = await send(body, signed(body, keys, service.clock.now - 301_000));
		expect((await errorOf(late)).message).toContain('differ by more than 5 minutes');
	});

	it('signs nothing that is unsigned, changed, no echo, or sent without the key', async () => {
		const body = message();
		expect((await send(body)).status).toBe(403);
		expect((await send(message(), signed(body))).status).toBe(403);
		const call = JSON.stringify({ type: 'tool.call', nonce: randomUUID() });
		expect((await send(call, signed(call))).status).toBe(400);
		expect((await send('{', signed('{'))).status).toBe(400);
		expect((await send(body, signed(body), 'wrong')).status).toBe(401);
	});
});
