import type { Room } from '@livekit/rtc-node';
import { createTransport } from './transport.ts';

type Stats = Awaited<ReturnType<Room['getRtcStats']>>;

/** Statistics as rtc-node hands them out, with what is read of them. */
const statistics = (options: { jitterSeconds: number; samples: number; roundTrip: number }) =>
	({
		publisherStats: [
			candidatePair(true, options.roundTrip),
			candidatePair(false, 9),
			inbound('audio', options.jitterSeconds, options.samples),
		],
		subscriberStats: [inbound('video', 1_000, 1)],
	}) as unknown as Stats;

const candidatePair = (nominated: boolean, currentRoundTripTime: number) => ({
	stats: { case: 'candidatePair', value: { candidatePair: { nominated, currentRoundTripTime } } },
});
const inbound = (kind: string, jitterBufferDelay: number, emitted: number) => ({
	stats: {
		case: 'inboundRtp',
		value: {
			stream: { kind },
			inbound: { jitterBufferDelay, jitterBufferEmittedCount: BigInt(emitted) },
		},
	},
});

describe('the transport', () => {
	it('is two jitter buffers, two encodings and the round trip, over the time since it was last asked', async () => {
		const answers = [
			// 48 kHz: the sum of every sample's wait.
			statistics({ jitterSeconds: 0.03 * 48_000, samples: 48_000, roundTrip: 0.002 }),
			statistics({ jitterSeconds: 0.07 * 48_000, samples: 96_000, roundTrip: 0.02 }),
		];
		let now = 0;
		const getRtcStats = () => Promise.resolve(answers.shift() ?? Promise.reject(new Error('gone')));
		const transport = createTransport({ getRtcStats }, () => (now += 100));
		for (let times = 0; times < 3; times++) await transport.measure();
		const [first, second] = [2 * (30 + 16.5) + 2, 2 * (40 + 16.5) + 20];
		expect([99, 100, 199, 200, 999].map(transport.latencyMsAt)).toEqual([
			undefined,
			first,
			first,
			second,
			second,
		]);
	});

	it('is unknown as long as nothing was received', async () => {
		const silent = statistics({ jitterSeconds: 0, samples: 0, roundTrip: 0.002 });
		const transport = createTransport({ getRtcStats: () => Promise.resolve(silent) }, () => 0);
		await transport.measure();
		expect(transport.latencyMsAt(1)).toBeUndefined();
	});
});
