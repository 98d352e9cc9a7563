import { randomUUID } from 'node:crypto';
import type { OutsideAnswer } from './outside-service.ts';

const KEY = 'key-of-this-test';

/** What Recall.ai is asked for a bot; the fields that this package uses. */
export interface BotRequest {
	meeting_url: string;
	bot_name: string;
	output_media: { camera: { kind: string; config: { url: string } } };
	variant: Record<string, string>;
	metadata: Record<string, string>;
}

/** Recall.ai, as far as it is asked to send a bot into a meeting. */
export interface Recall {
	/** For `startOutsideHosts`. */
	hosts: Record<string, OutsideAnswer>;
	/** The credential of an HTTP Request node. */
	credential: { name: string; type: string; data: Record<string, unknown> };
	bots: (BotRequest & { id: string })[];
}

export function createRecall(): Recall {
	const bots: Recall['bots'] = [];
	return {
		bots,
		credential: {
			...{ name: 'Recall.ai', type: 'httpHeaderAuth' },
			data: {
				...{ name: 'Authorization', value: `Token ${KEY}` },
				allowedHttpRequestDomains: 'all',
			},
		},
		hosts: {
			'us-west-2.recall.ai'({ method, path, authorization, body }) {
				if (authorization !== `Token ${KEY}`) throw new Error('Not signed in.');
				if (method !== 'POST' || path !== '/api/v1/bot/') throw new Error(`There is no ${path}.`);
				const bot = { ...(body as BotRequest), id: randomUUID() };
				bots.push(bot);
				const { id, meeting_url, bot_name, metadata } = bot;
				return { id, meeting_url, bot_name, metadata, join_at: null, status_changes: [] };
			},
		},
	};
}
