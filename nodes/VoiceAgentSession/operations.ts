import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import type { SessionList } from '../../contract/session';
import { runtimeRequest } from '../shared/runtimeRequest';

/** One operation of the node for one item; every object becomes an item. */
type Operation = (this: IExecuteFunctions, itemIndex: number) => Promise<IDataObject[]>;

const PAGE_SIZE = 100;
const nextSteps = {
	not_found: 'Check the session ID: it is the sessionId in the output of Start Voice Agent.',
	conflict:
		'The agent can be reached only while the call is running and, to speak, while it is not muted. The operation Get tells how the session is.',
};

/** `/v1/sessions/{id}` of the session that the item chooses. */
function sessionPath(context: IExecuteFunctions, itemIndex: number): string {
	const value = context.getNodeParameter('sessionId', itemIndex, '', { extractValue: true });
	const sessionId = String(value ?? '').trim();
	if (sessionId !== '') return `/v1/sessions/${encodeURIComponent(sessionId)}`;
	throw new NodeOperationError(context.getNode(), 'No session is chosen', {
		description:
			'Choose one from the list, or use the sessionId in the output of Start Voice Agent.',
		itemIndex,
	});
}

/** Sends a command to the session and gives back the session as it is then. */
async function command(
	context: IExecuteFunctions,
	itemIndex: number,
	name: 'say' | 'instruct' | 'mute' | 'unmute' | 'end',
	body: IDataObject = {},
): Promise<IDataObject[]> {
	const path = `${sessionPath(context, itemIndex)}/${name}`;
	const answer = await runtimeRequest.call(context, {
		...{ method: 'POST', path, body, itemIndex, nextSteps },
	});
	return [answer as IDataObject];
}

const text = (context: IExecuteFunctions, name: string, itemIndex: number): string =>
	String(context.getNodeParameter(name, itemIndex) ?? '').trim();

function requiredText(context: IExecuteFunctions, itemIndex: number): string {
	const value = text(context, 'text', itemIndex);
	if (value !== '') return value;
	throw new NodeOperationError(context.getNode(), 'There is no text for the agent', {
		description: 'Fill in the text, or check its expression.',
		itemIndex,
	});
}

export const operations = {
	async get(itemIndex) {
		const path = sessionPath(this, itemIndex);
		const record = await runtimeRequest.call(this, { method: 'GET', path, itemIndex, nextSteps });
		return [record as IDataObject];
	},

	async list(itemIndex) {
		const all = this.getNodeParameter('returnAll', itemIndex) as boolean;
		const limit = all ? Infinity : (this.getNodeParameter('limit', itemIndex) as number);
		const { status } = this.getNodeParameter('filters', itemIndex) as { status?: string };
		const sessions: IDataObject[] = [];
		let cursor: string | null = null;
		do {
			const query: IDataObject = {
				limit: Math.min(PAGE_SIZE, limit - sessions.length),
				...(status ? { status } : {}),
				...(cursor ? { cursor } : {}),
			};
			const page = (await runtimeRequest.call(this, {
				...{ method: 'GET', path: '/v1/sessions', query, itemIndex },
			})) as SessionList;
			sessions.push(...page.sessions.map((session) => ({ ...session })));
			cursor = page.nextCursor;
		} while (cursor !== null && sessions.length < limit);
		return sessions;
	},

	async say(itemIndex) {
		return await command(this, itemIndex, 'say', { text: requiredText(this, itemIndex) });
	},

	async instruct(itemIndex) {
		return await command(this, itemIndex, 'instruct', { text: requiredText(this, itemIndex) });
	},

	async mute(itemIndex) {
		return await command(this, itemIndex, 'mute');
	},

	async unmute(itemIndex) {
		return await command(this, itemIndex, 'unmute');
	},

	async end(itemIndex) {
		const say = text(this, 'say', itemIndex);
		return await command(this, itemIndex, 'end', say === '' ? {} : { say });
	},
} satisfies Record<string, Operation>;
