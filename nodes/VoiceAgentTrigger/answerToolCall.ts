import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { formatServerTiming, SERVER_TIMING_HEADER } from '../../contract/server-timing';
import type { ToolCallRequest, ToolPing, ToolPong } from '../../contract/tool-call';
import {
	answerRequest as answer,
	refuseRequest as refuse,
	refuseUnverified,
} from '../shared/answerRequest';
import { createSeenIds, messageKey } from '../shared/seenIds';
import { verifyRequest } from '../shared/verifyRequest';
import type { ReplyChannel, RespondMode } from '../shared/replyChannel';
import { wasSignedBeforeStart } from './wasSignedBeforeStart';

const REMEMBERED_CALLS = 10_000;
const seenCalls = createSeenIds(REMEMBERED_CALLS);

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function parseMessage(body: Buffer): ToolCallRequest | ToolPing | undefined {
	let message: unknown;
	try {
		message = JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
	if (!isObject(message) || typeof message.tool !== 'string') return undefined;
	if (message.type === 'tool.ping') return { type: 'tool.ping', tool: message.tool };
	const { callId, deadline, replyTo, session } = message;
	const complete =
		message.type === 'tool.call' &&
		typeof callId === 'string' &&
		typeof deadline === 'string' &&
		!Number.isNaN(Date.parse(deadline)) &&
		isObject(message.arguments) &&
		isObject(session) &&
		isObject(replyTo) &&
		typeof replyTo.url === 'string' &&
		typeof replyTo.token === 'string';
	return complete ? (message as unknown as ToolCallRequest) : undefined;
}

/** Lets whatever answers the request, now or when the workflow is done, say how long n8n had it. */
function timeAnswer(context: IWebhookFunctions, startedAt: number): void {
	const response = context.getResponseObject();
	const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => typeof response;
	response.writeHead = (...head: unknown[]) => {
		response.setHeader(SERVER_TIMING_HEADER, formatServerTiming(Date.now() - startedAt));
		return writeHead(...head);
	};
}

/** The webhook of a Voice Agent Trigger: runs the workflow for a genuine, fresh and new tool call, and for nothing else. */
export async function answerToolCall(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const now = Date.now();
	timeAnswer(this, now);
	const verified = await verifyRequest.call(this, now);
	if ('problem' in verified) return refuseUnverified(this, verified.problem);
	const message = parseMessage(verified.body);
	if (!message) return refuse(this, 400, 'invalid_request', 'The body is not a tool call.');

	const { toolName, respond } = this.getNode().parameters as {
		toolName: string;
		respond: RespondMode;
	};
	if (message.type === 'tool.ping') {
		return answer(this, 200, { type: 'tool.pong', tool: toolName } satisfies ToolPong);
	}
	if (message.callId !== this.getHeaderData()['webhook-id']) {
		return refuse(this, 400, 'invalid_request', 'callId and webhook-id differ.');
	}
	if (message.tool !== toolName) {
		return refuse(this, 409, 'conflict', `This workflow runs the tool ${toolName}.`);
	}
	if (Date.parse(message.deadline) <= now) {
		return refuse(this, 410, 'tool_timeout', 'The deadline of this call has passed.');
	}
	if (wasSignedBeforeStart(this.getHeaderData()['webhook-timestamp'], now)) {
		this.getResponseObject().setHeader('Retry-After', '1');
		return refuse(
			this,
			503,
			'n8n_unreachable',
			'The call was signed before n8n started, so it may have run already. Sign it again.',
		);
	}
	if (seenCalls.add(messageKey(this, message.callId))) {
		return refuse(this, 409, 'conflict', 'This call has already been received.');
	}
	const { callId, replyTo, deadline } = message;
	const channel: ReplyChannel = { callId, respond, replyTo, deadline };
	const item: INodeExecutionData = {
		json: {
			tool: message.tool,
			callId: message.callId,
			arguments: message.arguments as IDataObject,
			// The same under a name that n8n's expressions can read: they refuse "arguments" for security.
			parameters: message.arguments as IDataObject,
			session: message.session as unknown as IDataObject,
		},
		// Beside the json, so that the one-time token neither shows on the screen nor travels to other services.
		voiceAgent: channel as unknown as IDataObject,
	};
	if (respond === 'immediately') {
		this.getResponseObject().status(202).json({ status: 'PENDING' });
		return { noWebhookResponse: true, workflowData: [[item]] };
	}
	return { workflowData: [[item]] };
}
