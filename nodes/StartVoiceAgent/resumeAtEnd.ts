import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import type { SessionsEndedMessage } from '../../contract/delivery';
import type { SessionRecord } from '../../contract/session';
import { refuseRequest, refuseUnverified } from '../shared/answerRequest';
import { verifyRequest } from '../shared/verifyRequest';
import type { Sleep } from './sleepUntilEnd';

function parseMessage(body: Buffer): SessionsEndedMessage | undefined {
	try {
		const message = JSON.parse(body.toString('utf8')) as Partial<SessionsEndedMessage> | null;
		const complete =
			message?.type === 'sessions.ended' &&
			typeof message.waitId === 'string' &&
			Array.isArray(message.sessions);
		return complete ? (message as SessionsEndedMessage) : undefined;
	} catch {
		return undefined;
	}
}

/** What `sleepUntilEnd` left in the execution; undefined when this execution does not sleep in this node. */
function readSleep(context: IWebhookFunctions): Sleep | undefined {
	const name = JSON.stringify(context.getNode().name);
	const sleep = context.evaluateExpression(`{{ $node[${name}].context.sleep }}`);
	return typeof sleep === 'object' && sleep !== null ? (sleep as unknown as Sleep) : undefined;
}

/** n8n's resume URL of a sleeping Start Voice Agent: wakes it for the runtime's genuine message and for nothing else. */
export async function resumeAtEnd(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const verified = await verifyRequest.call(this, Date.now());
	if ('problem' in verified) return refuseUnverified(this, verified.problem);
	const message = parseMessage(verified.body);
	if (!message) {
		return refuseRequest(this, 400, 'invalid_request', 'The body is not the end of a wait.');
	}
	const sleep = readSleep(this);
	// In a loop the same execution sleeps again and again, and the end of an earlier sleep may come twice.
	if (sleep?.waitId !== message.waitId) {
		return refuseRequest(this, 409, 'conflict', 'This execution does not wait for that any more.');
	}
	return { workflowData: [sleep.items.map((item, index) => outputOf(item, index, message))] };
}

function outputOf(
	item: Sleep['items'][number],
	index: number,
	{ sessions, limitReached }: SessionsEndedMessage,
): INodeExecutionData {
	const pairedItem = { item: index };
	if ('error' in item) return { json: item, pairedItem };
	const report = sessions.find(({ sessionId }) => sessionId === item.sessionId);
	if (!report)
		return { json: { ...item, error: 'The report does not hold this call.' }, pairedItem };
	const unfinished = limitReached && !isOver(report);
	return {
		json: {
			...report,
			...(unfinished ? { waitLimitReached: true } : {}),
		} as unknown as IDataObject,
		pairedItem,
	};
}

const isOver = ({ status }: SessionRecord): boolean => status === 'ended' || status === 'failed';
