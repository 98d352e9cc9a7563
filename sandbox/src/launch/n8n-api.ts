import { VoiceAgentError } from '../../../contract/error.ts';
import { N8N_OWNER } from './n8n-settings.ts';

/** Calls n8n's two HTTP interfaces as its owner. Both reject with a VoiceAgentError that holds n8n's answer. */
export interface N8nApi {
	/** `/api/v1/…` with an API key. */
	publicApi<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
	/** `/rest/…`, which the editor uses, with its cookie; gives the answer's `data`. */
	editor<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
	/** As a browser sends it: `n8n-auth=…` */
	cookie: string;
	apiKey: string;
}

/** Signs in and makes an API key with every scope that this n8n offers. */
export async function signInToN8n(url: string): Promise<N8nApi> {
	const login = await send(
		`${url}/rest/login`,
		'POST',
		{},
		{
			emailOrLdapLoginId: N8N_OWNER.email,
			password: N8N_OWNER.password,
		},
	);
	const cookie = login.headers
		.getSetCookie()
		.map((line) => line.split(';', 1)[0] ?? '')
		.find((pair) => pair.startsWith('n8n-auth='));
	if (cookie === undefined) throw new VoiceAgentError('internal', 'n8n gave no session cookie.');

	const editor = async <Answer>(method: string, path: string, body?: unknown) => {
		const response = await send(`${url}/rest${path}`, method, { cookie }, body);
		return ((await response.json()) as { data: Answer }).data;
	};
	const scopes = await editor<string[]>('GET', '/api-keys/scopes');
	const label = `sandbox ${new Date().toISOString()}`;
	const { rawApiKey: apiKey } = await editor<{ rawApiKey: string }>('POST', '/api-keys', {
		...{ label, scopes },
		expiresAt: null,
	});
	return {
		editor,
		cookie,
		apiKey,
		async publicApi<Answer>(method: string, path: string, body?: unknown) {
			const headers = { 'x-n8n-api-key': apiKey };
			const response = await send(`${url}/api/v1${path}`, method, headers, body);
			const text = await response.text();
			return (text === '' ? undefined : JSON.parse(text)) as Answer;
		},
	};
}

async function send(
	url: string,
	method: string,
	headers: Record<string, string>,
	body?: unknown,
): Promise<Response> {
	const response = await fetch(url, {
		method,
		headers: { ...headers, 'content-type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
		signal: AbortSignal.timeout(30_000),
	});
	if (response.ok) return response;
	const text = (await response.text()).slice(0, 1_000);
	throw new VoiceAgentError(
		'internal',
		`n8n answers ${response.status} to ${method} ${new URL(url).pathname}: ${text}`,
	);
}
