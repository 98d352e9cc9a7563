/** What the model is told. It answers the caller in the caller's language, so these say what happened and what to do. */
export const sentences = {
	failed:
		'This did not work. Tell the caller so in one short sentence, and do not try it again by yourself.',
	failedBecause: (error: string) => `This did not work: ${error}`,
	timedOut:
		'There was no answer in time, so it is not known whether this was done. Tell the caller so, and do not try it again by yourself.',
	unknown:
		'It is not known whether this was done. Tell the caller so, and do not try it again by yourself.',
	noAnswer:
		'The workflow ended without an answer, so it is not known whether this worked. Tell the caller so, and do not make up a result.',
	notNow: 'This cannot be done at the moment. Tell the caller so in one short sentence.',
	pending:
		'This has been started and takes a while. Tell the caller that the result will follow, and go on with the conversation.',
	started: 'This has been started. There is no result to report.',
	done: 'Done.',
	noSuchTool: 'There is no such tool. Go on without it.',
	argumentsInvalid: (problem: string) =>
		`The arguments do not fit: ${problem}. Correct them, or ask the caller for what is missing, and call the tool again.`,
	budget:
		'Too many tools have been used in this conversation. Use none for now: tell the caller what you know so far.',
	alreadyDone: (text: string) =>
		`Exactly this was already done in this conversation and was not repeated. The answer was: ${text}`,
	readBack:
		'NOT done yet. Read exactly these arguments back to the caller, ask whether to go ahead, and wait for the answer. After a clear yes, call the tool again with exactly the same arguments.',
	readBackChanged:
		'NOT done: the arguments are not the ones the caller agreed to. Read the new ones back, ask whether to go ahead, and wait for the answer. After a clear yes, call the tool again with exactly the same arguments.',
	readBackWait:
		'NOT done: the caller has not answered yet. Read the arguments back, ask whether to go ahead, and wait for the answer.',
	readBackUnclear:
		'NOT done: the caller has not clearly said yes. Answer what the caller said, then ask for a clear yes or no.',
	refused: 'NOT done: the caller said no. Do not do it, and ask what to do instead.',
} as const;
