import { canSayPhrase } from '../state.ts';
import type { PageState } from '../state.ts';
import { element, setAttribute, setText } from './element.ts';

/** The sentences to click, and the plain word that the providers are simulated. */
export interface PhrasesView {
	root: HTMLElement;
	update(state: PageState): void;
}

/** Makes the sentences; `onSay` gets the index of the one that was clicked. */
export function createPhrasesView(onSay: (index: number) => void): PhrasesView {
	const banner = element('p', { id: 'simulated', 'data-testid': 'simulated' });
	const chips = element('div', { class: 'chips', role: 'group', 'aria-labelledby': 'simulated' });
	const root = element('div', { class: 'phrases' }, banner, chips);
	let shown: PageState['phrases'] = null;

	return {
		root,
		update(state) {
			const { phrases } = state;
			root.hidden = phrases === null || state.phase === 'closed' || state.phase === 'ended';
			if (phrases === null) return;
			setText(banner, bannerWords(state));
			if (phrases !== shown) {
				shown = phrases;
				chips.replaceChildren(
					...phrases.map(({ text }, index) => {
						const chip = element('button', { type: 'button', 'data-testid': 'phrase' }, text);
						chip.addEventListener('click', () => {
							if (chip.getAttribute('aria-disabled') !== 'true') onSay(index);
						});
						return chip;
					}),
				);
			}
			chips.hidden = state.phase !== 'connected' && state.phase !== 'reconnecting';
			// aria-disabled instead of disabled keeps the keyboard's place while a sentence is said.
			const disabled = !canSayPhrase(state);
			[...chips.children].forEach((chip, index) => {
				setAttribute(chip, 'aria-disabled', String(disabled));
				setAttribute(chip, 'data-playing', state.playingPhrase === index);
				setAttribute(chip, 'data-said', state.saidPhrases.includes(index));
			});
		},
	};
}

function bannerWords({ phase, phrases }: PageState): string {
	if (phrases?.length === 0) {
		return 'The speech and language providers are simulated, and their sentences could not be loaded. Check that they are running and open the link again.';
	}
	return phase === 'connected' || phase === 'reconnecting'
		? 'The speech and language providers are simulated: click a sentence to say it.'
		: 'The speech and language providers are simulated: once connected, click a sentence to say it.';
}
