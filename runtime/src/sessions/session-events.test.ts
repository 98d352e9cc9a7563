import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { openDatabase } from '../store/open-database.ts';
import { createSessionEvents } from './session-events.ts';

describe('following the events of a session', () => {
	let testDatabase: TestDatabase;
	beforeEach(async () => {
		testDatabase = await createTestDatabase();
	});
	afterEach(() => testDatabase.remove());

	it('goes on with what happens now when the store cannot be read', async () => {
		const store = await openDatabase(testDatabase.url);
		const events = createSessionEvents({
			...{ store, shared: false, onEvent: () => undefined },
			delivery: { announce: () => Promise.resolve(), wake: () => undefined },
		});
		const about = { sessionId: 'one', at: '2026-11-26T10:00:00.000Z' };
		const heard = Promise.withResolvers<string>();
		const { stop } = await events.follow('one', 0, ({ event }) => heard.resolve(event.type));
		await store.destroy();
		events.publish({ id: 1, event: { ...about, type: 'session.started' } });
		events.publish({ event: { ...about, type: 'agent.state', state: 'speaking' } });
		expect(await heard.promise).toBe('agent.state');
		stop();
	});
});
