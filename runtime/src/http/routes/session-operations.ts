import { z } from 'zod';
import type { Operation } from '../operation.ts';
import {
	endRequest,
	instructRequest,
	listSessionsQuery,
	sayRequest,
	sessionList,
	sessionRecord,
	sessionSummary,
	startSessionRequest,
	startSessionResponse,
} from '../schemas/session.ts';

const started = { name: 'StartSessionResponse', schema: startSessionResponse };
const accepted = {
	202: {
		description: 'The session as it is now.',
		schema: { name: 'SessionSummary', schema: sessionSummary },
	},
};

/** The session routes as /openapi.json describes them. */
export const sessionOperations: Operation[] = [
	{
		method: 'post',
		path: '/v1/sessions',
		operationId: 'startSession',
		summary: 'Start a voice agent in a room of its own',
		body: { name: 'StartSessionRequest', schema: startSessionRequest },
		answers: {
			200: { description: 'A session of this id exists already; this is it.', schema: started },
			201: { description: 'The agent is on its way to the room.', schema: started },
		},
		errors: [
			'invalid_request',
			'tool_url_not_allowed',
			'payload_too_large',
			'too_many_sessions',
			'shutting_down',
			'livekit_unreachable',
			'livekit_unauthorized',
		],
	},
	{
		method: 'get',
		path: '/v1/sessions',
		operationId: 'listSessions',
		summary: 'List sessions, newest first',
		query: listSessionsQuery,
		answers: {
			200: { description: 'One page.', schema: { name: 'SessionList', schema: sessionList } },
		},
		errors: ['invalid_request'],
	},
	{
		method: 'get',
		path: '/v1/sessions/{sessionId}',
		operationId: 'getSession',
		summary: 'Read the record of a session',
		answers: {
			200: {
				description: 'Everything that is known of the session by now.',
				schema: { name: 'SessionRecord', schema: sessionRecord },
			},
		},
		errors: ['not_found'],
	},
	{
		method: 'get',
		path: '/v1/sessions/{sessionId}/events',
		operationId: 'followSession',
		summary: 'Follow the events of a session, from its beginning or from `Last-Event-ID`',
		answers: {
			200: {
				description:
					'Server-sent events, each a SessionEvent as JSON; the stream ends with the final event.',
				schema: { name: 'EventStream', schema: z.string() },
				mediaType: 'text/event-stream',
			},
			204: { description: 'The session is over and nothing is left to tell.' },
		},
		errors: ['not_found', 'invalid_request'],
	},
	{
		method: 'post',
		path: '/v1/sessions/{sessionId}/say',
		operationId: 'sayInSession',
		summary: 'Let the agent say a text, word for word',
		body: { name: 'SayRequest', schema: sayRequest },
		answers: accepted,
		errors: ['invalid_request', 'not_found', 'conflict', 'livekit_unreachable'],
	},
	{
		method: 'post',
		path: '/v1/sessions/{sessionId}/instruct',
		operationId: 'instructSession',
		summary: 'Let the agent act on an instruction at once, in its own words',
		body: { name: 'InstructRequest', schema: instructRequest },
		answers: accepted,
		errors: ['invalid_request', 'not_found', 'conflict', 'livekit_unreachable'],
	},
	{
		method: 'post',
		path: '/v1/sessions/{sessionId}/mute',
		operationId: 'muteSession',
		summary: 'Let the agent neither hear nor speak until it is unmuted; it falls silent at once',
		answers: accepted,
		errors: ['not_found', 'conflict', 'livekit_unreachable'],
	},
	{
		method: 'post',
		path: '/v1/sessions/{sessionId}/unmute',
		operationId: 'unmuteSession',
		summary: 'Let the agent hear and speak again',
		answers: accepted,
		errors: ['not_found', 'conflict', 'livekit_unreachable'],
	},
	{
		method: 'post',
		path: '/v1/sessions/{sessionId}/end',
		operationId: 'endSession',
		summary: 'End a session; one that is over stays as it is',
		body: { name: 'EndRequest', schema: endRequest },
		answers: accepted,
		errors: ['invalid_request', 'not_found', 'livekit_unreachable'],
	},
];
