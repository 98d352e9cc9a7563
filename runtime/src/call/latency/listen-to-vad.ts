import type { VAD, VADEvent } from '@livekit/agents';

/** Hands every event of a VAD's streams to a listener, just before the framework gets it. */
export function listenToVad(vad: VAD, onEvent: (event: VADEvent) => void): void {
	const open = vad.stream.bind(vad);
	vad.stream = () => {
		const stream = open();
		const next = stream.next.bind(stream);
		stream.next = async () => {
			const result = await next();
			if (!result.done) onEvent(result.value);
			return result;
		};
		return stream;
	};
}
