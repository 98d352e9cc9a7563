import type { JsonSchema } from '../../contract/tool';

/** A row of the parameters form. */
export interface FormParameter {
	name: string;
	type: 'boolean' | 'integer' | 'list' | 'number' | 'options' | 'string';
	description?: string;
	required?: boolean;
	/** Comma-separated values of an `options` parameter. */
	options?: string;
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/;
/** n8n's expressions refuse to read properties of these names, so a workflow could not use the value. */
const UNREADABLE = new Set([
	'arguments',
	'callee',
	'caller',
	'constructor',
	'prototype',
	'__proto__',
]);

const values = (options = ''): string[] => [
	...new Set(
		options
			.split(',')
			.map((value) => value.trim())
			.filter((value) => value !== ''),
	),
];

const typeSchema: Record<FormParameter['type'], (parameter: FormParameter) => JsonSchema> = {
	boolean: () => ({ type: 'boolean' }),
	integer: () => ({ type: 'integer' }),
	list: () => ({ type: 'array', items: { type: 'string' } }),
	number: () => ({ type: 'number' }),
	options: ({ options }) => ({ type: 'string', enum: values(options) }),
	string: () => ({ type: 'string' }),
};

/**
 * The JSON Schema that the rows of the form describe.
 *
 * @throws TypeError with a sentence for the builder when a row cannot be used.
 */
export function schemaFromForm(parameters: readonly FormParameter[]): JsonSchema {
	const properties: Record<string, JsonSchema> = {};
	for (const parameter of parameters) {
		const { name, type, description } = parameter;
		if (!NAME.test(name)) {
			throw new TypeError(
				`The parameter name "${name}" is not usable: letters, digits and underscores, not starting with a digit.`,
			);
		}
		if (UNREADABLE.has(name)) {
			throw new TypeError(
				`n8n cannot read a value named "${name}". Choose another parameter name.`,
			);
		}
		if (Object.hasOwn(properties, name))
			throw new TypeError(`The parameter "${name}" is there twice.`);
		if (type === 'options' && values(parameter.options).length === 0) {
			throw new TypeError(`The parameter "${name}" needs at least one value to choose from.`);
		}
		properties[name] = { ...typeSchema[type](parameter), ...(description ? { description } : {}) };
	}
	return {
		type: 'object',
		properties,
		required: parameters.filter(({ required }) => required).map(({ name }) => name),
		additionalProperties: false,
	};
}

/**
 * The JSON Schema that the builder wrote.
 *
 * @throws TypeError with a sentence for the builder when it is not a JSON object with `"type": "object"`.
 */
export function schemaFromJson(json: string | object): JsonSchema {
	let schema: unknown = json;
	if (typeof json === 'string') {
		try {
			schema = JSON.parse(json);
		} catch {
			schema = undefined;
		}
	}
	if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
		throw new TypeError('The JSON Schema is not a JSON object.');
	}
	if ((schema as JsonSchema).type !== 'object') {
		throw new TypeError('The JSON Schema must have "type": "object" at the top.');
	}
	return schema as JsonSchema;
}
