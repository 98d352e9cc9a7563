import { WebhookContext, WorkflowExecute } from 'n8n-core';
import type {
	INodeType,
	IRun,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { parseSecrets, signMessage } from '../../contract/signature';

export interface ResumeRequest {
	body: object;
	/** `webhook-id`. */
	id: string;
	secret: string;
}

/** What n8n does with a POST to the resume URL of a sleeping execution, without its own check of the URL. */
export async function resume(
	{
		workflow,
		additionalData,
	}: { workflow: Workflow; additionalData: IWorkflowExecuteAdditionalData },
	sleeping: IRun,
	{ body, id, secret }: ResumeRequest,
): Promise<{ status: number; run?: IRun }> {
	// As it comes out of n8n's database.
	const data = JSON.parse(JSON.stringify(sleeping.data)) as IRun['data'];
	const [entry] = data.executionData!.nodeExecutionStack;
	const { lastNodeExecuted = '', runData } = data.resultData;
	entry!.node.disabled = true;
	delete data.waitTill;
	const node = workflow.getNode(lastNodeExecuted)!;
	const type = workflow.nodeTypes.getByNameAndVersion(node.type, 1) as INodeType;

	const rawBody = Buffer.from(JSON.stringify(body));
	const headers = signMessage(parseSecrets(secret), id, rawBody, Date.now());
	let status = 200;
	const response = { status: (code: number) => ((status = code), response), json: () => response };
	const context = new WebhookContext(
		workflow,
		node,
		{
			...additionalData,
			httpRequest: { headers, rawBody, body },
			httpResponse: response,
		} as never,
		'trigger',
		{ webhookDescription: type.description.webhooks![0] } as IWebhookData,
		[],
		data,
	);
	const { workflowData } = await type.webhook!.call(context);
	if (!workflowData) return { status };
	entry!.data.main = workflowData;
	runData[lastNodeExecuted]!.pop();
	const run = await new WorkflowExecute(additionalData, 'trigger', data).processRunExecutionData(
		workflow,
	);
	return { status, run };
}

/** What n8n does when its own limit passes: it goes on with the node's input. */
export async function passLimit(
	{
		workflow,
		additionalData,
	}: { workflow: Workflow; additionalData: IWorkflowExecuteAdditionalData },
	sleeping: IRun,
): Promise<IRun> {
	const data = JSON.parse(JSON.stringify(sleeping.data)) as IRun['data'];
	data.waitTill = sleeping.waitTill!;
	return await new WorkflowExecute(additionalData, 'trigger', data).processRunExecutionData(
		workflow,
	);
}
