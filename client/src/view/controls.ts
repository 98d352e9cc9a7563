import { isInCall } from '../state.ts';
import type { PageState } from '../state.ts';
import { element, icon, setAttribute, setText } from './element.ts';
import { startWords } from './words.ts';

/** What the buttons of the page do. */
export interface Actions {
	start(): void;
	end(): void;
	toggleMute(): void;
	retryMicrophone(): void;
	startSound(): void;
	say(phraseIndex: number): void;
}

const icons = {
	microphone:
		'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
	muted:
		'M9 9v3a3 3 0 0 0 4.6 2.5M15 11.5V6a3 3 0 0 0-5.8-1M5.5 11.5a6.5 6.5 0 0 0 10.4 5.2M18.5 11.5a6.5 6.5 0 0 1-.6 2.7M12 18v3M4 4l16 16',
	end: 'M3 14.5c0-5.300 18-5.300 18 0v1.900h-4.700v-2.700c-2.800-.9-5.800-.9-8.600 0v2.700H3Z',
};

/** The buttons under the orb. */
export interface Controls {
	root: HTMLElement;
	/** Shows how loud the caller is, through the style sheet. */
	level: HTMLElement;
	update(state: PageState): void;
}

/** Makes the buttons. */
export function createControls(actions: Actions): Controls {
	const startLabel = element('span');
	const start = button('start', 'start', actions.start, icon(icons.microphone), startLabel);
	const level = element(
		'span',
		{ class: 'level', 'data-testid': 'level', 'aria-hidden': 'true' },
		...Array.from({ length: 5 }, () => element('i')),
	);
	const muteLabel = element('span', { class: 'label' });
	const mute = button(
		'mute',
		'round',
		actions.toggleMute,
		icon(icons.microphone),
		icon(icons.muted),
		level,
		muteLabel,
	);
	setAttribute(mute, 'aria-keyshortcuts', 'M');
	const endLabel = element('span', { class: 'label' });
	const end = button('end', 'round end', actions.end, icon(icons.end), endLabel);
	const root = element('div', { class: 'controls' }, start, mute, end);

	return {
		root,
		level,
		update(state) {
			const focused = document.activeElement;
			const inCall = isInCall(state);
			const words = startWords(state);
			setText(startLabel, words ?? '');
			start.hidden = words === null;
			mute.hidden = !inCall || !state.hasMicrophone;
			setAttribute(mute, 'aria-pressed', String(state.muted));
			setText(muteLabel, state.muted ? 'Unmute' : 'Mute');
			end.hidden = !inCall && state.phase !== 'connecting';
			setText(endLabel, inCall ? 'End call' : 'Cancel');
			// A keyboard user stays on the buttons when the one just pressed goes away.
			if (focused instanceof HTMLElement && root.contains(focused) && focused.hidden) {
				[start, mute, end].find((candidate) => !candidate.hidden)?.focus();
			}
		},
	};
}

/** Makes a button that automation finds by its name. */
export function button(
	testId: string,
	className: string,
	onClick: () => void,
	...children: (Node | string)[]
): HTMLButtonElement {
	const made = element(
		'button',
		{ type: 'button', class: className, 'data-testid': testId },
		...children,
	);
	made.addEventListener('click', onClick);
	return made;
}
