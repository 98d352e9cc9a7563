import type { Migration } from 'kysely';
import { sessions } from './0001-sessions.ts';
import { tools } from './0002-tools.ts';
import { toolCallProgressAndTimes } from './0003-tool-call-progress-and-times.ts';
import { deliveries } from './0004-deliveries.ts';
import { extraction } from './0005-extraction.ts';
import { replicas } from './0006-replicas.ts';

/** Every migration by its name; names sort in the order in which they run. */
export const migrations: Record<string, Migration> = {
	'0001-sessions': sessions,
	'0002-tools': tools,
	'0003-tool-call-progress-and-times': toolCallProgressAndTimes,
	'0004-deliveries': deliveries,
	'0005-extraction': extraction,
	'0006-replicas': replicas,
};
