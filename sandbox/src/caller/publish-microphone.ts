import {
	AudioFrame,
	AudioSource,
	LocalAudioTrack,
	TrackPublishOptions,
	TrackSource,
} from '@livekit/rtc-node';
import type { Room } from '@livekit/rtc-node';
import { CALL_RATE, FRAME_SAMPLES } from './frame.ts';
import { createMicrophone } from './microphone.ts';
import type { Microphone } from './microphone.ts';

/** Without a queue a frame goes to the encoder in the call that hands it over: its instant is the instant it leaves. */
const queueMs = 0;

/** Publishes a microphone track in a connected room and keeps it supplied in real time. */
export async function publishMicrophone(
	room: Room,
	options: { now(): number; onSent(frame: Int16Array, atMs: number): void },
): Promise<Microphone> {
	const source = new AudioSource(CALL_RATE, 1, queueMs);
	const track = LocalAudioTrack.createAudioTrack('microphone', source);
	await room.localParticipant?.publishTrack(
		track,
		new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }),
	);
	const microphone = createMicrophone({
		...options,
		send: (frame) => source.captureFrame(new AudioFrame(frame, CALL_RATE, 1, FRAME_SAMPLES)),
	});
	return {
		...microphone,
		async stop() {
			await microphone.stop();
			await track.close();
		},
	};
}
