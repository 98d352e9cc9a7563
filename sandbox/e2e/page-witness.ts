/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="dom.asynciterable" />
import type { Page } from 'playwright-core';
import type { Pcm } from '../src/speech/pcm.ts';
import { fromBytes } from '../src/speech/pcm.ts';

interface Witness {
	/** One recording of what each audio element plays. */
	recordings: { player: HTMLAudioElement; finish(): Promise<Blob> }[];
	connections: RTCPeerConnection[];
	violations: string[];
}

declare global {
	interface Window {
		witness: Witness;
	}
}

/**
 * How long received sound is kept before it is played. A page keeps as little as it can, and then a busy machine's late
 * packets are gaps in a word; what is said is judged here, not how soon.
 */
const BUFFER_MS = 1000;
const SAMPLE_RATE = 48_000;

/** Looks over a page's shoulder; call it before the page is loaded. The page's own code is not touched. */
export async function placeWitness(page: Page): Promise<void> {
	await page.addInitScript(
		([bufferMs, sampleRate]) => {
			const witness: Witness = { recordings: [], connections: [], violations: [] };
			window.witness = witness;
			document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
				witness.violations.push(`${violatedDirective} ${blockedURI}`),
			);
			window.RTCPeerConnection = class extends RTCPeerConnection {
				constructor(configuration?: RTCConfiguration) {
					super(configuration);
					witness.connections.push(this);
					this.addEventListener('track', ({ receiver }) => {
						receiver.jitterBufferTarget = bufferMs;
					});
				}
			};
			const listenTo = (player: HTMLAudioElement) => {
				const parts: Blob[] = [];
				// A received track turns from mono to stereo when it likes, which a recorder writes down as half the speed.
				const context = new AudioContext({ sampleRate });
				const mono = new MediaStreamAudioDestinationNode(context, {
					...{ channelCount: 1, channelCountMode: 'explicit' },
				});
				context.createMediaStreamSource(player.srcObject as MediaStream).connect(mono);
				const recorder = new MediaRecorder(mono.stream, { mimeType: 'audio/webm;codecs=pcm' });
				const finished = new Promise<Blob>((resolve) => {
					recorder.onstop = () => resolve(new Blob(parts));
				});
				recorder.ondataavailable = ({ data }) => parts.push(data);
				recorder.start();
				witness.recordings.push({
					player,
					finish() {
						recorder.stop();
						return finished;
					},
				});
			};
			new MutationObserver((changes) => {
				for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
					if (node instanceof HTMLAudioElement) listenTo(node);
				}
			}).observe(document, { childList: true, subtree: true });
		},
		[BUFFER_MS, SAMPLE_RATE] as const,
	);
}

/**
 * What the visitor has heard when all that was received so far has been played; ends the recording.
 *
 * @throws Error when the page does not play it, or not to be heard.
 */
export async function soundOf(page: Page): Promise<Pcm> {
	await page.waitForTimeout(2 * BUFFER_MS);
	const base64 = await page.evaluate(async (sampleRate) => {
		const [recording] = window.witness.recordings;
		if (!recording) throw new Error('The page plays nothing.');
		const { paused, muted, volume } = recording.player;
		if (paused || muted || volume < 1) throw new Error('What the page plays cannot be heard.');
		const file = await (await recording.finish()).arrayBuffer();
		const sound = await new OfflineAudioContext(1, 1, sampleRate).decodeAudioData(file);
		const samples = sound.getChannelData(0).map((sample) => sample * 32_767);
		const bytes = new Uint8Array(Int16Array.from(samples).buffer);
		const parts: string[] = [];
		for (let at = 0; at < bytes.length; at += 8192) {
			parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
		}
		return btoa(parts.join(''));
	}, SAMPLE_RATE);
	return fromBytes(Buffer.from(base64, 'base64'), SAMPLE_RATE);
}

/** The STUN and TURN servers that the page's calls were told to ask. */
export function iceServersOf(page: Page): Promise<string[]> {
	return page.evaluate(() =>
		window.witness.connections
			.flatMap((connection) => connection.getConfiguration().iceServers ?? [])
			.flatMap(({ urls }) => urls),
	);
}

export const violationsOf = (page: Page): Promise<string[]> =>
	page.evaluate(() => window.witness.violations);
