/** An HTTP answer as far as it tells whether n8n itself gave it in place of a workflow. */
interface Answer {
	status: number;
	body: string;
}

/** n8n's answer for a webhook that is not published, or not published yet. */
export const isUnregisteredWebhook = ({ status, body }: Answer): boolean =>
	status === 404 && body.length < 2000 && /webhook\b.*\bis not registered/i.test(body);

/** n8n answers 200 with this text while it migrates its database. */
export const isStartingUp = ({ body }: Answer): boolean => body.startsWith('n8n is starting up');
