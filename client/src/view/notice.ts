import { explain } from '../problem.ts';
import { isInCall } from '../state.ts';
import type { PageState } from '../state.ts';
import { button } from './controls.ts';
import type { Actions } from './controls.ts';
import { element, setAttribute } from './element.ts';

/** What went wrong and what to do, or a click that the browser waits for. */
export interface Notice {
	root: HTMLElement;
	update(state: PageState): void;
}

/** Makes the notice; it is announced when it appears. */
export function createNotice(actions: Pick<Actions, 'retryMicrophone' | 'startSound'>): Notice {
	const problem = element('div', { class: 'problem', 'data-testid': 'problem', role: 'alert' });
	const retry = button(
		'retry-microphone',
		'quiet',
		actions.retryMicrophone,
		'Try the microphone again',
	);
	const sound = button('sound', 'quiet', actions.startSound, 'Turn on sound');
	const root = element('div', { class: 'notice' }, problem, retry, sound);
	let shown: PageState['problem'] = null;

	return {
		root,
		update(state) {
			if (state.problem !== shown) {
				shown = state.problem;
				setAttribute(problem, 'data-problem', shown ?? undefined);
				problem.replaceChildren(...(shown ? describe(shown) : []));
			}
			problem.hidden = shown === null;
			retry.hidden = !isInCall(state) || !shown?.startsWith('microphone-');
			sound.hidden = !state.soundBlocked;
			root.hidden = problem.hidden && sound.hidden;
		},
	};
}

function describe(problem: NonNullable<PageState['problem']>): HTMLElement[] {
	const { title, advice } = explain(problem);
	return [element('strong', {}, title), ...advice.map((sentence) => element('p', {}, sentence))];
}
