import type { z } from 'zod';
import type { ErrorCode } from '../../../contract/error.ts';

/** A schema with the name that it has in the OpenAPI document. */
export interface NamedSchema {
	name: string;
	schema: z.ZodType;
}

/** One operation of the HTTP API as /openapi.json describes it. */
export interface Operation {
	method: 'get' | 'put' | 'post' | 'delete';
	/** With `{name}` for path parameters. */
	path: string;
	/** Unique; a verb and a noun, such as `startSession`. */
	operationId: string;
	summary: string;
	/** How the request is authorised. Default `runtimeKey`. */
	security?: 'runtimeKey' | 'liveKitSignature' | 'oneTimeToken' | 'metricsToken' | 'none';
	query?: z.ZodObject;
	body?: NamedSchema;
	/** By status. */
	answers: Record<number, { description: string; schema?: NamedSchema; mediaType?: string }>;
	errors: ErrorCode[];
}
