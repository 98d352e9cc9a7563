import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/** A certificate that signs itself, and its key, both as PEM. */
export interface SelfSigned {
	cert: string;
	key: string;
}

const der = (tag: number, ...content: Uint8Array[]): Buffer => {
	const body = Buffer.concat(content);
	const { length } = body;
	const size =
		length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...content: Uint8Array[]): Buffer => der(0x30, ...content);
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const time = (date: Date): Buffer =>
	der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));

const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const SUBJECT_ALTERNATIVE_NAME = '551d11';
const HOUR_MS = 3_600_000;

/**
 * Makes a certificate for these hosts that is good for a few hours (X.509 v3, RFC 5280). Whoever shall trust it is given
 * it as a certificate authority.
 */
export function selfSigned(hosts: readonly string[]): SelfSigned {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
	const name = sequence(
		der(0x31, sequence(objectId(COMMON_NAME), der(0x0c, Buffer.from(hosts[0] ?? '')))),
	);
	const names = sequence(...hosts.map((host) => der(0x82, Buffer.from(host))));
	const certificate = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
		algorithm,
		name,
		sequence(time(new Date(Date.now() - HOUR_MS)), time(new Date(Date.now() + 12 * HOUR_MS))),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
		der(0xa3, sequence(sequence(objectId(SUBJECT_ALTERNATIVE_NAME), der(0x04, names)))),
	);
	const signature = createSign('sha256').update(certificate).sign(privateKey);
	const signed = sequence(
		certificate,
		algorithm,
		der(0x03, Buffer.concat([Buffer.from([0]), signature])),
	);
	const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
	return {
		cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
	};
}
