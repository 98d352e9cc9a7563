import type { RegisteredTool } from '../../../contract/tool.ts';
import type { Database } from '../store/open-database.ts';

/** A broken tool is tried again after this time, because nobody tells the runtime that n8n is well again. */
export const FAULT_REST_MS = 60_000;

type ToolKey = Pick<RegisteredTool, 'registrationId' | 'slot'>;

export interface Fault {
	/** One sentence that tells the builder what to do. */
	problem: string;
	/** True while the tool must not be tried again. */
	resting: boolean;
}

/** Which tools cannot run now and why. Durable, so that a restart does not make a caller find out again. */
export interface Faults {
	read(): Promise<(tool: ToolKey) => Fault | undefined>;
	mark(tool: ToolKey, problem: string): Promise<void>;
	clear(tool: ToolKey): Promise<void>;
}

const keyOf = ({ registrationId, slot }: ToolKey): string => `${slot}/${registrationId}`;

export function createFaults(options: { database: Database; now: () => number }): Faults {
	const { database, now } = options;
	return {
		async read() {
			const rows = await database.selectFrom('tool_faults').selectAll().execute();
			const faults = new Map(
				rows.map((row) => [
					keyOf({ registrationId: row.registration_id, slot: row.slot }),
					{ problem: row.problem, resting: Date.parse(row.at) > now() - FAULT_REST_MS },
				]),
			);
			return (tool) => faults.get(keyOf(tool));
		},

		async mark({ registrationId, slot }, problem) {
			const at = new Date(now()).toISOString();
			await database
				.insertInto('tool_faults')
				.values({ registration_id: registrationId, slot, problem, at })
				.onConflict((conflict) =>
					conflict.columns(['registration_id', 'slot']).doUpdateSet({ problem, at }),
				)
				.execute();
		},

		async clear({ registrationId, slot }) {
			await database
				.deleteFrom('tool_faults')
				.where('registration_id', '=', registrationId)
				.where('slot', '=', slot)
				.execute();
		},
	};
}
