import { startTestService, type TestService } from '../../test/service.ts';

const at = '2026-11-23T10:00:00.000Z';

describe('muting the agent of a session', () => {
	let service: TestService;
	beforeEach(async () => {
		service = await startTestService();
	});
	afterEach(() => service.close());

	const start = (sessionId: string) => service.sessions.start({ sessionId });
	const join = async (sessionId: string) => {
		await start(sessionId);
		await service.report(sessionId, [{ seq: 1, at, event: { type: 'started' } }]);
	};
	const eventsOf = async (sessionId: string): Promise<string[]> => {
		const seen: string[] = [];
		const { stop } = await service.sessions.follow(sessionId, 0, ({ event }) => {
			seen.push(event.type);
		});
		stop();
		return seen;
	};

	const commands = () =>
		service.liveKit.requests
			.filter(({ method }) => method === 'SendData')
			.map(
				({ body }) =>
					JSON.parse(Buffer.from(String(body.data), 'base64').toString()) as { type: string },
			);

	it('tells the agent, the record and whoever listens, each change once', async () => {
		await join('one');
		await service.sessions.mute('one');
		await service.sessions.mute('one');
		expect((await service.sessions.get('one')).muted).toBe(true);
		await service.sessions.unmute('one');
		expect((await service.sessions.get('one')).muted).toBe(false);
		expect(commands()).toEqual([{ type: 'mute' }, { type: 'mute' }, { type: 'unmute' }]);
		expect((await eventsOf('one')).slice(1)).toEqual(['agent.muted', 'agent.unmuted']);
	});

	it('refuses words for a muted agent instead of losing them', async () => {
		await join('one');
		await service.sessions.mute('one');
		for (const refused of [
			service.sessions.say('one', 'Hello.'),
			service.sessions.instruct('one', 'Be brief.'),
		]) {
			await expect(refused).rejects.toMatchObject({
				code: 'conflict',
				message: 'The agent is muted. Unmute it first.',
			});
		}
		await service.sessions.unmute('one');
		await expect(service.sessions.say('one', 'Hello.')).resolves.toBeDefined();
	});

	it('needs a running call, and does not note what LiveKit did not deliver', async () => {
		await start('one');
		await expect(service.sessions.mute('one')).rejects.toMatchObject({ code: 'conflict' });
		await expect(service.sessions.mute('none')).rejects.toMatchObject({ code: 'not_found' });
		await join('two');
		service.liveKit.fail = 503;
		await expect(service.sessions.mute('two')).rejects.toMatchObject({
			code: 'livekit_unreachable',
		});
		expect((await service.sessions.get('two')).muted).toBe(false);
	});
});
