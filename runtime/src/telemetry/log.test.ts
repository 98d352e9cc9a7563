import { Writable } from 'node:stream';
import { createLogger } from './log.ts';

function collect(): { destination: Writable; text: () => string } {
	let text = '';
	const destination = new Writable({
		write(chunk: Buffer, _encoding, done) {
			text += chunk.toString();
			done();
		},
	});
	return { destination, text: () => text };
}

describe('the log', () => {
	it('writes one JSON object per line with level, time, message and cause', () => {
		const { destination, text } = collect();
		const logger = createLogger({ level: 'info', readable: false, destination });
		const error = new Error('outer', { cause: new Error('inner') });
		logger.warn({ sessionId: 'one', error }, 'careful');
		logger.debug('not shown');
		const lines = text().trim().split('\n');
		expect(lines).toHaveLength(1);
		expect(JSON.parse(lines[0] ?? '')).toMatchObject({
			level: 'warning',
			time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
			sessionId: 'one',
			msg: 'careful',
			error: { message: 'outer', cause: { message: 'inner' } },
		});
	});

	it('hides tokens and keys', () => {
		const { destination, text } = collect();
		const logger = createLogger({ level: 'info', readable: false, destination });
		logger.info({ token: 'secret-a', headers: { authorization: 'secret-b' } }, 'request');
		expect(text()).not.toContain('secret-');
		expect(text()).toContain('[hidden]');
	});

	it('writes readable lines for people', () => {
		const { destination, text } = collect();
		createLogger({ level: 'info', readable: true, destination }).info({ port: 8080 }, 'ready');
		expect(text()).toMatch(/\d\d:\d\d:\d\d\.\d{3}.*INFO.*ready.*8080/);
	});
});
