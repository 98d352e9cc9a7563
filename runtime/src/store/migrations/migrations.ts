import type { Migration } from 'kysely';
import { sessions } from './0001-sessions.ts';

/** Every migration by its name; names sort in the order in which they run. */
export const migrations: Record<string, Migration> = {
	'0001-sessions': sessions,
};
