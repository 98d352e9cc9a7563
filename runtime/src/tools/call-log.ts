import type { Selectable } from 'kysely';
import type { ToolCallRecord } from '../../../contract/session.ts';
import type { CallToolRequest, CallToolResult } from '../channel/messages.ts';
import type { Database } from '../store/open-database.ts';
import type { ToolCallTable } from '../store/tool-tables.ts';
import { canonicalJson, hashArguments } from './canonical-json.ts';

/** An answer longer than this is kept as the beginning of its text. */
const MAX_KEPT_ANSWER = 4000;

export type LoggedCall = Selectable<ToolCallTable>;

/** A call that is about to be decided on, with its arguments as they would be sent. */
export interface StartingCall {
	sessionId: string;
	request: CallToolRequest;
	sideEffect: boolean;
	startedAtMs: number;
}

/** How a call ended. */
export interface CallEnd {
	result: CallToolResult;
	executed: LoggedCall['executed'];
	answer?: unknown;
	detail?: string;
	attempts?: number;
	/** Where the time of the answered request went; absent where nobody measured it. */
	times?: RequestTimes;
}

/** The round trip of one request, in whole milliseconds. */
export interface RequestTimes {
	n8nMs: number;
	networkMs: number;
}

type Progress = NonNullable<ToolCallRecord['progress']>;

/** Every tool call, durably: the audit log, and the proof that a callId runs at most once. */
export interface CallLog {
	find(callId: string): Promise<LoggedCall | undefined>;
	/** Calls of the session with these arguments that ran or may have run, the newest first. */
	sameAction(sessionId: string, request: CallToolRequest): Promise<LoggedCall[]>;
	/**
	 * Calls of the session that were begun and have no outcome yet, the oldest first.
	 *
	 * @param connection - A transaction that is to see them.
	 */
	unended(sessionId: string, connection: Database): Promise<LoggedCall[]>;
	/** Written before anything is sent. */
	begin(call: StartingCall, registrationId: string, replyTokenHash: string): Promise<void>;
	/** Ends a call that was begun, or logs one that never was sent. */
	end(call: StartingCall, end: CallEnd): Promise<ToolCallRecord>;
	/** Adds a sentence that was spoken on the way. */
	addProgress(callId: string, say: string): Promise<void>;
	/** Takes a late result once. @returns undefined when another one was first. */
	endLate(call: LoggedCall, end: CallEnd): Promise<ToolCallRecord | undefined>;
}

export const resultOf = (
	call: LoggedCall & { outcome: NonNullable<LoggedCall['outcome']> },
): CallToolResult => ({
	outcome: call.outcome,
	text: call.text ?? '',
	...(call.say === null ? {} : { say: call.say }),
});

export const progressOf = ({ progress_json }: Pick<LoggedCall, 'progress_json'>): Progress =>
	progress_json === null ? [] : (JSON.parse(progress_json) as Progress);

export function createCallLog(options: { database: Database; now: () => number }): CallLog {
	const { database, now } = options;
	const iso = (ms: number) => new Date(ms).toISOString();

	const started = ({ sessionId, request, sideEffect, startedAtMs }: StartingCall) => ({
		call_id: request.callId,
		session_id: sessionId,
		tool: request.tool,
		arguments_json: canonicalJson(request.arguments),
		arguments_hash: hashArguments(request.arguments),
		turn: request.turn.number,
		side_effect: sideEffect ? 1 : 0,
		started_at: iso(startedAtMs),
	});

	const ended = (end: CallEnd, startedAtMs: number) => ({
		executed: end.executed,
		outcome: end.result.outcome,
		text: end.result.text,
		say: end.result.say ?? null,
		answer_json: keptAnswer(end.answer),
		detail: end.detail ?? null,
		attempts: end.attempts ?? 0,
		n8n_ms: end.times?.n8nMs ?? null,
		network_ms: end.times?.networkMs ?? null,
		finished_at: iso(now()),
		duration_ms: Math.max(0, Math.round(now() - startedAtMs)),
	});

	return {
		find: (callId) =>
			database
				.selectFrom('tool_calls')
				.selectAll()
				.where('call_id', '=', callId)
				.executeTakeFirst(),

		sameAction: (sessionId, request) =>
			database
				.selectFrom('tool_calls')
				.selectAll()
				.where('session_id', '=', sessionId)
				.where('tool', '=', request.tool)
				.where('arguments_hash', '=', hashArguments(request.arguments))
				.where('side_effect', '=', 1)
				.where('executed', '!=', 'no')
				.orderBy('started_at', 'desc')
				.execute(),

		unended: (sessionId, connection) =>
			connection
				.selectFrom('tool_calls')
				.selectAll()
				.where('session_id', '=', sessionId)
				.where('outcome', 'is', null)
				.orderBy('started_at')
				.execute(),

		async begin(call, registrationId, replyTokenHash) {
			await database
				.insertInto('tool_calls')
				.values({
					...started(call),
					registration_id: registrationId,
					executed: 'unknown',
					attempts: 0,
					reply_token_hash: replyTokenHash,
				})
				.execute();
		},

		async end(call, end) {
			const values = ended(end, call.startedAtMs);
			const { progress_json } = await database
				.insertInto('tool_calls')
				.values({ ...started(call), ...values })
				.onConflict((conflict) => conflict.column('call_id').doUpdateSet(values))
				.returning('progress_json')
				.executeTakeFirstOrThrow();
			return recordOf({ ...started(call), ...values, progress_json });
		},

		addProgress: (callId, say) =>
			// One transaction, so that two sentences at once are both kept.
			database.transaction().execute(async (transaction) => {
				const ofCall = transaction.selectFrom('tool_calls').where('call_id', '=', callId);
				const call = await ofCall.select('progress_json').executeTakeFirstOrThrow();
				const progress: Progress = [...progressOf(call), { at: iso(now()), say }];
				await transaction
					.updateTable('tool_calls')
					.set({ progress_json: JSON.stringify(progress) })
					.where('call_id', '=', callId)
					.execute();
			}),

		async endLate(call, end) {
			const startedAtMs = Date.parse(call.started_at);
			// The times stay those of the request that started the work.
			const { n8n_ms, network_ms } = call;
			const values = {
				...ended({ attempts: call.attempts, ...end }, startedAtMs),
				n8n_ms,
				network_ms,
			};
			const updated = await database
				.updateTable('tool_calls')
				.set({ ...values, late_at: iso(now()) })
				.where('call_id', '=', call.call_id)
				.where('late_at', 'is', null)
				.returning('progress_json')
				.executeTakeFirst();
			return updated && recordOf({ ...call, ...values, ...updated });
		},
	};
}

function keptAnswer(answer: unknown): string | null {
	if (answer === undefined) return null;
	const text = JSON.stringify(answer);
	return text.length <= MAX_KEPT_ANSWER
		? text
		: JSON.stringify(`${text.slice(0, MAX_KEPT_ANSWER)} …`);
}

type RecordedColumns =
	| 'call_id'
	| 'tool'
	| 'arguments_json'
	| 'answer_json'
	| 'progress_json'
	| 'started_at'
	| 'duration_ms'
	| 'n8n_ms'
	| 'network_ms';

/** A row of the log as the session's record shows it. */
export const recordOf = (
	call: Pick<LoggedCall, RecordedColumns> & { outcome: ToolCallRecord['outcome'] },
): ToolCallRecord => ({
	callId: call.call_id,
	tool: call.tool,
	arguments: JSON.parse(call.arguments_json) as Record<string, unknown>,
	outcome: call.outcome,
	...(call.answer_json === null ? {} : { answer: JSON.parse(call.answer_json) as unknown }),
	...(call.progress_json === null ? {} : { progress: progressOf(call) }),
	at: call.started_at,
	durationMs: call.duration_ms ?? 0,
	...(call.n8n_ms === null ? {} : { n8nMs: call.n8n_ms }),
	...(call.network_ms === null ? {} : { networkMs: call.network_ms }),
});
