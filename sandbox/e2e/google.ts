import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import type { N8n } from '../src/launch/n8n.ts';
import type { Credential } from '../src/launch/n8n-workflows.ts';
import { startOutsideService } from './outside-service.ts';
import type { OutsideRequest } from './outside-service.ts';
import { selfSigned } from './self-signed.ts';

const HOSTS = ['www.googleapis.com', 'oauth2.googleapis.com'];
const ACCESS_TOKEN = 'access-token-of-this-test';

/** An event of the calendar; times as ISO 8601 in UTC. */
export interface CalendarEvent {
	start: string;
	end: string;
	summary: string;
	description: string;
}

/** Gmail and Google Calendar on this machine, for an n8n whose nodes know only Google's own addresses. */
export interface Google {
	/** Settings that lead n8n here: a proxy, and a certificate to trust. */
	n8nSettings: Record<string, string>;
	/** The emails that were sent, as RFC 822 text. */
	sent: string[];
	events: CalendarEvent[];
	close(): Promise<void>;
}

/** @param folder - Gets the certificate. */
export async function startGoogle(folder: string): Promise<Google> {
	const tls = selfSigned(HOSTS);
	const certificate = join(folder, 'google.pem');
	await writeFile(certificate, tls.cert);
	const sent: string[] = [];
	const events: CalendarEvent[] = [];

	function answer({ path, authorization, body }: OutsideRequest): unknown {
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
		throw new Error(`Google knows no ${path}.`);
	}
	const service = await startOutsideService(answer, { tls });
	const proxy = await startProxy(Number(new URL(service.url).port));
	return {
		n8nSettings: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate },
		...{ sent, events },
		async close() {
			await proxy.close();
			await service.close();
		},
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

/** An HTTP proxy that leads every one of Google's hosts to this port, and nobody anywhere else. */
async function startProxy(port: number): Promise<{ url: string; close(): Promise<void> }> {
	const sockets = new Set<Socket>();
	const server = createServer((_request, response) => response.writeHead(403).end());
	server.on('connect', (request, client: Socket) => {
		sockets.add(client);
		client.on('error', () => client.destroy());
		if (!HOSTS.some((host) => request.url === `${host}:443`)) {
			client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
			return;
		}
		const target = connect(port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			target.pipe(client).pipe(target);
		});
		target.on('error', () => client.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
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
