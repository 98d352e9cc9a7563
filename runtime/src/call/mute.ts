import { voice } from '@livekit/agents';

/** Whether the agent neither hears nor speaks. */
export interface Mute {
	muted(): boolean;
	set(muted: boolean): void;
}

/**
 * Silences an agent that stays in its room.
 *
 * What it is just saying is cut off and what the caller is just saying is forgotten; both are as if the caller had
 * interrupted. A tool that runs goes on, and its result is in the model's context when the agent is unmuted. Then the
 * agent waits for the caller to speak.
 */
export function createMute(
	session: Pick<voice.AgentSession, 'input' | 'interrupt' | 'clearUserTurn' | 'on'>,
	options: { onChange: (muted: boolean) => void },
): Mute {
	let muted = false;
	// Whoever starts to speak: a turn that was just over, a tool's result, a filler.
	session.on(voice.AgentSessionEventTypes.SpeechCreated, ({ speechHandle }) => {
		if (muted) speechHandle.interrupt(true);
	});
	return {
		muted: () => muted,
		set(wanted) {
			if (muted === wanted) return;
			muted = wanted;
			session.input.setAudioEnabled(!muted);
			if (muted) {
				session.clearUserTurn();
				session.interrupt();
			}
			options.onChange(muted);
		},
	};
}
