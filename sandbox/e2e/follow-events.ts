import type { SessionEvent } from '../../contract/session-event.ts';
import type { Runtime } from '../src/launch/runtime.ts';

/** A session's server-sent events as they come. */
export interface FollowedEvents {
	events: SessionEvent[];
	/** Resolves when the runtime ends the stream. */
	ended: Promise<void>;
}

/**
 * Reads `GET /v1/sessions/{id}/events` from the session's beginning until the runtime ends the stream.
 *
 * @throws Error when the runtime does not answer with a stream.
 */
export async function followEvents(
	{ url, apiKey }: Pick<Runtime, 'url' | 'apiKey'>,
	sessionId: string,
): Promise<FollowedEvents> {
	const response = await fetch(`${url}/v1/sessions/${sessionId}/events`, {
		headers: { authorization: `Bearer ${apiKey}`, accept: 'text/event-stream' },
	});
	const { body } = response;
	if (response.status !== 200 || !body) throw new Error(`No stream, but ${response.status}.`);
	const events: SessionEvent[] = [];
	const read = async () => {
		let rest = '';
		for await (const text of body.pipeThrough(new TextDecoderStream())) {
			const messages = (rest + text).split('\n\n');
			rest = messages.pop() ?? '';
			for (const message of messages) {
				const data = message.split('\n').find((line) => line.startsWith('data: '));
				if (data) events.push(JSON.parse(data.slice('data: '.length)) as SessionEvent);
			}
		}
	};
	return { events, ended: read() };
}

export const isFinal = ({ type }: SessionEvent): boolean =>
	type === 'session.ended' || type === 'session.failed';
