import { readLink } from './link.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (claims: unknown) => `${encode({ alg: 'HS256' })}.${encode(claims)}.signature`;
const fragmentOf = (url: string, token: string) => `#${new URLSearchParams({ url, token })}`;
const nowMs = 1_800_000_000_000;

describe('readLink', () => {
	it('reads the address, the token and its end', () => {
		const token = tokenOf({ exp: 1_800_000_060, name: 'Zoë' });
		expect(readLink(fragmentOf('wss://call.example', token), nowMs)).toEqual({
			link: {
				url: 'wss://call.example',
				token,
				expiresAtMs: 1_800_000_060_000,
				dispatchesAgent: false,
				startsByItself: false,
			},
		});
	});

	it('sees that the token itself dispatches an agent', () => {
		const token = tokenOf({ roomConfig: { agents: [{ agentName: 'voice-assistant' }] } });
		expect(readLink(fragmentOf('wss://call.example', token), nowMs)).toMatchObject({
			link: { dispatchesAgent: true },
		});
	});

	it('starts by itself when the link says so', () => {
		const fragment = `${fragmentOf('wss://call.example', tokenOf({}))}&start=now`;
		expect(readLink(fragment, nowMs)).toMatchObject({ link: { startsByItself: true } });
	});

	it('asks for a link when there is none', () => {
		expect(readLink('', nowMs)).toEqual({ problem: 'no-link' });
	});

	it.each([
		['a cut token', '#url=wss%3A%2F%2Fcall.example&token=abc'],
		['a token that is no JSON', '#url=wss%3A%2F%2Fcall.example&token=a.b.c'],
		['no token', '#url=wss%3A%2F%2Fcall.example'],
		['an address that is no WebSocket', fragmentOf('https://call.example', tokenOf({}))],
	])('calls a link with %s incomplete', (_name, fragment) => {
		expect(readLink(fragment, nowMs)).toEqual({ problem: 'bad-link' });
	});

	it('tells an expired link before anything is tried', () => {
		const token = tokenOf({ exp: nowMs / 1000 });
		expect(readLink(fragmentOf('wss://call.example', token), nowMs)).toEqual({
			problem: 'expired-link',
		});
	});
});
