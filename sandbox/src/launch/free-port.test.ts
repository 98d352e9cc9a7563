import { createServer } from 'node:net';
import { freePorts } from './free-port.ts';

describe('free ports', () => {
	it('differ, can be listened on, and are none that the system gives to others', async () => {
		const ports = await freePorts(50);
		expect(new Set(ports).size).toBe(50);
		for (const port of ports) {
			expect(port).toBeLessThan(32_768);
			await new Promise<void>((resolve, reject) => {
				const server = createServer();
				server.once('error', reject);
				server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
			});
		}
	});
});
