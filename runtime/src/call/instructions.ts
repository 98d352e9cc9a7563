import type { SessionConfig } from '../channel/messages.ts';

/** What every model must know to sound right in a call; the workflow's own instructions come first and weigh more. */
const SPOKEN = `

You are in a live voice call. Everything you write is spoken aloud.
- Answer in one to three short sentences. No lists, markup, emoji or web addresses.
- Where it sounds natural, begin with one to three words and a comma, as in "Of course,".
- Use a tool when it can answer better than you can, and report only what it returned.
- When a tool asks for confirmation, read the details back, ask, and wait for the caller's answer.
- What you hear may be transcribed wrongly; ask when it makes no sense.`;

/** @returns the system message of a call. */
export function callInstructions(agent: SessionConfig['agent']): string {
	return `${agent.instructions}${SPOKEN}\n- Speak the language with the code "${agent.language}".`;
}
