import type { INodeParameters } from 'n8n-workflow';
import { RoomAgentDispatch, RoomConfiguration, TokenVerifier } from 'livekit-server-sdk';
import { LIVEKIT, openActionBench, type ActionBench } from './rig/action-bench';
import { token } from './rig/nodes';

let bench: ActionBench;
beforeAll(async () => {
	bench = await openActionBench();
});
afterAll(() => bench.runtime.close());
beforeEach(() => (bench.runtime.requests.length = 0));

describe('LiveKit Token', () => {
	const verify = (jwt: unknown) =>
		new TokenVerifier(LIVEKIT.apiKey, LIVEKIT.apiSecret).verify(jwt as string);

	it('makes a token that LiveKit accepts for one room, four hours and no data', async () => {
		const { items } = await bench.run(token({ sessionId: 'abc' }));
		const { json } = items[0]!;
		expect(json).toMatchObject({ room: 'meeting_abc', identity: 'user_abc', url: LIVEKIT.url });
		const claims = await verify(json.token);
		expect(claims).toMatchObject({
			sub: 'user_abc',
			video: {
				room: 'meeting_abc',
				roomJoin: true,
				canPublish: true,
				canPublishSources: ['microphone'],
				canSubscribe: true,
				canPublishData: false,
				canUpdateOwnMetadata: false,
				hidden: false,
			},
		});
		expect(Object.keys(claims.video!)).toHaveLength(8);
		expect(claims).not.toHaveProperty('roomConfig');
		expect(claims.exp! - claims.nbf!).toBe(4 * 3600);
		expect(new Date(claims.exp! * 1000).toISOString()).toBe(json.expiresAt);
	});

	it('takes room, identity, name, metadata and permissions for each item', async () => {
		const parameters = {
			sessionId: '={{ $json.id }}',
			identity: 'maria',
			room: '=room-{{ $json.id }}',
			ttlHours: 1.5,
			options: { name: 'María', metadata: '{"vip":true}', canPublish: false, canPublishData: true },
		};
		const { items } = await bench.run(token(parameters), [{ id: 'a' }, { id: 'b' }]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const claims = await verify(items[1]!.json.token);
		expect(claims).toMatchObject({ sub: 'maria', name: 'María', metadata: '{"vip":true}' });
		expect(claims.video).toMatchObject({ room: 'room-b', canPublish: false, canPublishData: true });
		expect(claims.exp! - claims.nbf!).toBe(5400);
	});

	it('takes attributes and an agent that LiveKit sends along', async () => {
		const options = {
			attributes: {
				attribute: [
					{ name: 'department', value: 'sales' },
					{ name: '', value: 'x' },
				],
			},
			agentName: 'note-taker',
			agentMetadata: '{"language":"de"}',
		};
		const { items } = await bench.run(token({ sessionId: 'a', options }));
		const claims = await verify(items[0]!.json.token);
		expect(claims.attributes).toEqual({ department: 'sales' });
		expect(RoomConfiguration.fromJson(claims.roomConfig as never)).toEqual(
			new RoomConfiguration({
				agents: [new RoomAgentDispatch({ agentName: 'note-taker', metadata: '{"language":"de"}' })],
			}),
		);
	});

	it('lets a participant send only what is selected, and nothing when nothing is', async () => {
		const videoOf = async (options: INodeParameters) => {
			const { items } = await bench.run(token({ sessionId: 'a', options }));
			return (await verify(items[0]!.json.token)).video;
		};
		const sources = ['camera', 'microphone'];
		expect(await videoOf({ canPublishSources: sources, hidden: true })).toMatchObject({
			...{ canPublish: true, canPublishSources: sources, hidden: true },
		});
		expect(await videoOf({ canPublishSources: [] })).toMatchObject({ canPublish: false });
	});

	it.each([
		'https://voice.example.com/talk/',
		'https://voice.example.com/talk/#token=of-the-caller',
	])(
		'gives a link to the talk page %s, with the token where no server sees it',
		async (talkPage) => {
			const { items } = await bench.run(token({ sessionId: 'a', options: { talkPage } }));
			const { talkUrl, token: jwt, url } = items[0]!.json;
			const { origin, pathname, search, hash } = new URL(talkUrl as string);
			expect([origin, pathname, search]).toEqual(['https://voice.example.com', '/talk/', '']);
			expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toEqual({ url, token: jwt });
		},
	);

	it.each([
		[
			{ sessionId: 'a', options: { talkPage: 'voice.example.com/talk' } },
			/talk page is not usable/,
		],
		[{ sessionId: 'a', options: { talkPage: 'javascript:alert(1)' } }, /talk page is not usable/],
		[{ sessionId: 'a b' }, /session ID is not usable/],
		[{ sessionId: 'a', ttlHours: 5 }, /cannot live that long/],
		[{ sessionId: 'a', ttlHours: 0.5 }, /cannot live that long/],
	])('refuses %j', async (parameters, message) => {
		const { error } = await bench.run(token(parameters));
		expect(error?.message).toMatch(message);
	});
});
