import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

/** What only the runtime's own database says. */
export interface RuntimeDatabase {
	/** Where the runtime wakes the workflow that waits for this session. */
	waitOf(sessionId: string): { waitId: string; url: string };
	/** Whether the session's call process has given a sign of life. */
	heard(sessionId: string): boolean;
	/** Where an event goes. */
	urlOf(deliveryId: string): string;
}

/** @param folder - Of the stack. */
export function readRuntimeDatabase(folder: string): RuntimeDatabase {
	function read(sql: string, id: string): Record<string, SQLOutputValue> | undefined {
		const database = new DatabaseSync(join(folder, 'runtime', 'voice-agent.db'), {
			readOnly: true,
		});
		try {
			return database.prepare(sql).get(id);
		} finally {
			database.close();
		}
	}
	return {
		waitOf: (sessionId) =>
			read(
				'SELECT wait_id AS waitId, url FROM session_waits JOIN session_wait_members USING (wait_id) WHERE session_id = ?',
				sessionId,
			) as { waitId: string; url: string },
		heard: (sessionId) =>
			typeof read('SELECT heard_at_ms FROM sessions WHERE id = ?', sessionId)?.heard_at_ms ===
			'number',
		urlOf: (deliveryId) =>
			read('SELECT url FROM deliveries WHERE id = ?', deliveryId)!.url as string,
	};
}
