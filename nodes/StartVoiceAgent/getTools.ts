import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { RegisteredTool, ToolState } from '../../contract/tool';
import { runtimeRequest } from '../shared/runtimeRequest';

/** The published tools for the multi-select; one that cannot run now says so. */
export async function getTools(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const answer = await runtimeRequest.call(this, { method: 'GET', path: '/v1/tools' });
	const { tools } = answer as { tools: RegisteredTool[] };
	return tools
		.filter(({ slot }) => slot === 'production')
		.map(({ name, description, state, workflow }) => ({
			name,
			value: name,
			description: `${stateOf(state)}${description} (${workflow.name})`,
		}))
		.sort((first, second) => first.name.localeCompare(second.name));
}

function stateOf(state: ToolState): string {
	if (state.status === 'broken') return `⚠ Cannot run now: ${state.problem} – `;
	return state.warning ? `⚠ ${state.warning} – ` : '';
}
