import { AudioStream, Room, RoomEvent, TrackKind } from '@livekit/rtc-node';
import { CALL_RATE, isVoiced } from './frame.ts';
import { publishMicrophone } from './publish-microphone.ts';
import type { Pcm } from '../speech/pcm.ts';

/** A sine of 440 Hz that is easy to find in a recording. */
export function tone(lengthMs: number, rate = CALL_RATE): Pcm {
	const samples = Int16Array.from({ length: (lengthMs / 1000) * rate }, (_, index) =>
		Math.round(8_000 * Math.sin((2 * Math.PI * 440 * index) / rate)),
	);
	return { samples, sampleRate: rate };
}

/** How the echo agent answers one utterance. */
export interface Echo {
	/** Length of its tone; 0 = it stays silent. */
	lengthMs: number;
	/** Whether it goes on after a pause of 450 ms, still in the state `speaking`. */
	pauses?: boolean;
	/** Whether it leaves the room after its answer. */
	leaves?: boolean;
	/** Whether it has no words for what it answers. */
	deaf?: boolean;
}

/** Answers with a tone when the caller has been quiet for 100 ms, and falls silent 100 ms after the caller cuts in. */
export async function startEchoAgent(options: {
	url: string;
	token: string;
	/** One for each utterance of the caller; the first is the greeting. */
	answers: Echo[];
}): Promise<{ leave(): Promise<void> }> {
	const room = new Room();
	let next = 0;
	let cancel: (() => void) | undefined;
	let lastVoiced: number | undefined;
	let firstVoiced: number | undefined;
	let leaving = false;

	/** What is on its way when the agent leaves breaks off. */
	const meanwhile = (work: Promise<unknown> | undefined): void =>
		void work?.catch((error: unknown) => {
			if (!leaving) throw error;
		});
	const setState = (state: string) =>
		room.localParticipant?.setAttributes({ 'lk.agent.state': state });
	const transcribe = async (text: string, final: boolean, identity: string, segment: string) => {
		const writer = await room.localParticipant?.streamText({
			topic: 'lk.transcription',
			senderIdentity: identity,
			attributes: { 'lk.segment_id': segment, 'lk.transcription_final': `${final}` },
		});
		for (const word of text.split(/(?<= )/)) await writer?.write(word);
		await writer?.close();
	};

	room.on(RoomEvent.TrackSubscribed, (track, _publication, participant) => {
		if (track.kind !== TrackKind.KIND_AUDIO) return;
		const listen = async () => {
			const stream = new AudioStream(track, {
				sampleRate: CALL_RATE,
				numChannels: 1,
				frameSizeMs: 10,
			});
			await answer();
			for await (const { data } of stream) {
				const now = performance.now();
				if (isVoiced(data)) {
					lastVoiced = now;
					firstVoiced ??= now;
					if (now - firstVoiced >= 100) cancel?.();
				} else if (lastVoiced !== undefined && now - lastVoiced >= 100) {
					lastVoiced = firstVoiced = undefined;
					if (!options.answers[next]?.deaf) {
						meanwhile(transcribe(`caller ${next}`, false, participant.identity, `C${next}`));
						meanwhile(transcribe(`caller says ${next}`, true, participant.identity, `C${next}`));
					}
					meanwhile(answer());
				}
			}
		};
		meanwhile(listen());
	});

	await room.connect(options.url, options.token, { autoSubscribe: true, dynacast: false });
	await setState('initializing');
	const opened = performance.now();
	const microphone = await publishMicrophone(room, {
		now: () => performance.now() - opened,
		onSent: () => undefined,
	});

	async function speak(lengthMs: number): Promise<boolean> {
		const cutting = new AbortController();
		cancel = () => cutting.abort();
		// In pieces, so that it can be cut off.
		for (let leftMs = lengthMs; leftMs > 0 && !cutting.signal.aborted; leftMs -= 50) {
			await microphone.say(tone(Math.min(50, leftMs)).samples);
		}
		cancel = undefined;
		return !cutting.signal.aborted;
	}

	async function answer(): Promise<void> {
		if (leaving) return;
		const number = next++;
		const { lengthMs, pauses, leaves = false } = options.answers[number] ?? { lengthMs: 300 };
		leaving = leaves;
		if (lengthMs > 0) {
			meanwhile(setState('speaking'));
			const identity = room.localParticipant?.identity ?? '';
			meanwhile(transcribe(`agent says ${number}`, false, identity, `A${number}`));
			const finished = await speak(lengthMs);
			if (pauses && finished) {
				await new Promise((resolve) => setTimeout(resolve, 450));
				await speak(lengthMs);
			}
		}
		await setState('listening');
		// Its last words are still on their way.
		if (leaves) await new Promise((resolve) => setTimeout(resolve, 500));
		if (leaves) await leave();
	}

	async function leave(): Promise<void> {
		leaving = true;
		await microphone.stop();
		await room.disconnect();
	}
	return { leave };
}
