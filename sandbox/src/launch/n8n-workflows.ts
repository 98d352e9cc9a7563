import { VoiceAgentError } from '../../../contract/error.ts';
import { toExecution, type Execution, type RawExecution } from './n8n-execution.ts';
import type { N8nApi } from './n8n-api.ts';
import { waitUntil } from './wait-until.ts';

export interface Credential {
	id: string;
	name: string;
	type: string;
}

export interface WorkflowNode {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string | null; name: string }>;
	webhookId?: string;
	[key: string]: unknown;
}

/** An exported workflow, as the files in examples/ hold it. */
export interface WorkflowFile {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

/** What a person does in n8n's editor, without the clicks. */
export interface N8nWorkflows {
	/** Stores a credential; `data` is what its form holds. */
	createCredential(credential: {
		name: string;
		type: string;
		data: Record<string, unknown>;
	}): Promise<Credential>;
	/** Runs the credential's own test; resolves with n8n's verdict. */
	testCredential(id: string): Promise<{ status: string; message?: string }>;
	/** Stores a workflow, unpublished, with every execution kept; resolves with its id. */
	importWorkflow(workflow: WorkflowFile): Promise<string>;
	/** Replaces a workflow; n8n publishes the change at once when the workflow is published. */
	updateWorkflow(id: string, workflow: WorkflowFile): Promise<void>;
	/** Publishes and waits until every trigger is live. @throws VoiceAgentError with the trigger's message. */
	publish(id: string, timeoutMs?: number): Promise<void>;
	unpublish(id: string): Promise<void>;
	/** "Listen for test event" on a trigger; `stop` is the button that ends it. */
	listen(id: string, triggerName: string): Promise<{ stop(): Promise<void> }>;
	/** The latest finished executions of a workflow, the oldest first. */
	executions(id: string, limit?: number): Promise<Execution[]>;
}

interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: { nodeId: string; status: string; errorMessage: string | null }[];
}

/** @param api - Read at each call, so that a restart of n8n may replace it. */
export function createN8nWorkflows(api: () => N8nApi): N8nWorkflows {
	const accepted = ({ name, nodes, connections, settings }: WorkflowFile) => ({
		...{ name, nodes, connections },
		settings: { ...settings, saveDataSuccessExecution: 'all', saveDataErrorExecution: 'all' },
	});
	return {
		createCredential: (credential) => api().publicApi('POST', '/credentials', credential),
		testCredential: (id) => api().publicApi('POST', `/credentials/${id}/test`),
		async importWorkflow(workflow) {
			const stored = await api().publicApi<{ id: string }>(
				'POST',
				'/workflows',
				accepted(workflow),
			);
			return stored.id;
		},
		async updateWorkflow(id, workflow) {
			await api().publicApi('PUT', `/workflows/${id}`, accepted(workflow));
		},
		async publish(id, timeoutMs = 30_000) {
			await api().publicApi('POST', `/workflows/${id}/publish`, {});
			// The answer comes before the triggers are live.
			const settled = await waitUntil(
				async () => {
					const now = await api().editor<PublicationStatus>(
						'GET',
						`/workflows/${id}/publication-status`,
					);
					const ready = now.status !== 'in_progress' && now.status !== 'not_published';
					return ready ? now : undefined;
				},
				{ what: `n8n to publish workflow ${id}`, timeoutMs },
			);
			if (settled.status === 'published') return;
			const reasons = settled.triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
			throw new VoiceAgentError(
				'internal',
				`n8n could not publish workflow ${id}: ${reasons.join('; ') || settled.status}`,
			);
		},
		async unpublish(id) {
			await api().publicApi('POST', `/workflows/${id}/unpublish`, {});
			await waitUntil(
				async () => {
					const path = `/workflows/${id}/publication-status`;
					const { status } = await api().editor<PublicationStatus>('GET', path);
					return status === 'not_published';
				},
				{ what: `n8n to unpublish workflow ${id}`, timeoutMs: 30_000 },
			);
		},
		async listen(id, triggerName) {
			await api().editor('POST', `/workflows/${id}/run`, {
				triggerToStartFrom: { name: triggerName },
			});
			return {
				stop: async () => {
					await api().editor('DELETE', `/test-webhook/${id}`);
				},
			};
		},
		async executions(id, limit = 50) {
			const { data } = await api().publicApi<{ data: RawExecution[] }>(
				'GET',
				`/executions?workflowId=${id}&includeData=true&limit=${limit}`,
			);
			return data.map(toExecution).reverse();
		},
	};
}
