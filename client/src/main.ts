import { createConversation } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { keepCall, takeKeptCall } from './kept-call.ts';
import type { TabStorage } from './kept-call.ts';
import { readLink } from './link.ts';
import { openMicrophone } from './microphone.ts';
import { loadPhrases } from './phrases.ts';
import { createStore } from './store.ts';
import { createView } from './view/view.ts';

// The page's composition root: the browser's globals are touched here and in view/, nowhere else.

const root = document.querySelector<HTMLElement>('#page');
if (!root) throw new TypeError('index.html has an element #page');

const tabStorage: TabStorage = () => sessionStorage;
const kept = takeKeptCall(tabStorage, Date.now());
const fragment = location.hash || (kept?.fragment ?? '');
const reading = readLink(fragment, Date.now());
// The token does not stay in the address bar or the history, where a screenshot or a shared link would leak it.
history.replaceState(null, '', location.pathname + location.search);
// Another link pasted into the same tab changes only the fragment, which by itself loads nothing.
addEventListener('hashchange', () => location.reload());

const loadCall = () => import('./call.ts');
const fetchFromPage: typeof fetch = (input, init) => fetch(input, init);
const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');
let conversation: Conversation | undefined;

const view = createView({
	root,
	actions: {
		start: () => void conversation?.start(),
		end: () => void conversation?.end(),
		toggleMute: () => conversation?.toggleMute(),
		retryMicrophone: () => void conversation?.retryMicrophone(),
		startSound: () => void conversation?.startSound(),
		say: (phraseIndex) => void conversation?.say(phraseIndex),
	},
	levels: () => conversation?.levels() ?? { caller: 0, agent: 0 },
	now: () => Date.now(),
	still: () => lessMotion.matches,
});
const store = createStore((state) => view.update(state));
view.update(store.state);

if ('problem' in reading) {
	store.dispatch({ type: 'link-refused', problem: reading.problem });
} else {
	const phrasesKnown = loadPhrases({
		configUrl: new URL('config.json', document.baseURI).href,
		fetch: fetchFromPage,
	}).then((phrases) => store.dispatch({ type: 'phrases-loaded', phrases }));
	conversation = createConversation({
		link: reading.link,
		store,
		loadCall,
		openMicrophone: () =>
			openMicrophone({ secure: isSecureContext, devices: navigator.mediaDevices }),
		createContext: () => new AudioContext({ latencyHint: 'interactive' }),
		phrasesKnown,
		fetch: fetchFromPage,
		now: () => Date.now(),
	});
	void loadCall();
	// Another link has nothing to do with the call that was here.
	if (kept?.call && kept.fragment === fragment) void conversation.rejoin(kept.call);
	else if (reading.link.startsByItself) void conversation.start();
}

addEventListener('pagehide', () => {
	keepCall(tabStorage, { fragment, state: store.state, nowMs: Date.now() });
	// Most pages that go away do not come back: the agent waits no longer than for a reload.
	void conversation?.end();
});
// A page that the browser had put aside whole has left its call.
addEventListener('pageshow', ({ persisted }) => {
	if (persisted) location.reload();
});
document.addEventListener('visibilitychange', () => {
	if (!document.hidden) conversation?.wake();
});
// A page that started by itself may be silent until it is clicked.
document.addEventListener('click', () => conversation?.wake(), { capture: true });
document.addEventListener('keydown', (event) => {
	const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
	if (plain && !event.repeat && event.key.toLowerCase() === 'm') conversation?.toggleMute();
});

function animate(atMs: number): void {
	view.animate(atMs);
	requestAnimationFrame(animate);
}
requestAnimationFrame(animate);
