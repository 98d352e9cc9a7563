import { voice } from '@livekit/agents';
import { AUDIBLE, createStretches, STRETCH_MS } from './stretches.ts';

/** When what the agent said became audible. */
export interface FirstSounds {
	/**
	 * A voice begins with some silence, which the caller hears as waiting.
	 *
	 * @param startedAt - When the first frame left, milliseconds since the epoch.
	 * @returns when the first sound left; undefined when nothing audible did.
	 */
	after(startedAt: number): number | undefined;
}

/** One piece of speech: everything up to a flush. */
interface Piece {
	stretchesOf: ReturnType<typeof createStretches>;
	/** Length of the silence it began with, so far. */
	silenceMs: number;
	/** When its first audible frame was handed over; frames may come more slowly than they are played. */
	audibleAt?: number;
}

const KEPT_PIECES = 20;
/** How much the framework's clock and this one may differ about the same frame. */
const SAME_FRAME_MS = 20;

const newPiece = (): Piece => ({ stretchesOf: createStretches(), silenceMs: 0 });

/**
 * Listens to what goes out.
 *
 * @param now - Milliseconds since the epoch.
 */
export function followFirstSounds(output: voice.AudioOutput, now: () => number): FirstSounds {
	let piece = newPiece();
	let played: { startedAt: number; piece: Piece }[] = [];

	output.on(
		voice.AudioOutput.EVENT_PLAYBACK_STARTED,
		({ createdAt }: voice.PlaybackStartedEvent) => {
			played = [...played, { startedAt: createdAt, piece }].slice(-KEPT_PIECES);
		},
	);
	const capture = output.captureFrame.bind(output);
	output.captureFrame = (frame) => {
		if (piece.audibleAt === undefined) {
			const levels = piece.stretchesOf(frame);
			const first = levels.findIndex((level) => level > AUDIBLE);
			piece.silenceMs += (first < 0 ? levels.length : first) * STRETCH_MS;
			if (first >= 0) piece.audibleAt = now();
		}
		return capture(frame);
	};
	const flush = output.flush.bind(output);
	output.flush = () => {
		piece = newPiece();
		flush();
	};
	const clearBuffer = output.clearBuffer.bind(output);
	output.clearBuffer = () => {
		piece = newPiece();
		clearBuffer();
	};

	return {
		after(startedAt) {
			const found = played.findLast((one) => Math.abs(one.startedAt - startedAt) < SAME_FRAME_MS);
			if (found?.piece.audibleAt === undefined) return undefined;
			return Math.max(found.startedAt + found.piece.silenceMs, found.piece.audibleAt);
		},
	};
}
