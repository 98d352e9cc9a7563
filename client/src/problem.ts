/** What can stand between a caller and the call. */
export type ProblemCode =
	| 'no-link'
	| 'bad-link'
	| 'expired-link'
	| 'refused-link'
	| 'insecure-page'
	| 'old-browser'
	| 'microphone-refused'
	| 'microphone-absent'
	| 'microphone-busy'
	| 'microphone-lost'
	| 'server-unreachable'
	| 'agent-absent'
	| 'phrase-absent'
	| 'connection-lost'
	| 'opened-elsewhere';

/** What the caller is told: what happened, and what to do about it. */
export interface Explanation {
	title: string;
	/** A sentence or two, each its own paragraph. */
	advice: string[];
}

const explanations: Record<ProblemCode, Explanation> = {
	'no-link': {
		title: 'You need a call link',
		advice: [
			'This page opens a call with a voice assistant, and each call has its own link.',
			'Start a session with the “Start Voice Agent” node in n8n and open its talkUrl, or ask whoever runs the assistant to send you one.',
		],
	},
	'bad-link': {
		title: 'This link is incomplete',
		advice: [
			'Part of the address is missing, which often happens when a link is cut in a message.',
			'Copy the whole link, from https:// to the last letter, and open it again.',
		],
	},
	'expired-link': {
		title: 'This link has expired',
		advice: ['Call links work for a limited time. Ask for a new one and open it.'],
	},
	'refused-link': {
		title: 'This link is not valid any more',
		advice: ['The call server did not accept it. Ask for a new link and open it.'],
	},
	'insecure-page': {
		title: 'The microphone needs a secure page',
		advice: [
			'Browsers only offer a microphone to pages opened over https:// (or on this very computer, at localhost).',
			'Open the same link with https:// in front, or ask for a secure one.',
		],
	},
	'old-browser': {
		title: 'This browser cannot place calls',
		advice: ['Open the link in a current Chrome, Edge, Firefox or Safari.'],
	},
	'microphone-refused': {
		title: 'The microphone is blocked',
		advice: [
			'The assistant cannot hear you until this page may use the microphone.',
			'Click the icon beside the address bar, allow the microphone for this page, and try again. On a phone, also check the browser in the system’s privacy settings.',
		],
	},
	'microphone-absent': {
		title: 'No microphone found',
		advice: ['Connect a microphone or a headset, then try again.'],
	},
	'microphone-busy': {
		title: 'The microphone did not start',
		advice: [
			'Another program may be using it. Close other calls, or reconnect the microphone, and try again.',
		],
	},
	'microphone-lost': {
		title: 'The microphone was disconnected',
		advice: ['The call goes on, but the assistant cannot hear you. Reconnect it and try again.'],
	},
	'server-unreachable': {
		title: 'The call server cannot be reached',
		advice: [
			'Check that you are online. Some company networks and VPNs block calls: try another network, then try again.',
		],
	},
	'agent-absent': {
		title: 'The assistant has not joined',
		advice: [
			'It may be busy, or the session behind this link may be over. Wait a moment, or ask for a new link.',
		],
	},
	'phrase-absent': {
		title: 'That sentence could not be played',
		advice: ['Its recording cannot be fetched. Check that the simulated providers are running.'],
	},
	'connection-lost': {
		title: 'The connection was lost',
		advice: ['Check that you are online and reconnect: the link still works.'],
	},
	'opened-elsewhere': {
		title: 'The call moved to another window',
		advice: ['This link was opened a second time, and the call goes on there.'],
	},
};

/** The words for a problem. */
export function explain(problem: ProblemCode): Explanation {
	return explanations[problem];
}
