import type { ProblemCode } from './problem.ts';

/** What the browser says about the page; all of it a parameter so that each refusal can be tested. */
export interface MicrophoneOptions {
	secure: boolean;
	/** Absent on insecure pages and in browsers without media capture. */
	devices: Pick<MediaDevices, 'getUserMedia'> | undefined;
}

export type MicrophoneOpening = { track: MediaStreamTrack } | { problem: ProblemCode };

/** Asks for the microphone; the browser shows its permission prompt when it has not been answered before. */
export async function openMicrophone(options: MicrophoneOptions): Promise<MicrophoneOpening> {
	if (!options.secure) return { problem: 'insecure-page' };
	if (!options.devices) return { problem: 'old-browser' };
	try {
		const stream = await options.devices.getUserMedia({
			audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
		});
		const [track] = stream.getAudioTracks();
		return track ? { track } : { problem: 'microphone-absent' };
	} catch (error) {
		return { problem: nameProblem(error) };
	}
}

const problems: Partial<Record<string, ProblemCode>> = {
	NotAllowedError: 'microphone-refused',
	SecurityError: 'microphone-refused',
	NotFoundError: 'microphone-absent',
	OverconstrainedError: 'microphone-absent',
};

function nameProblem(error: unknown): ProblemCode {
	// Everything else (NotReadableError, AbortError) means that there is a device which does not start.
	return (error instanceof DOMException && problems[error.name]) || 'microphone-busy';
}
