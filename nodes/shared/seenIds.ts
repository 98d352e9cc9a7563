import type { FunctionsBase } from 'n8n-workflow';

export interface SeenIds {
	/** Remembers the id and tells whether it came before. Synchronous, so that of two at once only one is new. */
	add(id: string): boolean;
	has(id: string): boolean;
}

/**
 * The messages for which this process has run something. It is all that a webhook function can remember: n8n does not save
 * what it writes to static data.
 *
 * @param limit How many are remembered; the oldest are forgotten first.
 */
export function createSeenIds(limit: number): SeenIds {
	const seen = new Set<string>();
	return {
		has: (id) => seen.has(id),
		add(id) {
			if (seen.has(id)) return true;
			seen.add(id);
			if (seen.size > limit) {
				const [oldest] = seen;
				if (oldest !== undefined) seen.delete(oldest);
			}
			return false;
		},
	};
}

/** A message to one trigger of one workflow. */
export const messageKey = (
	trigger: Pick<FunctionsBase, 'getNode' | 'getWorkflow'>,
	id: string,
): string => `${trigger.getWorkflow().id} ${trigger.getNode().id} ${id}`;
