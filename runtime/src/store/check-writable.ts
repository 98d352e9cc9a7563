import type { Database } from './open-database.ts';

/** @returns A sentence when nothing can be written, undefined when all is well. */
export async function checkWritable(database: Database): Promise<string | undefined> {
	try {
		// Changes nothing, and still needs everything that a write needs.
		await database.updateTable('sessions').set({ end_reason: null }).where('id', '=', '').execute();
		return undefined;
	} catch {
		return 'The database cannot be written.';
	}
}
