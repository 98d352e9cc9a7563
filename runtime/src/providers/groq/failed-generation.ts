import { z } from 'zod';

/** What the model wanted to call when Groq refused its answer as malformed. */
export interface FailedCall {
	name: string;
	/** JSON text of an object. */
	arguments: string;
}

const callSchema = z.object({
	name: z.string(),
	arguments: z
		.union([z.record(z.string(), z.unknown()), z.string()])
		.optional()
		.transform((given) => (typeof given === 'string' ? given : JSON.stringify(given ?? {}))),
});

/** `<function=name{…}</function>` and `<function=name>{…}</function>`, the dialect of Llama models. */
const LLAMA_CALL = /<function=([A-Za-z0-9_]+)>?\s*(\{[\s\S]*\})\s*<\/?function>?/;

/**
 * Reads the tool call out of Groq's `failed_generation`.
 *
 * @returns undefined when it holds no complete call of a tool in `toolNames`.
 */
export function parseFailedGeneration(
	text: string,
	toolNames: ReadonlySet<string>,
): FailedCall | undefined {
	const call = parseJsonCall(text) ?? parseLlamaCall(text);
	if (!call || !toolNames.has(call.name) || !isJsonObject(call.arguments)) return undefined;
	return call;
}

function parseJsonCall(text: string): FailedCall | undefined {
	const parsed = parseJson(text);
	const candidate: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
	const call = callSchema.safeParse(candidate);
	return call.success ? call.data : undefined;
}

function parseLlamaCall(text: string): FailedCall | undefined {
	const [, name, json] = LLAMA_CALL.exec(text) ?? [];
	return name !== undefined && json !== undefined ? { name, arguments: json } : undefined;
}

const isJsonObject = (text: string): boolean => {
	const value = parseJson(text);
	return typeof value === 'object' && value !== null && !Array.isArray(value);
};

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
