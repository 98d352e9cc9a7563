import type { OutsideAnswer } from './outside-service.ts';

const TOKEN = 'xoxb-of-this-test';

/** A message as it was posted. */
export interface SlackMessage {
	channel: string;
	text: string;
}

/** Slack, as far as n8n's node posts to it. */
export interface Slack {
	/** For `startOutsideHosts`. */
	hosts: Record<string, OutsideAnswer>;
	/** The credential that n8n's node needs. */
	credential: { name: string; type: string; data: Record<string, unknown> };
	messages: SlackMessage[];
	/** Makes it refuse every message, or take them again. */
	setDown(down: boolean): void;
}

export function createSlack(): Slack {
	const messages: SlackMessage[] = [];
	let down = false;
	return {
		messages,
		setDown: (wanted) => (down = wanted),
		credential: {
			...{ name: 'Slack account', type: 'slackApi' },
			data: { accessToken: TOKEN, signatureSecret: 'secret-of-this-test' },
		},
		hosts: {
			'slack.com'({ path, authorization, body }) {
				if (down) throw new Error('Slack is down.');
				if (authorization !== `Bearer ${TOKEN}`) return { ok: false, error: 'invalid_auth' };
				if (path !== '/api/chat.postMessage') throw new Error(`Slack knows no ${path}.`);
				const message = body as SlackMessage;
				messages.push(message);
				return { ok: true, channel: 'C1', ts: `${messages.length}.0`, message };
			},
		},
	};
}
