// The bare echo as a process of its own: joins LIVEKIT_URL with LIVEKIT_TOKEN and answers each utterance with a tone.
import { dispose } from '@livekit/rtc-node';
import { startEchoAgent } from '../../caller/echo-agent.ts';

const agent = await startEchoAgent({
	url: process.env.LIVEKIT_URL ?? '',
	token: process.env.LIVEKIT_TOKEN ?? '',
	answers: [],
});
console.log(JSON.stringify({ joined: true }));
process.once('SIGTERM', () => {
	void agent
		.leave()
		.then(() => dispose())
		.then(() => process.exit(0));
});
