import { join } from 'node:path';
import { callWithPauses, type PausedSentence } from './pauses.ts';
import type { Scenario } from './scenario.ts';

/**
 * Of Debian's asterisk-core-sounds-en-wav. Each pauses longest at its first comma, and all but one could be a whole
 * sentence there: the hardest kind.
 */
const SENTENCES: readonly (PausedSentence & { recording: string })[] = [
	{
		recording: 'privacy-prompt.wav',
		say: 'Please enter your phone number, starting with the area code.',
		half: 'Please enter your phone number.',
	},
	{
		recording: 'conf-invalid.wav',
		say: 'That is not a valid conference number, please try again.',
		half: 'That is not a valid conference number.',
	},
	{
		recording: 'ss-noservice.wav',
		say: 'The number you have dialed is not in service, please check the number and try again.',
		half: 'The number you have dialed is not in service.',
	},
	{
		recording: 'followme/sorry.wav',
		say: 'I am sorry, but I was unable to locate the person you are calling.',
		half: 'I am sorry.',
	},
	{
		recording: 'agent-newlocation.wav',
		say: 'Please enter a new extension, followed by pound.',
		half: 'Please enter a new extension.',
	},
	{
		recording: 'followme/options.wav',
		say: 'Press one to accept this call, or two to reject it.',
		half: 'Press one to accept this call.',
	},
	{
		recording: 'vm-helpexit.wav',
		say: 'Press star for help, or pound to exit.',
		half: 'Press star for help.',
	},
	{
		recording: 'dir-instr.wav',
		say: 'If this is the person you are looking for, press one now, otherwise please press star now.',
		half: 'If this is the person you are looking for',
	},
];

/**
 * A call with the voice of a person.
 *
 * @param folder - Holds the recordings.
 */
export const recordedPauses = (folder: string): Scenario =>
	callWithPauses(
		SENTENCES.map((sentence) => ({ ...sentence, recording: join(folder, sentence.recording) })),
	);
