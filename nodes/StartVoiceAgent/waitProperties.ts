import type { INodeProperties } from 'n8n-workflow';

export const waitProperties: INodeProperties[] = [
	{
		displayName: 'Wait for the Call to End',
		name: 'waitForEnd',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description:
			'Whether the execution sleeps until the call is over and then outputs its report: status, end reason, duration, transcript, tool calls, answers, summary, latency, usage and cost. It survives a restart of n8n and of the runtime.',
	},
	{
		displayName:
			'While the execution sleeps nothing after this node runs, so <b>give the caller the link first</b>: one Start Voice Agent without waiting, then a node that sends its <code>talkUrl</code>, then a second Start Voice Agent that waits and has <code>{{ $json.sessionId }}</code> of the first as its Session ID. The same ID never starts a second call. Answers and summary belong in the first one.',
		name: 'waitForEndNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { waitForEnd: [true] } },
	},
	{
		displayName: 'Wait at Most (Minutes)',
		name: 'maxWaitMinutes',
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0, maxValue: 10_080 },
		description:
			'After this time the execution goes on with what is known by then; the call is not ended. 0 for as long as the call can last, which its own limits bound.',
		displayOptions: { show: { waitForEnd: [true] } },
	},
];
