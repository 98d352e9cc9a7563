import { VoiceAgentError } from '../../../contract/error.ts';
import type { RegisteredTool, ToolRegistration } from '../../../contract/tool.ts';
import type { Database } from '../store/open-database.ts';
import { checkRegistration } from './check-registration.ts';

/** How long a test registration waits for its one call. n8n's own test listener waits as long. */
const TEST_SLOT_TTL_MS = 120_000;

type Slot = ToolRegistration['slot'];

export interface RegistryOptions {
	database: Database;
	allowedOrigins: readonly string[];
	now: () => number;
}

/** The durable list of tools: n8n calls no hook when it or the runtime restarts. */
export interface Registry {
	register(registrationId: string, registration: ToolRegistration): Promise<RegisteredTool>;
	unregister(registrationId: string, slot?: Slot): Promise<void>;
	/** Production first, then test, each by name; expired test registrations are gone. The state is not judged here. */
	list(): Promise<RegisteredTool[]>;
}

export function createRegistry({ database, allowedOrigins, now }: RegistryOptions): Registry {
	const isoNow = () => new Date(now()).toISOString();

	async function list(): Promise<RegisteredTool[]> {
		const rows = await database
			.selectFrom('tools')
			.selectAll()
			.where((where) =>
				where.or([where('expires_at', 'is', null), where('expires_at', '>', isoNow())]),
			)
			.orderBy('slot')
			.orderBy('name')
			.execute();
		return rows.map((row) => ({
			...(JSON.parse(row.registration_json) as ToolRegistration),
			registrationId: row.registration_id,
			state: { status: 'ready' },
			updatedAt: row.updated_at,
		}));
	}

	/** Makes room for the name, or says who has it. */
	async function claimName(
		transaction: Database,
		registrationId: string,
		{ name, slot, url, workflow }: ToolRegistration,
	): Promise<void> {
		const holders = await transaction
			.selectFrom('tools')
			.select(['registration_id', 'slot', 'registration_json'])
			.where('name', '=', name)
			.where('registration_id', '!=', registrationId)
			.execute();
		for (const holder of holders) {
			const held = JSON.parse(holder.registration_json) as ToolRegistration;
			const sameTrigger = held.url === url;
			// A test shadows the published tool of its own workflow, and the last test of a name is the one somebody looks at.
			const mayShadow = holder.slot !== slot && held.workflow.id === workflow.id;
			const olderTest = holder.slot === 'test';
			if (holder.slot === slot && (sameTrigger || olderTest)) {
				await transaction
					.deleteFrom('tools')
					.where('registration_id', '=', holder.registration_id)
					.where('slot', '=', slot)
					.execute();
			} else if (!mayShadow && !olderTest) {
				throw new VoiceAgentError(
					'conflict',
					`The tool name "${name}" belongs to the workflow "${held.workflow.name}" (${held.workflow.id}). ` +
						'Give this tool another name, or unpublish that workflow; ' +
						`if n8n no longer has it, DELETE /v1/tools/${holder.registration_id} frees the name.`,
					{ details: [{ field: 'name', problem: 'is taken by another workflow' }] },
				);
			}
		}
	}

	return {
		list,

		async register(registrationId, registration) {
			checkRegistration(registration, allowedOrigins);
			const { slot, name } = registration;
			const updatedAt = isoNow();
			const expiresAt = slot === 'test' ? new Date(now() + TEST_SLOT_TTL_MS).toISOString() : null;
			await database.transaction().execute(async (transaction) => {
				await transaction.deleteFrom('tools').where('expires_at', '<=', updatedAt).execute();
				await claimName(transaction, registrationId, registration);
				await transaction
					.insertInto('tools')
					.values({
						registration_id: registrationId,
						slot,
						name,
						registration_json: JSON.stringify(registration),
						updated_at: updatedAt,
						expires_at: expiresAt,
					})
					.onConflict((conflict) =>
						conflict.columns(['registration_id', 'slot']).doUpdateSet((row) => ({
							name: row.ref('excluded.name'),
							registration_json: row.ref('excluded.registration_json'),
							updated_at: row.ref('excluded.updated_at'),
							expires_at: row.ref('excluded.expires_at'),
						})),
					)
					.execute();
				await transaction
					.deleteFrom('tool_faults')
					.where('registration_id', '=', registrationId)
					.where('slot', '=', slot)
					.execute();
			});
			return { ...registration, registrationId, state: { status: 'ready' }, updatedAt };
		},

		async unregister(registrationId, slot) {
			for (const table of ['tools', 'tool_faults'] as const) {
				let query = database.deleteFrom(table).where('registration_id', '=', registrationId);
				if (slot) query = query.where('slot', '=', slot);
				await query.execute();
			}
		},
	};
}
