import type { Room } from '@livekit/rtc-node';

/** What the way between the caller and this process costs, both directions together. */
export interface Transport {
	/** Asks WebRTC for the time since the last measurement; never throws, because a room that is gone has no numbers any more. */
	measure(): Promise<void>;
	/**
	 * @param at - Milliseconds since the epoch.
	 * @returns milliseconds as of the last measurement before that instant; undefined when there was none.
	 */
	latencyMsAt(at: number): number | undefined;
}

/**
 * One direction of Opus: a sound waits for its packet of 20 ms to be full (10 ms on average), and the encoder looks
 * 6.5 ms ahead (RFC 6716, section 2).
 */
const OPUS_MS = 16.5;
const KEPT = 50;

/**
 * Estimates from WebRTC's statistics what the caller hears later than this process speaks, and this process hears
 * later than the caller speaks.
 *
 * Measured are the jitter buffer of the caller's sound and the round trip to LiveKit. The caller's own jitter buffer is
 * taken to be like this one; the caller's own way to LiveKit cannot be seen from here and is not in it.
 *
 * @param now - Milliseconds since the epoch.
 */
export function createTransport(room: Pick<Room, 'getRtcStats'>, now: () => number): Transport {
	let buffered = { seconds: 0, samples: 0 };
	let measured: { at: number; latencyMs: number }[] = [];
	return {
		async measure() {
			try {
				const stats = readStats(await room.getRtcStats());
				const samples = stats.samples - buffered.samples;
				// A track that was replaced starts to count again.
				const seconds = samples > 0 ? stats.seconds - buffered.seconds : 0;
				if (samples > 0) {
					const jitterBufferMs = (seconds / samples) * 1000;
					const latencyMs = Math.round(2 * (OPUS_MS + jitterBufferMs) + stats.roundTripMs);
					measured = [...measured, { at: now(), latencyMs }].slice(-KEPT);
				}
				buffered = stats;
			} catch {
				// Without a new measurement the last one holds.
			}
		},
		latencyMsAt: (instant) => measured.findLast(({ at }) => at <= instant)?.latencyMs,
	};
}

type Stats = Awaited<ReturnType<Room['getRtcStats']>>;

/** Adds up the jitter buffers of received audio; the names are those of the W3C's "Identifiers for WebRTC's Statistics API". */
function readStats({ publisherStats, subscriberStats }: Stats) {
	const read = { seconds: 0, samples: 0, roundTripMs: 0 };
	for (const { stats } of [...publisherStats, ...subscriberStats]) {
		if (stats.case === 'inboundRtp' && stats.value.stream?.kind === 'audio') {
			read.seconds += stats.value.inbound?.jitterBufferDelay ?? 0;
			read.samples += Number(stats.value.inbound?.jitterBufferEmittedCount ?? 0);
		}
		if (stats.case === 'candidatePair' && stats.value.candidatePair?.nominated) {
			const roundTripMs = (stats.value.candidatePair.currentRoundTripTime ?? 0) * 1000;
			read.roundTripMs = Math.max(read.roundTripMs, roundTripMs);
		}
	}
	return read;
}
