import { createHmac } from 'node:crypto';
import {
	parseSecrets,
	SIGNATURE_TOLERANCE_SECONDS,
	signMessage,
	verifyMessage,
} from './signature.ts';

// The example message of the Standard Webhooks libraries, signed by them and not by this code.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = Buffer.from('{"test": 2432232314}');
const headers = {
	'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
	'webhook-timestamp': '1614265330',
	'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const now = 1614265330 * 1000;
const keys = parseSecrets(secret);
const otherSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('signMessage', () => {
	it('signs the published example as every Standard Webhooks library does', () => {
		expect(signMessage(keys, headers['webhook-id'], body, now)).toEqual(headers);
	});

	it('signs with every secret while one is rotated', () => {
		const both = parseSecrets(`${otherSecret} ${secret}`);
		const signed = signMessage(both, headers['webhook-id'], body, now);
		expect(signed['webhook-signature'].split(' ')).toHaveLength(2);
		expect(verifyMessage(keys, { ...signed }, body, now)).toBeUndefined();
		expect(verifyMessage(parseSecrets(otherSecret), { ...signed }, body, now)).toBeUndefined();
	});
});

describe('verifyMessage', () => {
	it('accepts the published example', () => {
		expect(verifyMessage(keys, headers, body, now)).toBeUndefined();
	});

	it('accepts a body that is not text', () => {
		const bytes = Buffer.from([0, 255, 10, 13, 128]);
		const signature = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
			.update(Buffer.concat([Buffer.from(`id.1614265330.`), bytes]))
			.digest('base64');
		const given = { ...headers, 'webhook-id': 'id', 'webhook-signature': `v1,${signature}` };
		expect(verifyMessage(keys, given, bytes, now)).toBeUndefined();
	});

	it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
		'refuses a message without %s',
		(name) => {
			expect(verifyMessage(keys, { ...headers, [name]: undefined }, body, now)).toBe(
				'missing_headers',
			);
		},
	);

	it('refuses a changed body, id or timestamp', () => {
		expect(verifyMessage(keys, headers, Buffer.from('{"test": 2432232315}'), now)).toBe('no_match');
		expect(verifyMessage(keys, { ...headers, 'webhook-id': 'msg_2' }, body, now)).toBe('no_match');
		expect(verifyMessage(keys, { ...headers, 'webhook-timestamp': '1614265331' }, body, now)).toBe(
			'no_match',
		);
	});

	it('refuses a signature by another secret', () => {
		expect(verifyMessage(parseSecrets(otherSecret), headers, body, now)).toBe('no_match');
	});

	it('refuses an unknown signature version even when its digest is right', () => {
		const given = {
			...headers,
			'webhook-signature': headers['webhook-signature'].replace('v1,', 'v2,'),
		};
		expect(verifyMessage(keys, given, body, now)).toBe('no_match');
	});

	it('refuses a message older or newer than the tolerance', () => {
		const late = now + (SIGNATURE_TOLERANCE_SECONDS + 1) * 1000;
		const early = now - (SIGNATURE_TOLERANCE_SECONDS + 1) * 1000;
		expect(verifyMessage(keys, headers, body, late)).toBe('too_old');
		expect(verifyMessage(keys, headers, body, early)).toBe('too_new');
		expect(verifyMessage(keys, { ...headers, 'webhook-timestamp': 'now' }, body, now)).toBe(
			'malformed_timestamp',
		);
	});
});

describe('parseSecrets', () => {
	it('refuses an absent, unprefixed, malformed or short secret without repeating it', () => {
		for (const bad of [
			'',
			'   ',
			'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
			'whsec_%%%',
			'whsec_c2hvcnQ=',
		]) {
			expect(() => parseSecrets(bad)).toThrow(TypeError);
			expect(() => parseSecrets(bad)).not.toThrow(bad.trim() === '' ? 'whsec_%%%' : bad);
		}
	});
});
