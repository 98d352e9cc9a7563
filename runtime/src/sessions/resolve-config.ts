import { VoiceAgentError } from '../../../contract/error.ts';
import type { StartSessionRequest } from '../../../contract/session.ts';
import type { SessionConfig } from '../channel/messages.ts';
import { renderTemplate } from './render.ts';

const DEFAULT_INSTRUCTIONS =
	'You are a friendly voice assistant on a call. Answer in one or two short spoken sentences without lists or markup.';
const DEFAULT_GREETING = 'Hello, how can I help you?';
const DEFAULT_MAX_DURATION_SECONDS = 3600;
/** An open line costs money even when nobody speaks. */
const DEFAULT_IDLE_TIMEOUT_SECONDS = 300;

/**
 * Fills in everything that a request leaves open and renders the variables.
 *
 * @param joinTimeoutMs - How long the agent waits for its caller.
 * @param knownTools - Names that may be asked for; null when nobody can tell, so that any may be.
 * @throws VoiceAgentError `invalid_request` naming unknown variables and tools.
 */
export function resolveConfig(
	request: StartSessionRequest,
	sessionId: string,
	joinTimeoutMs: number,
	knownTools: readonly string[] | null,
): SessionConfig {
	const agent = request.agent ?? {};
	const variables = request.variables ?? {};
	if (knownTools) requireKnownTools(request.tools ?? [], knownTools);

	return {
		sessionId,
		room: `meeting_${sessionId}`,
		agent: {
			instructions: renderTemplate(
				agent.instructions ?? DEFAULT_INSTRUCTIONS,
				variables,
				'agent.instructions',
			),
			greeting: renderTemplate(agent.greeting ?? DEFAULT_GREETING, variables, 'agent.greeting'),
			language: agent.language ?? 'en',
			turnProfile: agent.turnProfile ?? 'balanced',
			...(agent.voice === undefined ? {} : { voice: agent.voice }),
			...(agent.model === undefined ? {} : { model: agent.model }),
			...(agent.temperature === undefined ? {} : { temperature: agent.temperature }),
		},
		tools: request.tools ?? null,
		variables,
		participant: {
			identity: request.participant?.identity ?? `user_${sessionId}`,
			name: request.participant?.name ?? '',
			metadata: request.participant?.metadata ?? '',
		},
		maxDurationMs: (request.maxDurationSeconds ?? DEFAULT_MAX_DURATION_SECONDS) * 1000,
		idleTimeoutMs: (request.idleTimeoutSeconds ?? DEFAULT_IDLE_TIMEOUT_SECONDS) * 1000,
		joinTimeoutMs,
	};
}

function requireKnownTools(wanted: readonly string[], known: readonly string[]): void {
	const details = wanted
		.map((name, index) => ({ name, field: `tools.${index}` }))
		.filter(({ name }) => !known.includes(name))
		.map(({ name, field }) => ({ field, problem: `there is no tool named ${name}` }));
	if (details.length === 0) return;
	const hint = known.length > 0 ? `There are: ${known.join(', ')}.` : 'None is registered.';
	throw new VoiceAgentError('invalid_request', `Unknown tools. ${hint}`, { details });
}
