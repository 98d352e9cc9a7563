import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';
import { setImmediate as nextTurn } from 'node:timers/promises';

const rows = new Map<string, DeduplicationItemTypes[]>();
let answering: Promise<void> = Promise.resolve();

/** What n8n keeps in its database of the items that nodes have processed. Like there, reading and writing are apart. */
class MemoryDeduplicator implements IDataDeduplicator {
	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		_scope: 'node' | 'workflow',
		{ workflow, node }: ICheckProcessedContextData,
		{ maxEntries = Infinity }: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const key = `${workflow.id} ${node!.id}`;
		const before = rows.get(key);
		await nextTurn();
		await answering;
		if (!before && rows.has(key)) throw new Error('The row was inserted by another execution.');
		const fresh = items.filter((item) => !before?.includes(item));
		rows.set(key, [...(before ?? []), ...fresh].slice(-maxEntries));
		return { new: fresh, processed: items.filter((item) => !fresh.includes(item)) };
	}

	removeProcessed = () => this.#unused();
	clearAllProcessedItems = () => this.#unused();
	getProcessedDataCount = () => this.#unused();

	#unused(): never {
		throw new Error('Not used by nodes');
	}
}

void DataDeduplicationService.init(new MemoryDeduplicator());

/** Records an item as an execution in another process of n8n would. @returns whether it was new. */
export async function recordProcessed(item: string, context: ICheckProcessedContextData) {
	const { new: fresh } = await DataDeduplicationService.getInstance().checkProcessedAndRecord(
		[item],
		'node',
		context,
		{ mode: 'entries' },
	);
	return fresh.length > 0;
}

/** Lets n8n's database answer nobody, as when it is busy, until the returned function is called. */
export function holdProcessedData(): () => void {
	let answer = () => {};
	answering = new Promise((resolve) => (answer = resolve));
	return answer;
}
