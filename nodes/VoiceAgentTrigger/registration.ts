import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { parseSecrets } from '../../contract/signature';
import { TOOL_NAME_PATTERN, type ToolRegistration } from '../../contract/tool';
import { RUNTIME_CREDENTIAL } from '../shared/runtimeRequest';
import { schemaFromForm, schemaFromJson, type FormParameter } from './parametersSchema';

type Slot = ToolRegistration['slot'];

/**
 * The same for a node of a workflow for ever. n8n calls no hook when it or the runtime restarts, so an id that the
 * runtime issues could be lost on either side; this one cannot.
 */
export const registrationPath = (context: IHookFunctions): string =>
	`/v1/tools/${encodeURIComponent(`${context.getWorkflow().id}_${context.getNode().id}`)}`;

/**
 * Whether the hook runs for "Listen for test event". n8n ends listening with the same mode as unpublishing, so create()
 * leaves a note in the static data, of which n8n keeps one for listening and another for the published workflow.
 */
export function currentSlot(context: IHookFunctions): Slot {
	const data = context.getWorkflowStaticData('node');
	if (context.getMode() === 'manual') return 'test';
	if (data.slot === 'test' || data.slot === 'production') return data.slot;
	return context.getNodeWebhookUrl('default')?.includes('/webhook-test/') ? 'test' : 'production';
}

/**
 * What the published (or listening) trigger tells the runtime.
 *
 * @throws NodeOperationError when the form is not complete, which stops publishing.
 */
export async function buildRegistration(context: IHookFunctions): Promise<ToolRegistration> {
	const node = context.getNode();
	const refuse = (message: string, description: string) =>
		new NodeOperationError(node, message, { description });
	const parameter = <Value>(name: string, fallback?: unknown): Value =>
		context.getNodeParameter(name, fallback as object) as Value;

	// As it is stored, because webhook() compares it so and may not spend time on an expression.
	const name = String(node.parameters.toolName);
	if (!new RegExp(TOOL_NAME_PATTERN).test(name)) {
		throw refuse(
			`"${name}" is not usable as a tool name`,
			'Use letters, digits and underscores, starting with a letter; at most 64.',
		);
	}
	const description = parameter<string>('toolDescription').trim();
	if (description === '') {
		throw refuse(
			'The tool needs a description',
			'Say in a sentence or two when the agent should use the tool and what it does.',
		);
	}
	const url = context.getNodeWebhookUrl('default');
	if (!url)
		throw refuse('n8n gave this trigger no webhook URL', 'Save the workflow and publish it again.');

	const { signingSecret } = await context.getCredentials<{ signingSecret?: string }>(
		RUNTIME_CREDENTIAL,
	);
	try {
		parseSecrets(signingSecret ?? '');
	} catch (error) {
		throw refuse(
			(error as Error).message,
			"Copy the runtime's N8N_WEBHOOK_SECRET into the Voice Agent Runtime credential. Without it no tool call can be verified.",
		);
	}
	try {
		const workflow = context.getWorkflow();
		return {
			name,
			description,
			parameters:
				parameter<string>('specifyParameters') === 'jsonSchema'
					? schemaFromJson(parameter<string | object>('jsonSchema'))
					: schemaFromForm(parameter<FormParameter[]>('parameters.parameter', [])),
			requiresConfirmation: parameter<boolean>('requiresConfirmation'),
			sideEffect: parameter<boolean>('sideEffect') || parameter<boolean>('requiresConfirmation'),
			timeoutMs: Math.round(parameter<number>('timeoutSeconds') * 1000),
			fillerText: parameter<string>('fillerText'),
			slot: currentSlot(context),
			url,
			workflow: { id: String(workflow.id), name: workflow.name ?? '' },
			answersPing: true,
		};
	} catch (error) {
		throw refuse((error as Error).message, 'Correct the parameters of the tool and publish again.');
	}
}

/** Whether the runtime already knows the tool exactly so; the order of keys inside the schema counts as a difference. */
export function isSameRegistration(known: ToolRegistration, wanted: ToolRegistration): boolean {
	const keys = Object.keys(wanted) as (keyof ToolRegistration)[];
	return keys.every((key) => JSON.stringify(known[key]) === JSON.stringify(wanted[key]));
}
