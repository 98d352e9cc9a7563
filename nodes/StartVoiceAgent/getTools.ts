import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { RegisteredTool, ToolState } from '../../contract/tool';
import { runtimeRequest } from '../shared/runtimeRequest';

/** The tools for the multi-select, each with what keeps it from running as published, if anything does. */
export async function getTools(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const answer = await runtimeRequest.call(this, { method: 'GET', path: '/v1/tools' });
	const { tools } = answer as { tools: RegisteredTool[] };
	const inSlot = (slot: RegisteredTool['slot']) =>
		new Map(tools.filter((tool) => tool.slot === slot).map((tool) => [tool.name, tool]));
	const published = inSlot('production');
	// Its next call goes to the editor, where somebody listens for a test event.
	const tested = inSlot('test');
	return [...new Set([...published.keys(), ...tested.keys()])].sort().map((name) => {
		const { description, workflow } = (published.get(name) ?? tested.get(name)) as RegisteredTool;
		const { state } = (tested.get(name) ?? published.get(name)) as RegisteredTool;
		return { name, value: name, description: `${stateOf(state)}${description} (${workflow.name})` };
	});
}

function stateOf(state: ToolState): string {
	if (state.status === 'broken') return `⚠ Cannot run now: ${state.problem} – `;
	return state.warning ? `⚠ ${state.warning} – ` : '';
}
