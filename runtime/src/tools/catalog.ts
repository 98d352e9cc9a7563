import type { RegisteredTool } from '../../../contract/tool.ts';
import type { CallTool, CallTools } from '../channel/messages.ts';
import { canonicalJson, sha256 } from './canonical-json.ts';
import type { Faults } from './faults.ts';
import { withFreeNames } from './free-names.ts';
import type { ToolSource } from './tool-source.ts';
import type { ToolUser } from './tools.ts';

/** A tool that a call may use now, and why it cannot if so. */
export interface CatalogEntry {
	tool: RegisteredTool;
	source: ToolSource;
	/** For the builder; set when the tool must not be tried at the moment. */
	problem?: string;
}

/** All sources of tools as one list. */
export interface Catalog {
	list(): Promise<RegisteredTool[]>;
	/** What a session may ask for by name; null while a source has not told yet what it has. */
	names(): Promise<string[] | null>;
	/**
	 * One entry per name: a test registration before production, production before built-in. Tools of other servers give
	 * way to all of them by another name, and the session's own servers to everything else.
	 */
	entries(session: ToolUser): Promise<Map<string, CatalogEntry>>;
	offeredTo(session: ToolUser): Promise<CallTools>;
	/** Lets the sources look after the tools of a session. */
	prepare(wanted: (tool: RegisteredTool) => boolean): Promise<void>;
}

/** Spoken when the model picks a broken tool. */
const CANNOT_RUN = 'I am sorry, I cannot do that at the moment.';

export function createCatalog(options: {
	registered: ToolSource;
	builtIn: ToolSource;
	/** In the order in which they get the names that they have in common. */
	servers: readonly ToolSource[];
	/** The sources that only this session has. */
	serversOf: (sessionId: string) => readonly ToolSource[];
	faults: Faults;
}): Catalog {
	const { registered, builtIn, servers, serversOf, faults } = options;
	const sources = [registered, builtIn, ...servers];

	/** Later entries of the same name win. */
	async function read(): Promise<{ all: CatalogEntry[]; complete: boolean }> {
		const lists = await Promise.all(sources.map((source) => source.list()));
		const [own = [], builtInTools = [], ...others] = lists.map((list) => list ?? []);
		const taken = new Set(own.map(({ name }) => name));
		const free = builtInTools.filter(({ name }) => !taken.has(name));
		for (const { name } of free) taken.add(name);
		const all = [
			...free.map((tool) => ({ tool, source: builtIn })),
			...own.map((tool) => ({ tool, source: registered })),
			...servers.flatMap((source, index) =>
				withFreeNames(others[index] ?? [], taken).map((tool) => ({ tool, source })),
			),
		];
		return { all, complete: !lists.includes(undefined) };
	}

	async function judged(): Promise<CatalogEntry[]> {
		const [tools, faultOf] = await Promise.all([read(), faults.read()]);
		return tools.all.map(({ tool, source }) => {
			const fault = faultOf(tool);
			return fault
				? { tool: { ...tool, state: { status: 'broken', problem: fault.problem } }, source }
				: { tool, source };
		});
	}

	/** Whoever gave the session a server wants its tools, whatever else the session chose. */
	async function ownOf(sessionId: string, others: CatalogEntry[]): Promise<CatalogEntry[]> {
		const taken = new Set(others.map(({ tool }) => tool.name));
		const own = serversOf(sessionId);
		const lists = await Promise.all(own.map((source) => source.list()));
		return own.flatMap((source, index) =>
			withFreeNames(lists[index] ?? [], taken).map((tool) => ({ tool, source })),
		);
	}

	async function entries({ sessionId, tools }: ToolUser): Promise<Map<string, CatalogEntry>> {
		const [{ all }, faultOf] = await Promise.all([read(), faults.read()]);
		const chosen = all.filter(({ tool }) => tools === null || tools.includes(tool.name));
		return new Map(
			[...chosen, ...(await ownOf(sessionId, chosen))]
				.map((entry) => {
					const { state } = entry.tool;
					const fault = faultOf(entry.tool);
					if (state.status === 'broken') return { ...entry, problem: state.problem };
					return fault?.resting ? { ...entry, problem: fault.problem } : entry;
				})
				.map((entry) => [entry.tool.name, entry]),
		);
	}

	return {
		entries,

		list: async () => (await judged()).map(({ tool }) => tool),

		async names() {
			const tools = await read();
			return tools.complete ? tools.all.map(({ tool }) => tool.name) : null;
		},

		async offeredTo(session) {
			const tools = [...(await entries(session)).values()]
				// The tools of a server that is away are unknown to the model; a broken one of ours is excused in words.
				.filter(({ tool }) => tool.state.status !== 'broken')
				.map(({ tool, problem }) => callTool(tool, problem !== undefined))
				.sort((left, right) => (left.name < right.name ? -1 : 1));
			return { version: sha256(canonicalJson(tools)).slice(0, 16), tools };
		},

		async prepare(wanted) {
			const tools = await judged();
			await Promise.all(
				sources.map(async (source) => {
					const own = tools.filter((entry) => entry.source === source && wanted(entry.tool));
					await source.prepare?.(own.map(({ tool }) => tool));
				}),
			);
		},
	};
}

/** Only what the call needs: neither the URL nor the workflow leaves the service process. */
const callTool = (tool: RegisteredTool, broken: boolean): CallTool => ({
	name: tool.name,
	description: tool.description,
	parameters: tool.parameters,
	requiresConfirmation: tool.requiresConfirmation,
	sideEffect: tool.sideEffect,
	timeoutMs: tool.timeoutMs,
	fillerText: tool.fillerText,
	...(broken ? { problem: CANNOT_RUN } : {}),
});
