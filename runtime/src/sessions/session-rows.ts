import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { SessionStatus, SessionUsage } from '../../../contract/session.ts';
import type { Schema, SessionTable } from '../store/schema.ts';

export type SessionRow = Selectable<SessionTable>;

/** Listed one by one rather than as "not final", so that the index on the status is used. */
const UNFINISHED: SessionStatus[] = ['created', 'waiting', 'active'];

export const isFinal = (status: SessionStatus): boolean => !UNFINISHED.includes(status);

/** Where a page of a list goes on. */
export interface PageStart {
	createdAt: string;
	id: string;
}

/** The rows of the sessions table. */
export interface SessionRows {
	/**
	 * Adds a session unless there is one of this id.
	 *
	 * @returns Whether it was added.
	 * @throws VoiceAgentError `too_many_sessions` when `maxUnfinished` sessions that the same replica admitted are not over yet.
	 */
	insert(
		row: Insertable<SessionTable> & { replica: string },
		maxUnfinished: number,
	): Promise<boolean>;
	find(id: string): Promise<SessionRow | undefined>;
	findByRoom(room: string): Promise<SessionRow | undefined>;
	/** Newest first. */
	list(options: {
		status?: SessionStatus;
		limit: number;
		after?: PageStart;
	}): Promise<SessionRow[]>;
	unfinished(): Promise<SessionRow[]>;
	/** Changes a session that is not over; tells whether it did. */
	updateUnfinished(id: string, values: Updateable<SessionTable>): Promise<boolean>;
	/** `created` → `waiting`, unless the agent was faster. */
	awaitCaller(id: string): Promise<void>;
	/** → `active`, once. */
	activate(id: string, startedAt: string): Promise<void>;
	/** Notes a sign of life of the call; false when there is no such session. */
	heard(id: string, nowMs: number): Promise<boolean>;
	setUsage(id: string, usage: SessionUsage): Promise<void>;
	/** Forgets a session that never came to be. */
	remove(id: string): Promise<void>;
}

export function createSessionRows(database: Kysely<Schema>): SessionRows {
	const byId = (id: string) => database.selectFrom('sessions').selectAll().where('id', '=', id);

	return {
		insert: (row, maxUnfinished) =>
			// One transaction, so that two requests never share the last free place.
			database.transaction().execute(async (transaction) => {
				const existing = await transaction
					.selectFrom('sessions')
					.select('id')
					.where('id', '=', row.id)
					.executeTakeFirst();
				if (existing) return false;
				const { count } = await transaction
					.selectFrom('sessions')
					.select(({ fn }) => fn.countAll<number>().as('count'))
					.where('status', 'in', UNFINISHED)
					.where('replica', '=', row.replica)
					.executeTakeFirstOrThrow();
				if (count >= maxUnfinished) {
					throw new VoiceAgentError(
						'too_many_sessions',
						`${count} sessions are running, which is all that MAX_SESSIONS allows. Try again when one is over.`,
					);
				}
				await transaction.insertInto('sessions').values(row).execute();
				return true;
			}),
		find: (id) => byId(id).executeTakeFirst(),
		findByRoom: (room) =>
			database.selectFrom('sessions').selectAll().where('room', '=', room).executeTakeFirst(),
		list: ({ status, limit, after }) => {
			let query = database.selectFrom('sessions').selectAll();
			if (status) query = query.where('status', '=', status);
			if (after) {
				query = query.where((where) =>
					where(where.refTuple('created_at', 'id'), '<', where.tuple(after.createdAt, after.id)),
				);
			}
			return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
		},
		unfinished: () =>
			database.selectFrom('sessions').selectAll().where('status', 'in', UNFINISHED).execute(),
		updateUnfinished: async (id, values) => {
			const { numUpdatedRows } = await database
				.updateTable('sessions')
				.set(values)
				.where('id', '=', id)
				.where('status', 'in', UNFINISHED)
				.executeTakeFirst();
			return numUpdatedRows > 0n;
		},
		activate: async (id, startedAt) => {
			await database
				.updateTable('sessions')
				.set({ status: 'active', started_at: startedAt })
				.where('id', '=', id)
				.where('status', 'in', ['created', 'waiting'])
				.execute();
		},
		heard: async (id, nowMs) => {
			const { numUpdatedRows } = await database
				.updateTable('sessions')
				.set({ heard_at_ms: nowMs })
				.where('id', '=', id)
				.executeTakeFirst();
			return numUpdatedRows > 0n;
		},
		setUsage: async (id, usage) => {
			await database
				.updateTable('sessions')
				.set({ usage_json: JSON.stringify(usage) })
				.where('id', '=', id)
				.execute();
		},
		awaitCaller: async (id) => {
			await database
				.updateTable('sessions')
				.set({ status: 'waiting' })
				.where('id', '=', id)
				.where('status', '=', 'created')
				.execute();
		},
		remove: async (id) => {
			await database.deleteFrom('session_events').where('session_id', '=', id).execute();
			await database.deleteFrom('sessions').where('id', '=', id).execute();
		},
	};
}
