import type { CallerTurn } from '../scenario/scenario.ts';
import type { Caller } from './caller.ts';
import type { TranscriptSegment } from './transcript.ts';
import type { TurnTimes } from './turn.ts';

/** A turn that the call came to. */
export interface TakenTurn extends TurnTimes {
	/** Set when it had to be said once more: the first voiced frame of the first time; the other instants are of the second. */
	firstSaidFromMs?: number | null;
}

export interface TurnReport extends TakenTurn {
	/** The words of the script. */
	said: string;
	/** What the agent's transcript says that the caller said. */
	recognised: string;
	/** What the agent's transcript says that it answered. */
	heard: string;
}

/** What a caller can tell of a call. Every instant is in milliseconds since it began to join. */
export interface CallReport {
	/** When it began to join, ISO 8601. */
	startedAt: string;
	/** When the caller was in the room with an open microphone. */
	joinedMs: number;
	/** From then to the first voiced frame of the agent; null when there was no greeting. */
	greetingHeardMs: number | null;
	greeting: string;
	/** One for each turn of the script that the call came to. */
	turns: TurnReport[];
	transcript: TranscriptSegment[];
	/** Path of the WAV file, null when none was asked for. */
	recording: string | null;
	/** The latest that a frame left, in milliseconds; measurements of a call that was late are off by up to this. */
	worstLateMs: number;
	endedBy: 'caller' | 'agent' | 'deadline';
	/** What went wrong, one sentence each; empty for a call that went by the script. */
	problems: string[];
}

/** Writes the report of a call that is over; `taken` holds the turns that it came to, in the order of the script. */
export function createReport(
	caller: Pick<Caller, 'joinedMs' | 'transcript' | 'worstLateMs'>,
	call: {
		startedAt: string;
		script: readonly CallerTurn[];
		taken: readonly TakenTurn[];
		greetedAtMs: number | null;
		endedBy: CallReport['endedBy'];
		recording: string | null;
	},
): CallReport {
	const { script, taken, greetedAtMs, startedAt, recording, endedBy } = call;
	const transcript = caller.transcript();
	const words = (speaker: TranscriptSegment['speaker'], fromMs: number, untilMs: number) =>
		transcript
			.filter((segment) => segment.speaker === speaker)
			.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs)
			.map(({ text }) => text.trim())
			.join(' ');
	const begin = ({ firstSaidFromMs, saidFromMs }: TakenTurn) => firstSaidFromMs ?? saidFromMs;
	/** A turn owns what is said from its first voiced frame to the next turn's. */
	const beginOf = (index: number): number =>
		taken
			.slice(index)
			.map(begin)
			.find((atMs) => atMs !== null) ?? Infinity;

	const turns = taken.map((times, index): TurnReport => {
		const [fromMs, untilMs] = [begin(times) ?? Infinity, beginOf(index + 1)];
		return {
			said: script[index]?.say ?? '',
			recognised: words('caller', fromMs, untilMs),
			heard: words('agent', fromMs, untilMs),
			...times,
		};
	});
	const isCutShort = taken.length < script.length;
	const problems = [
		...(greetedAtMs === null ? ['The agent did not greet.'] : []),
		...turns.flatMap(({ problem }, index) =>
			problem === null ? [] : [`Turn ${index + 1}: ${problem}`],
		),
		...(endedBy === 'deadline' ? ['The call was not over at its deadline.'] : []),
		...(isCutShort ? [`The call ended after ${taken.length} of ${script.length} turns.`] : []),
	];
	return {
		startedAt,
		joinedMs: caller.joinedMs,
		greetingHeardMs: greetedAtMs === null ? null : greetedAtMs - caller.joinedMs,
		greeting: words('agent', 0, beginOf(0)),
		turns,
		transcript,
		recording,
		worstLateMs: caller.worstLateMs(),
		endedBy,
		problems,
	};
}
