import { createSeal } from './seal.ts';

describe('a seal', () => {
	const seal = createSeal('a secret that all replicas have in common');

	it('is opened by whoever has the secret, and shows nothing of what is in it', () => {
		const sealed = seal.close('bearer-token');
		expect(sealed).not.toContain('bearer');
		expect(createSeal('a secret that all replicas have in common').open(sealed)).toBe(
			'bearer-token',
		);
	});

	it('is another one each time', () => {
		expect(seal.close('bearer-token')).not.toBe(seal.close('bearer-token'));
	});

	it.each([
		['of another secret', createSeal('another secret').close('bearer-token')],
		['that was changed', `${seal.close('bearer-token').slice(0, -2)}AA`],
		['that is none', 'abc'],
	])('%s stays closed', (_name, sealed) => {
		expect(seal.open(sealed)).toBeUndefined();
	});
});
