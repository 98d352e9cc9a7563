import type { Kysely } from 'kysely';
import type { SessionUsage, StartSessionRequest } from '../../../contract/session.ts';
import type { Extract, Extracted } from '../extraction/extract.ts';
import type { Schema } from '../store/schema.ts';
import type { Logger } from '../telemetry/log.ts';
import type { WriteFinalEvent } from './final-event.ts';
import type { ReadRecord } from './read-record.ts';
import type { SessionEvents } from './session-events.ts';
import { configOf } from './session-record.ts';
import { createSessionRows, type SessionRow } from './session-rows.ts';

/** Reads out of transcripts what the reports shall hold, between the end of a session and its final event. */
export interface Conclusions {
	/** Begins, unless it is under way already; the final event follows within about 20 s. */
	begin(sessionId: string): void;
	/**
	 * Begins what another process has not finished.
	 *
	 * @param olderThanMs - How long the session has been over.
	 */
	recover(olderThanMs: number): Promise<void>;
	/** Resolves when nothing is under way. */
	settled(): Promise<void>;
}

const requestOf = (row: SessionRow): StartSessionRequest =>
	JSON.parse(row.request_json) as StartSessionRequest;

/** Whether the session's report is to hold answers or a summary. */
export function wantsExtraction(row: SessionRow): boolean {
	const { answers = [], summary = false } = requestOf(row);
	return answers.length > 0 || summary;
}

export function createConclusions(options: {
	database: Kysely<Schema>;
	events: Pick<SessionEvents, 'publish'>;
	readRecord: ReadRecord;
	extract: Extract;
	writeFinalEvent: WriteFinalEvent;
	now: () => number;
	logger: Logger;
}): Conclusions {
	const { database, logger } = options;
	const underWay = new Map<string, Promise<void>>();

	async function conclude(sessionId: string): Promise<void> {
		const row = await createSessionRows(database).find(sessionId);
		if (row?.extraction_status !== 'pending') return;
		const { transcript, usage } = await options.readRecord(row);
		const { answers = [], summary = false } = requestOf(row);
		const { model } = configOf(row).agent;
		const extracted = await options.extract({
			...{ sessionId, fields: answers, summary, transcript },
			...(model === undefined ? {} : { model }),
		});
		const final = await database.transaction().execute(async (transaction) => {
			const concluded = await store(sessionId, usage, extracted, transaction);
			return concluded && options.writeFinalEvent(concluded, transaction);
		});
		if (final) options.events.publish(final.published);
	}

	/** @returns undefined when somebody else has concluded the session meanwhile. */
	const store = (
		sessionId: string,
		usage: SessionUsage,
		extracted: Extracted,
		transaction: Kysely<Schema>,
	): Promise<SessionRow | undefined> =>
		transaction
			.updateTable('sessions')
			.set({
				extraction_status: 'done',
				extraction_json: JSON.stringify(extracted.extraction),
				usage_json: JSON.stringify(addUsage(usage, extracted.usage)),
			})
			.where('id', '=', sessionId)
			.where('extraction_status', '=', 'pending')
			.returningAll()
			.executeTakeFirst();

	const begin = (sessionId: string): void => {
		if (underWay.has(sessionId)) return;
		const concluding = conclude(sessionId)
			.catch((error: unknown) => logger.error({ sessionId, error }, 'a session has no final event'))
			.finally(() => underWay.delete(sessionId));
		underWay.set(sessionId, concluding);
	};

	return {
		begin,
		recover: async (olderThanMs) => {
			const rows = await database
				.selectFrom('sessions')
				.select('id')
				.where('extraction_status', '=', 'pending')
				.where('ended_at', '<=', new Date(options.now() - olderThanMs).toISOString())
				.execute();
			for (const { id } of rows) begin(id);
		},
		settled: async () => {
			await Promise.all(underWay.values());
		},
	};
}

const addUsage = (usage: SessionUsage, more: Extracted['usage']): SessionUsage => ({
	...usage,
	llmInputTokens: usage.llmInputTokens + more.llmInputTokens,
	llmCachedInputTokens: usage.llmCachedInputTokens + more.llmCachedInputTokens,
	llmOutputTokens: usage.llmOutputTokens + more.llmOutputTokens,
});
