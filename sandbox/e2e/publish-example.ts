import { giveCredentials } from '../src/launch/import-examples.ts';
import type { Credential, WorkflowFile } from '../src/launch/n8n-workflows.ts';
import type { E2eStack } from './start-e2e-stack.ts';

/**
 * Chooses credentials in an imported example, as its reader does, changes what the test must, and publishes it.
 *
 * @returns The workflow's ID.
 */
export async function publishExample(
	stack: Pick<E2eStack, 'n8n' | 'workflow'>,
	file: string,
	options: {
		accounts: readonly Credential[];
		change?: (workflow: WorkflowFile) => WorkflowFile;
	},
): Promise<string> {
	const { accounts, change = (workflow: WorkflowFile) => workflow } = options;
	const { id, workflow } = stack.workflow(file);
	const complete = giveCredentials(workflow, 'n8n-nodes-livekit-voice-agent', accounts);
	await stack.n8n.updateWorkflow(id, change(complete));
	await stack.n8n.publish(id);
	return id;
}

/** For `publishExample`: puts one text in place of another, wherever it stands in the workflow. */
export const replaceText =
	(text: string, by: string) =>
	(workflow: WorkflowFile): WorkflowFile =>
		JSON.parse(JSON.stringify(workflow).replaceAll(text, by)) as WorkflowFile;
