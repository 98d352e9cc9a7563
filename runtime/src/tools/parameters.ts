import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { JsonSchema } from '../../../contract/tool.ts';

/** The model's arguments with the schema's defaults filled in, or what is wrong with them. */
export type CheckedArguments =
	{ valid: true; arguments: Record<string, unknown> } | { valid: false; problem: string };

/** A tool's JSON Schema, ready to check arguments. */
export type ParametersCheck = (input: Record<string, unknown>) => CheckedArguments;

const ajv = new Ajv2020({
	allErrors: true,
	strict: false,
	useDefaults: true,
	// A schema comes from a workflow: an unknown format is a hint for the model, and an $id must not shadow another tool's.
	validateFormats: false,
	addUsedSchema: false,
	logger: false,
});

const MAX_COMPILED = 500;
const MAX_PROBLEMS = 5;
const compiled = new Map<string, ValidateFunction>();

/**
 * Compiles a tool's parameters.
 *
 * @throws VoiceAgentError `invalid_request` with the field `parameters` when they are no JSON Schema of an object.
 */
export function checkParameters(parameters: JsonSchema): ParametersCheck {
	const validate = compile(parameters);
	return (input) => {
		const filled = structuredClone(input);
		if (validate(filled)) return { valid: true, arguments: filled };
		const problems = [...new Set((validate.errors ?? []).map(sentence))].slice(0, MAX_PROBLEMS);
		return { valid: false, problem: problems.join('; ') };
	};
}

function compile(parameters: JsonSchema): ValidateFunction {
	const key = JSON.stringify(parameters);
	const known = compiled.get(key);
	if (known) return known;
	if (parameters.type !== 'object') {
		throw invalid('must be a JSON Schema with "type": "object"');
	}
	const schema = { ...parameters };
	delete schema.$schema;
	delete schema.$id;
	if (schema.$async) throw invalid('must not be an asynchronous schema');
	let validate: ValidateFunction;
	try {
		validate = ajv.compile(schema);
	} catch (error) {
		throw invalid(
			`is not a valid JSON Schema: ${error instanceof Error ? error.message : ''}`,
			error,
		);
	}
	if (compiled.size >= MAX_COMPILED) compiled.clear();
	compiled.set(key, validate);
	return validate;
}

const invalid = (problem: string, cause?: unknown): VoiceAgentError =>
	new VoiceAgentError('invalid_request', `parameters ${problem}.`, {
		cause,
		details: [{ field: 'parameters', problem }],
	});

function sentence(error: ErrorObject): string {
	const path = error.instancePath.slice(1).replaceAll('/', '.');
	const field = path === '' ? 'the arguments' : path;
	const parameters = error.params as Record<string, unknown>;
	switch (error.keyword) {
		case 'required':
			return `${path === '' ? '' : `${path}.`}${String(parameters.missingProperty)} is missing`;
		case 'additionalProperties':
			return `${String(parameters.additionalProperty)} is not a known argument`;
		case 'enum':
			return `${field} must be one of ${(parameters.allowedValues as unknown[]).map(String).join(', ')}`;
		case 'pattern':
			return `${field} is not written as it should be`;
		default:
			return `${field} ${error.message ?? 'is not valid'}`;
	}
}
