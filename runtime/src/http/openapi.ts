import { z } from 'zod';
import type { ErrorCode } from '../../../contract/error.ts';
import { errorStatus } from './handle-error.ts';
import type { NamedSchema, Operation } from './operation.ts';
import { errorBody } from './schemas/error.ts';

const SECURITY = {
	runtimeKey: { type: 'http', scheme: 'bearer', description: 'RUNTIME_API_KEY' },
	oneTimeToken: {
		type: 'http',
		scheme: 'bearer',
		description: 'The `replyTo.token` that came with the tool call.',
	},
	metricsToken: {
		type: 'http',
		scheme: 'bearer',
		description: 'METRICS_TOKEN',
	},
	liveKitSignature: {
		type: 'apiKey',
		in: 'header',
		name: 'Authorization',
		description: 'The JWT with which LiveKit signs its webhooks.',
	},
};

const ERROR: NamedSchema = { name: 'Error', schema: errorBody };
const reference = (name: string) => `#/components/schemas/${name}`;

/** Describes the HTTP API (OpenAPI 3.1) from the schemas that validate its requests. */
export function createOpenApiDocument(
	operations: readonly Operation[],
	publicUrl: string,
): Record<string, unknown> {
	const paths: Record<string, Record<string, unknown>> = {};
	for (const operation of operations) {
		(paths[operation.path] ??= {})[operation.method] = describe(operation);
	}
	return {
		openapi: '3.1.0',
		info: {
			title: 'LiveKit voice agent runtime',
			version: '1',
			description: 'Starts voice agents in LiveKit rooms and lets them act through n8n workflows.',
		},
		servers: [{ url: publicUrl }],
		security: [{ runtimeKey: [] }],
		paths,
		components: { securitySchemes: SECURITY, schemas: componentSchemas(operations) },
	};
}

function describe(operation: Operation): Record<string, unknown> {
	const { operationId, summary, security = 'runtimeKey', body } = operation;
	const errors = new Set<ErrorCode>(operation.errors);
	if (security !== 'none') errors.add('unauthorized');
	errors.add('internal');
	return {
		operationId,
		summary,
		security: security === 'none' ? [] : [{ [security]: [] }],
		parameters: parametersOf(operation),
		...(body ? { requestBody: { content: contentOf(body), required: false } } : {}),
		responses: { ...answersOf(operation), ...errorAnswers([...errors]) },
	};
}

function parametersOf({ path, query }: Operation): unknown[] {
	const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
		name,
		in: 'path',
		required: true,
		schema: { type: 'string' },
	}));
	const { properties = {}, required = [] } = query ? plain(z.toJSONSchema(query)) : {};
	const defaults = (schema: unknown) =>
		typeof schema === 'object' && schema !== null && 'default' in schema;
	const inQuery = Object.entries(properties).map(([name, schema]) => ({
		name,
		in: 'query',
		required: required.includes(name) && !defaults(schema),
		schema,
	}));
	return [...inPath, ...inQuery];
}

const answersOf = ({ answers }: Operation) =>
	Object.fromEntries(
		Object.entries(answers).map(([status, { description, schema, mediaType }]) => [
			status,
			{ description, ...(schema ? { content: contentOf(schema, mediaType) } : {}) },
		]),
	);

function errorAnswers(codes: ErrorCode[]): Record<string, unknown> {
	const byStatus = Map.groupBy(codes, (code) => errorStatus[code]);
	return Object.fromEntries(
		[...byStatus].map(([status, ofStatus]) => [
			status,
			{
				description: ofStatus.map((code) => `\`${code}\``).join(', '),
				content: contentOf(ERROR),
			},
		]),
	);
}

const contentOf = ({ name }: NamedSchema, mediaType = 'application/json') => ({
	[mediaType]: { schema: { $ref: reference(name) } },
});

function componentSchemas(operations: readonly Operation[]): Record<string, unknown> {
	const named = new Map<string, { schema: z.ZodType; io: 'input' | 'output' }>();
	named.set(ERROR.name, { schema: ERROR.schema, io: 'output' });
	for (const { body, answers } of operations) {
		if (body) named.set(body.name, { schema: body.schema, io: 'input' });
		for (const { schema } of Object.values(answers)) {
			if (schema) named.set(schema.name, { schema: schema.schema, io: 'output' });
		}
	}
	return Object.fromEntries(
		[...named].map(([name, { schema, io }]) => [name, plain(z.toJSONSchema(schema, { io }))]),
	);
}

/** The document as a whole says which JSON Schema it uses. */
function plain(schema: z.core.JSONSchema.JSONSchema): z.core.JSONSchema.JSONSchema {
	const { ...plainSchema } = schema;
	delete plainSchema.$schema;
	return plainSchema;
}
