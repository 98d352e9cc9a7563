import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/** Nothing but a name in braces, as the runtime replaces it by a variable. */
const VARIABLE = /\{\{\s*([\p{L}_][\p{L}\p{N}_]*)\s*\}\}/u;

/**
 * A text in which the runtime replaces `{{name}}` by a variable.
 *
 * The editor turns a field into an expression as soon as somebody types `{{`, and there n8n itself would replace the
 * name, by nothing.
 *
 * @throws NodeOperationError for a variable in an expression.
 */
export function readTemplate(
	context: IExecuteFunctions,
	name: 'instructions' | 'greeting',
	itemIndex: number,
): string {
	const written = context.getNode().parameters[name];
	const [, variable] =
		typeof written === 'string' && written.startsWith('=') ? (VARIABLE.exec(written) ?? []) : [];
	if (variable === undefined) return context.getNodeParameter(name, itemIndex) as string;
	throw new NodeOperationError(
		context.getNode(),
		`{{${variable}}} stands in an expression, where n8n replaces it by nothing`,
		{
			description: `Switch the ${name} from Expression to Fixed, and the runtime replaces it by the variable. Or write {{ $json.${variable} }} to take it from the item.`,
			itemIndex,
		},
	);
}
