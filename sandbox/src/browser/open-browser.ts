import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

export interface BrowserOptions {
	/** From findChromium. */
	executablePath: string;
	/** A 48 kHz WAV file that the browser takes for its microphone, over and over; absent for a machine without one. */
	microphone?: string;
}

/**
 * Starts a headless Chromium that reaches this machine only: every other name fails to resolve.
 *
 * Permissions are real: a page may use the microphone when its context was granted it.
 */
export function openBrowser({ executablePath, microphone }: BrowserOptions): Promise<Browser> {
	return chromium.launch({
		executablePath,
		args: [
			'--allow-loopback-in-peer-connection',
			'--disable-features=WebRtcHideLocalIpsWithMdns',
			'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
			...(microphone === undefined
				? ['--disable-audio-input']
				: [
						'--use-fake-device-for-media-stream',
						`--use-file-for-fake-audio-capture=${microphone}`,
					]),
		],
	});
}
