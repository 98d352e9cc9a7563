import type { N8n } from '../src/launch/n8n.ts';
import type { Credential } from '../src/launch/n8n-workflows.ts';
import { createGoogleSheet } from './google-sheets.ts';
import type { OutsideAnswer, OutsideRequest } from './outside-service.ts';

const ACCESS_TOKEN = 'access-token-of-this-test';

/** An event of the calendar; times as ISO 8601 in UTC. */
export interface CalendarEvent {
	start: string;
	end: string;
	summary: string;
	description: string;
}

/** Gmail, Google Calendar and Google Sheets. */
export interface Google {
	/** For `startOutsideHosts`. */
	hosts: Record<string, OutsideAnswer>;
	/** The emails that were sent, as RFC 822 text. */
	sent: string[];
	events: CalendarEvent[];
	/** The ID of the only spreadsheet, and what is in its only sheet. */
	spreadsheet: { id: string; rows: unknown[][] };
}

const SPREADSHEET = 'spreadsheet-of-this-test-1234';

export function createGoogle(): Google {
	const sheet = createGoogleSheet({ id: SPREADSHEET, title: 'Leads' });
	const sent: string[] = [];
	const events: CalendarEvent[] = [];

	function answer(request: OutsideRequest): unknown {
		const { path, authorization, body } = request;
		if (path === '/token') {
			return { access_token: ACCESS_TOKEN, token_type: 'Bearer', expires_in: 3600, scope: 'all' };
		}
		if (authorization !== `Bearer ${ACCESS_TOKEN}`) throw new Error('Not signed in.');
		if (path === '/gmail/v1/users/me/messages/send') {
			const { raw } = body as { raw: string };
			sent.push(Buffer.from(raw, 'base64url').toString());
			return { id: `message-${sent.length}`, threadId: 'thread', labelIds: ['SENT'] };
		}
		if (path === '/calendar/v3/freeBusy') return freeBusy(events, body as FreeBusyRequest);
		if (path.startsWith('/calendar/v3/calendars/primary/events')) {
			const { start, end, summary, description } = body as NewEvent;
			events.push({ start: start.dateTime, end: end.dateTime, summary, description });
			return { id: `event-${events.length}`, status: 'confirmed', start, end, summary };
		}
		if (request.host === 'sheets.googleapis.com') return sheet.answer(request);
		throw new Error(`Google knows no ${path}.`);
	}
	const names = ['www.googleapis.com', 'oauth2.googleapis.com', 'sheets.googleapis.com'];
	return {
		hosts: Object.fromEntries(names.map((name) => [name, answer])),
		...{ sent, events, spreadsheet: { id: SPREADSHEET, rows: sheet.rows } },
	};
}

interface NewEvent {
	start: { dateTime: string };
	end: { dateTime: string };
	summary: string;
	description: string;
}

interface FreeBusyRequest {
	timeMin: string;
	timeMax: string;
	items: { id: string }[];
}

function freeBusy(events: CalendarEvent[], { timeMin, timeMax, items }: FreeBusyRequest): unknown {
	const [from, to] = [Date.parse(timeMin), Date.parse(timeMax)];
	const busy = events.filter(({ start, end }) => Date.parse(start) < to && Date.parse(end) > from);
	return { calendars: Object.fromEntries(items.map(({ id }) => [id, { busy }])) };
}

/** Makes a Google credential and connects it as a person does who clicks "Sign in with Google". */
export async function connectGoogleAccount(
	n8n: N8n,
	{ name, type }: { name: string; type: string },
): Promise<Credential> {
	const credential = await n8n.createCredential({
		...{ name, type },
		data: { clientId: 'this-test', clientSecret: 'secret-of-this-test' },
	});
	const { editor, cookie } = n8n.api();
	const consent = new URL(
		await editor<string>('GET', `/oauth2-credential/auth?id=${credential.id}`),
	);
	// Google sends the browser back with a code.
	const back = new URL(consent.searchParams.get('redirect_uri') ?? '');
	back.searchParams.set('code', 'code-of-this-test');
	back.searchParams.set('state', consent.searchParams.get('state') ?? '');
	const response = await fetch(back, { headers: { cookie } });
	const page = await response.text();
	if (!response.ok || /error/i.test(page)) throw new Error(`Not connected: ${page.slice(0, 500)}`);
	return credential;
}
