import type { IExecuteFunctions } from 'n8n-workflow';
import type { StartSessionRequest, TurnProfile } from '../../contract/session';
import { buildAnswers } from './buildAnswers';
import { notifyFromForm, type EventSubscriptionForm } from './eventSubscription';
import { serversFromForm, type McpServerRow } from './mcpServers';
import { readTemplate } from './readTemplate';

interface StartOptions {
	idleTimeoutMinutes?: number;
	language?: string;
	maxDurationMinutes?: number;
	mcpServers?: { server?: McpServerRow[] };
	model?: string;
	notify?: { subscription?: EventSubscriptionForm };
	participantIdentity?: string;
	participantMetadata?: string;
	participantName?: string;
	temperature?: number;
	ttlHours?: number;
	turnProfile?: TurnProfile;
	variables?: { variable?: { name: string; value: unknown }[] };
	voice?: string;
}

/** Leaves out what the builder left empty, so that the runtime's own defaults apply. */
function given<Fields extends object>(fields: Fields): Fields | undefined {
	const entries = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
	return entries.length > 0 ? (Object.fromEntries(entries) as Fields) : undefined;
}

const seconds = (amount: number | undefined, unitSeconds: number): number | undefined =>
	amount === undefined ? undefined : Math.round(amount * unitSeconds);

/** The body of `POST /v1/sessions` for one item. */
export function buildRequest(context: IExecuteFunctions, itemIndex: number): StartSessionRequest {
	const parameter = <Value>(name: string, fallback?: unknown): Value =>
		context.getNodeParameter(name, itemIndex, fallback) as Value;
	const options = parameter<StartOptions>('options', {});
	const access = parameter<'all' | 'none' | 'selected'>('toolAccess');
	const variables = options.variables?.variable?.filter(({ name }) => name !== '');

	return (
		given<StartSessionRequest>({
			sessionId: parameter<string>('sessionId'),
			agent: {
				// An empty greeting is meant: the agent waits for the caller.
				greeting: readTemplate(context, 'greeting', itemIndex),
				...given<NonNullable<StartSessionRequest['agent']>>({
					instructions: readTemplate(context, 'instructions', itemIndex),
					language: options.language,
					model: options.model,
					temperature: options.temperature,
					turnProfile: options.turnProfile,
					voice: options.voice,
				}),
			},
			tools:
				access === 'all' ? undefined : access === 'none' ? [] : parameter<string[]>('tools', []),
			mcpServers: serversFromForm(options.mcpServers?.server),
			notify: notifyFromForm(options.notify?.subscription),
			variables: variables && Object.fromEntries(variables.map(({ name, value }) => [name, value])),
			participant: given<NonNullable<StartSessionRequest['participant']>>({
				identity: options.participantIdentity,
				name: options.participantName,
				metadata: options.participantMetadata,
			}),
			ttlSeconds: seconds(options.ttlHours, 3600),
			maxDurationSeconds: seconds(options.maxDurationMinutes, 60),
			idleTimeoutSeconds: seconds(options.idleTimeoutMinutes, 60),
			...buildAnswers(context, itemIndex),
		}) ?? {}
	);
}
