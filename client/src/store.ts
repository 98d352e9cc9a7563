import { initialState, reduceState } from './state.ts';
import type { PageEvent, PageState } from './state.ts';

/** Holds what the page shows and tells who draws it. */
export interface Store {
	readonly state: PageState;
	dispatch(event: PageEvent): void;
}

/** Makes a store; `onChange` is called after every event that changed something. */
export function createStore(onChange: (state: PageState) => void): Store {
	let state = initialState;
	return {
		get state() {
			return state;
		},
		dispatch(event) {
			const next = reduceState(state, event);
			if (next === state) return;
			state = next;
			onChange(state);
		},
	};
}
