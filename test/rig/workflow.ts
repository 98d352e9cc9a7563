import './environment';
import {
	ExecutionLifecycleHooks,
	HookContext,
	LoadOptionsContext,
	WebhookContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IConnections,
	type IDataObject,
	type IHookFunctions,
	type IN8nHttpFullResponse,
	type ILoadOptionsFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IRun,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type WebhookSetupMethodNames,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MemoryCredentials, type CredentialStore } from './credentials';
import type { LoadedPackage } from './package';
import './processed-data';

export interface WorkflowRigOptions {
	loaded: LoadedPackage;
	credentials: CredentialStore;
	/** The first is the trigger; the others follow it in a line. */
	nodes: INode[];
	/** Where n8n says that its webhooks are. */
	n8nUrl: string;
	id?: string;
}

/** A workflow in n8n-core: hooks, webhook and execution run for real; only n8n's database is not there. */
export interface WorkflowRig {
	workflow: Workflow;
	credentials: MemoryCredentials;
	executions: IRun[];
	/** One hook as n8n calls it. `slot` says whether for a published workflow or for "Listen for test event". */
	hook(name: WebhookSetupMethodNames, slot?: 'production' | 'test'): Promise<boolean>;
	/** n8n's publish: checkExists, then create when it says no. */
	publish(slot?: 'production' | 'test'): Promise<void>;
	/** Runs the workflow for a request, answering as n8n does. */
	receive(request: IncomingMessage & { rawBody: Buffer }, response: ServerResponse): Promise<void>;
	/** What the editor gives the first node to fill its lists. */
	loadOptions(): ILoadOptionsFunctions;
	/** Runs from the first node with the given items. */
	execute(items: INodeExecutionData[]): Promise<IRun>;
	/** What n8n gives to an execution of this workflow. */
	additionalData(): IWorkflowExecuteAdditionalData;
}

const lineOf = (nodes: INode[]): IConnections =>
	Object.fromEntries(
		nodes
			.slice(0, -1)
			.map((node, index) => [
				node.name,
				{ main: [[{ node: nodes[index + 1]!.name, type: 'main' as const, index: 0 }]] },
			]),
	);

export function createWorkflowRig(options: WorkflowRigOptions): WorkflowRig {
	const { loaded, nodes, n8nUrl } = options;
	const workflowData = {
		id: options.id ?? 'wf1',
		name: 'Test workflow',
		nodes,
		connections: lineOf(nodes),
		active: true,
		settings: {},
	};
	const makeWorkflow = () =>
		new Workflow({ ...workflowData, nodeTypes: loaded.nodeTypes, staticData: {} });
	const workflow = makeWorkflow();
	const start = workflow.getNode(nodes[0]!.name)!;
	const startType = loaded.nodeTypes.getByNameAndVersion(start.type, 1) as INodeType;
	const credentials = new MemoryCredentials(loaded, options.credentials);
	const executions: IRun[] = [];
	// n8n keeps a second workflow with static data of its own while it listens for a test event.
	const listening = makeWorkflow();

	const additionalData = (hooks?: ExecutionLifecycleHooks) =>
		({
			credentialsHelper: credentials,
			hooks,
			executionId: '1',
			webhookBaseUrl: `${n8nUrl}/webhook`,
			webhookTestBaseUrl: `${n8nUrl}/webhook-test`,
			webhookWaitingBaseUrl: `${n8nUrl}/webhook-waiting`,
			formWaitingBaseUrl: `${n8nUrl}/form-waiting`,
			instanceBaseUrl: n8nUrl,
			variables: {},
			setExecutionStatus: () => undefined,
			ssrfBridge: undefined,
		}) as unknown as IWorkflowExecuteAdditionalData;

	const webhookData = (isTest: boolean) =>
		({
			webhookDescription: startType.description.webhooks![0],
			isTest,
		}) as IWebhookData;

	async function hook(name: WebhookSetupMethodNames, slot: 'production' | 'test' = 'production') {
		const isTest = slot === 'test';
		// n8n ends listening and unpublishing alike.
		const mode: WorkflowExecuteMode =
			name === 'delete' ? 'internal' : isTest ? 'manual' : 'trigger';
		const activation = name === 'delete' ? 'update' : isTest ? 'manual' : 'activate';
		const context = new HookContext(
			isTest ? listening : workflow,
			start,
			additionalData(),
			mode,
			activation,
			webhookData(isTest),
		);
		return await startType.webhookMethods!.default![name]!.call(context as IHookFunctions);
	}

	async function run(
		/** By output of the trigger. */
		main: INodeExecutionData[][],
		mode: WorkflowExecuteMode,
		onResponse: (response: IN8nHttpFullResponse) => void,
	): Promise<IRun> {
		const hooks = new ExecutionLifecycleHooks(mode, '1', workflowData as never);
		hooks.addHandler('sendResponse', async (response) =>
			onResponse(response as IN8nHttpFullResponse),
		);
		const data = createRunExecutionData({
			executionData: {
				nodeExecutionStack: [{ node: start, data: { main }, source: null }],
			},
		});
		const result = await new WorkflowExecute(
			additionalData(hooks),
			mode,
			data,
		).processRunExecutionData(workflow);
		executions.push(result);
		return result;
	}

	return {
		workflow,
		credentials,
		executions,
		hook,
		additionalData: () =>
			additionalData(new ExecutionLifecycleHooks('manual', '1', workflowData as never)),
		async publish(slot) {
			if (!(await hook('checkExists', slot))) await hook('create', slot);
		},
		loadOptions: () => {
			const data = { ...additionalData(), currentNodeParameters: start.parameters };
			return new LoadOptionsContext(workflow, start, data, '');
		},
		execute: (items) => run([items], 'manual', () => undefined),
		async receive(request, response) {
			const data = additionalData();
			const answer = (status: number, body: unknown) => {
				response.writeHead(status, { 'content-type': 'application/json' });
				response.end(body === undefined ? '' : JSON.stringify(body));
			};
			let status = 200;
			Object.assign(response, {
				status(code: number) {
					status = code;
					return response;
				},
				json: (body: unknown) => answer(status, body),
			});
			Object.assign(data, { httpRequest: request, httpResponse: response });
			const context = new WebhookContext(
				workflow,
				start,
				data,
				'trigger',
				webhookData(false),
				[],
				null,
			);
			const result = await startType.webhook!.call(context);
			const responseMode = workflow.expression.getSimpleParameterValue(
				start,
				startType.description.webhooks![0]!.responseMode as string,
				'trigger',
				{},
			);
			if (!result.workflowData) {
				if (!response.writableEnded) answer(200, { message: 'Webhook call received' });
				return;
			}
			// The sender is answered first, as n8n does it.
			if (responseMode === 'onReceived' && !response.writableEnded) {
				answer(200, { message: 'Workflow was started' });
			}
			const finished = await run(result.workflowData, 'webhook', ({ body, statusCode }) => {
				if (responseMode === 'responseNode') answer(statusCode, body);
			});
			if (response.writableEnded) return;
			if (finished.data.resultData.error) return answer(500, { message: 'Error in workflow' });
			if (responseMode === 'responseNode') return answer(200, undefined);
			const { lastNodeExecuted, runData } = finished.data.resultData;
			const last = runData[lastNodeExecuted ?? '']?.at(-1)?.data?.main?.[0] ?? [];
			answer(
				200,
				last.map(({ json }) => json satisfies IDataObject),
			);
		},
	};
}
