import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { TOOL_NAME_PATTERN, type ToolRegistration } from '../../contract/tool';
import {
	currentSlot,
	registrationId,
	requireSigningSecret,
	requireWebhookUrl,
} from '../shared/registration';
import { schemaFromForm, schemaFromJson, type FormParameter } from './parametersSchema';

export const registrationPath = (context: IHookFunctions): string =>
	`/v1/tools/${registrationId(context)}`;

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
	const url = requireWebhookUrl(context);
	await requireSigningSecret(context);
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
