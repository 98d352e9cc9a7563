import type { RegisteredTool } from '../../../contract/tool.ts';
import type { CallTool, CallTools } from '../channel/messages.ts';
import { canonicalJson, sha256 } from './canonical-json.ts';
import type { Faults } from './faults.ts';
import type { Registry } from './registry.ts';
import type { RunnableTool } from './tools.ts';

/** A tool that a call may use now, and why it cannot if so. */
export interface CatalogEntry {
	tool: RunnableTool;
	/** For the builder; set when the tool must not be tried at the moment. */
	problem?: string;
}

/** All sources of tools as one list. */
export interface Catalog {
	list(): Promise<RegisteredTool[]>;
	/** One entry per name: a test registration before production, production before built-in. */
	entries(sessionTools: string[] | null): Promise<Map<string, CatalogEntry>>;
	offeredTo(sessionTools: string[] | null): Promise<CallTools>;
}

/** Spoken when the model picks a broken tool. */
const CANNOT_RUN = 'I am sorry, I cannot do that at the moment.';

export function createCatalog(options: {
	registry: Registry;
	faults: Faults;
	builtIn: RunnableTool[];
}): Catalog {
	const { registry, faults, builtIn } = options;

	/** Later entries of the same name win. */
	const all = async (): Promise<RunnableTool[]> => {
		const registered = await registry.list();
		const taken = new Set(registered.map(({ name }) => name));
		return [...builtIn.filter(({ name }) => !taken.has(name)), ...registered];
	};

	async function entries(sessionTools: string[] | null): Promise<Map<string, CatalogEntry>> {
		const [tools, faultOf] = await Promise.all([all(), faults.read()]);
		return new Map(
			tools
				.filter(({ name }) => sessionTools === null || sessionTools.includes(name))
				.map((tool) => {
					const fault = faultOf(tool);
					return [tool.name, fault?.resting ? { tool, problem: fault.problem } : { tool }];
				}),
		);
	}

	return {
		entries,

		async list() {
			const [tools, faultOf] = await Promise.all([all(), faults.read()]);
			return tools.map((runnable) => {
				const tool = { ...runnable };
				delete tool.builtIn;
				const fault = faultOf(tool);
				return fault ? { ...tool, state: { status: 'broken', problem: fault.problem } } : tool;
			});
		},

		async offeredTo(sessionTools) {
			const tools = [...(await entries(sessionTools)).values()]
				.map(({ tool, problem }) => callTool(tool, problem !== undefined))
				.sort((left, right) => (left.name < right.name ? -1 : 1));
			return { version: sha256(canonicalJson(tools)).slice(0, 16), tools };
		},
	};
}

/** Only what the call needs: neither the URL nor the workflow leaves the service process. */
const callTool = (tool: RunnableTool, broken: boolean): CallTool => ({
	name: tool.name,
	description: tool.description,
	parameters: tool.parameters,
	requiresConfirmation: tool.requiresConfirmation,
	sideEffect: tool.sideEffect,
	timeoutMs: tool.timeoutMs,
	fillerText: tool.fillerText,
	...(broken ? { problem: CANNOT_RUN } : {}),
});
