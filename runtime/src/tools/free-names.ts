import type { RegisteredTool } from '../../../contract/tool.ts';

const MAX_NAME_LENGTH = 64;

/** A name that models accept, as near to the given one as possible. */
export function modelSafeName(name: string): string {
	const safe = name.replaceAll(/\W/g, '_');
	return (/^[a-zA-Z]/.test(safe) ? safe : `tool_${safe}`).slice(0, MAX_NAME_LENGTH);
}

/**
 * Gives every tool a name of its own: its own name when that is free, else with its server's name in front.
 *
 * @param taken - Names that are not free; the new ones are added.
 */
export function withFreeNames(
	tools: readonly RegisteredTool[],
	taken: Set<string>,
): RegisteredTool[] {
	return tools.map((tool) => {
		const name = freeName(tool, taken);
		taken.add(name);
		return { ...tool, name };
	});
}

function freeName({ name, workflow }: RegisteredTool, taken: ReadonlySet<string>): string {
	if (!taken.has(name)) return name;
	const prefixed = modelSafeName(`${workflow.name}_${name}`);
	for (let count = 1; ; count++) {
		const suffix = count === 1 ? '' : `_${count}`;
		const candidate = prefixed.slice(0, MAX_NAME_LENGTH - suffix.length) + suffix;
		if (!taken.has(candidate)) return candidate;
	}
}
