import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { signAccessToken } from '../shared/accessToken';
import {
	failed,
	networkReason,
	parseJson,
	parseUrl,
	passed,
	postForTest,
} from '../shared/credentialTest';

/** Long enough for one request. */
const TOKEN_SECONDS = 60;

/** Tests the LiveKit credential with a token that may only list rooms; the message names the field that is wrong. */
export async function liveKitTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const url = parseUrl(data.url, ['wss:', 'ws:', 'https:', 'http:']);
	if (!url) return failed('The URL must begin with wss://, as in the LiveKit project.');
	const token = signAccessToken({
		apiKey: String(data.apiKey),
		apiSecret: String(data.apiSecret),
		video: { roomList: true },
		ttlSeconds: TOKEN_SECONDS,
		now: Date.now(),
	});
	let answer: Awaited<ReturnType<typeof postForTest>>;
	try {
		answer = await postForTest(this, {
			url: `${url.replace(/^ws/, 'http')}/twirp/livekit.RoomService/ListRooms`,
			headers: { Authorization: `Bearer ${token}` },
			body: '{"names":["no-such-room"]}',
		});
	} catch (error) {
		this.logger.debug('LiveKit cannot be reached', { error });
		return failed(
			`LiveKit cannot be reached (${networkReason(error)}). Check the URL as seen from n8n: in a container, localhost is the container itself.`,
		);
	}
	if (answer.status === 401 || answer.status === 403) {
		// LiveKit's own words tell the two apart.
		const culprit = /api key/i.test(answer.body) ? 'API key' : 'API secret';
		return failed(`LiveKit refused the ${culprit}. Copy key and secret from one LiveKit project.`);
	}
	const said = parseJson(answer.body) as { rooms?: unknown } | undefined;
	return answer.status === 200 && typeof said === 'object'
		? passed('LiveKit accepts the key and the secret.')
		: failed(
				`Something answers at this URL (HTTP ${answer.status}), but it is not LiveKit. Check the URL.`,
			);
}
