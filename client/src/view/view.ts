import { isInCall } from '../state.ts';
import type { PageState } from '../state.ts';
import { createControls } from './controls.ts';
import type { Actions } from './controls.ts';
import { element, setAttribute, setText } from './element.ts';
import { createNotice } from './notice.ts';
import { createOrb } from './orb.ts';
import { createPhrasesView } from './phrases-view.ts';
import { createTranscriptView } from './transcript-view.ts';
import { agentWords, durationWords, introduction, statusWords } from './words.ts';

export interface ViewOptions {
	root: HTMLElement;
	actions: Actions;
	levels: () => { caller: number; agent: number };
	now: () => number;
	/** Whether the visitor asked for less motion. */
	still: () => boolean;
}

/** The page. */
export interface View {
	update(state: PageState): void;
	/** Draws what moves by itself; once per animation frame. */
	animate(atMs: number): void;
}

/** Builds the page once; afterwards only what differs is touched. */
export function createView({ root, actions, levels, now, still }: ViewOptions): View {
	const canvas = element('canvas', { class: 'orb', 'data-testid': 'orb', 'aria-hidden': 'true' });
	const orb = createOrb(canvas);
	const status = element('span', { role: 'status', 'data-testid': 'status' });
	const timer = element('time', { 'data-testid': 'timer', 'aria-label': 'Call time' });
	const agent = element('p', { class: 'agent', 'data-testid': 'agent-state' });
	const title = element('h1');
	const lead = element('p', { class: 'lead' });
	const controls = createControls(actions);
	const notice = createNotice(actions);
	const phrases = createPhrasesView(actions.say);
	const transcript = createTranscriptView();
	const stage = element(
		'section',
		{ class: 'stage', 'aria-label': 'Call' },
		element('p', { class: 'status' }, element('i', { 'aria-hidden': 'true' }), status, timer),
		canvas,
		agent,
		element('header', {}, title, lead),
		notice.root,
		controls.root,
	);
	const talk = element('section', { class: 'talk' }, transcript.root, phrases.root);
	root.append(stage, talk);
	let shown: PageState | undefined;

	return {
		update(state) {
			shown = state;
			const inCall = isInCall(state);
			const { title: heading, lead: sentence } = introduction(state);
			setAttribute(root, 'data-phase', state.phase);
			setAttribute(root, 'data-talk', inCall || state.transcript.length > 0 ? 'open' : undefined);
			setText(status, statusWords(state));
			setAttribute(status, 'data-phase', state.phase);
			agent.hidden = !inCall;
			setText(agent, agentWords(state.agent));
			setAttribute(agent, 'data-state', state.agent);
			setText(title, heading);
			setText(lead, sentence);
			title.parentElement?.toggleAttribute('hidden', inCall || state.problem !== null);
			notice.update(state);
			controls.update(state);
			phrases.update(state);
			transcript.update(state.transcript);
			transcript.root.hidden = !inCall && state.transcript.length === 0;
			talk.hidden = transcript.root.hidden && phrases.root.hidden;
		},
		animate(atMs) {
			if (!shown) return;
			const { caller, agent: agentLevel } = levels();
			orb.draw({ atMs, mood: shown.agent, agent: agentLevel, caller, still: still() });
			canvas.style.setProperty('--level', agentLevel.toFixed(3));
			controls.level.style.setProperty('--level', caller.toFixed(3));
			timer.hidden = shown.connectedAtMs === null;
			if (shown.connectedAtMs !== null) {
				setText(timer, durationWords((shown.endedAtMs ?? now()) - shown.connectedAtMs));
			}
		},
	};
}
