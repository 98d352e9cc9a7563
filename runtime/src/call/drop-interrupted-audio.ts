import { voice } from '@livekit/agents';

/**
 * Keeps the rest of an interrupted sentence from being heard for a moment.
 *
 * The framework pauses the audio when the caller speaks, and once the turn is surely the caller's it lets the audio run
 * again before it throws the rest away: up to 200 ms of the old sentence then precede the new answer.
 *
 * @param session - Before it is started.
 * @returns to be called when it has started.
 */
export function dropInterruptedAudio(session: voice.AgentSession): () => void {
	const speeches = new Set<voice.SpeechHandle>();
	session.on(voice.AgentSessionEventTypes.SpeechCreated, ({ speechHandle }) => {
		speeches.add(speechHandle);
		speechHandle.addDoneCallback(() => speeches.delete(speechHandle));
	});
	return () => {
		const output = session.output.audio;
		if (!output) return;
		const resume = output.resume.bind(output);
		output.resume = () => {
			if ([...speeches].some((speech) => speech.interrupted)) output.clearBuffer();
			resume();
		};
	};
}
