import { z } from 'zod';
import { VoiceAgentError } from '../../../contract/error.ts';
import { TURN_PROFILES } from '../../../contract/session.ts';
import type { SessionConfig } from '../channel/messages.ts';

const milliseconds = z.number().int().nonnegative();

const sessionConfig = z.object({
	sessionId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
	room: z.string().min(1),
	agent: z.object({
		instructions: z.string(),
		greeting: z.string(),
		language: z.string().min(1),
		voice: z.string().exactOptional(),
		model: z.string().exactOptional(),
		temperature: z.number().exactOptional(),
		turnProfile: z.enum(TURN_PROFILES),
	}),
	tools: z.array(z.string()).nullable(),
	variables: z.record(z.string(), z.unknown()),
	participant: z.object({ identity: z.string().min(1), name: z.string(), metadata: z.string() }),
	maxDurationMs: milliseconds,
	idleTimeoutMs: milliseconds,
	joinTimeoutMs: milliseconds,
}) satisfies z.ZodType<SessionConfig>;

/**
 * Reads a job's metadata.
 *
 * @throws VoiceAgentError `invalid_request` with the faulty fields; another application may dispatch to the same name.
 */
export function parseSessionConfig(metadata: string): SessionConfig {
	let json: unknown;
	try {
		json = JSON.parse(metadata);
	} catch (cause) {
		throw new VoiceAgentError('invalid_request', 'The job metadata is not JSON.', { cause });
	}
	const parsed = sessionConfig.safeParse(json);
	if (parsed.success) return parsed.data;
	throw new VoiceAgentError('invalid_request', 'The job metadata is not a session.', {
		details: parsed.error.issues.map((issue) => ({
			field: issue.path.join('.'),
			problem: issue.message,
		})),
	});
}
