/** A run of a workflow, reduced to what flowed through it. */
export interface Execution {
	id: string;
	/** `success`, `error`, `waiting`, … */
	status: string;
	/** `webhook`, `manual`, … */
	mode: string;
	/** ISO 8601. */
	startedAt: string;
	/** ISO 8601. */
	stoppedAt: string | null;
	/** Node name → the JSON of the items that left its first connected output in its last run. */
	outputs: Record<string, unknown[]>;
	/** The node that ran last. */
	lastNode: string | undefined;
	error: string | undefined;
	/** What n8n shows under the error. */
	errorDescription: string | undefined;
}

interface Item {
	json: unknown;
}

/** The part of the public API's execution that is read here. */
export interface RawExecution {
	id: string | number;
	status: string;
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
	data?: {
		resultData?: {
			lastNodeExecuted?: string;
			error?: { message?: string; description?: string | null };
			runData?: Record<string, { data?: { main?: (Item[] | null)[] } }[]>;
		};
	};
}

export function toExecution(raw: RawExecution): Execution {
	const result = raw.data?.resultData;
	const outputs = Object.entries(result?.runData ?? {}).map(([node, runs]) => {
		const main = runs.at(-1)?.data?.main ?? [];
		const items = main.find((output) => output !== null && output.length > 0) ?? [];
		return [node, items.map(({ json }) => json)] as const;
	});
	return {
		id: String(raw.id),
		status: raw.status,
		mode: raw.mode,
		startedAt: raw.startedAt,
		stoppedAt: raw.stoppedAt,
		outputs: Object.fromEntries(outputs),
		lastNode: result?.lastNodeExecuted,
		error: result?.error?.message,
		errorDescription: result?.error?.description ?? undefined,
	};
}
