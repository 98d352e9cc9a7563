import { z } from 'zod';
import { END_REASONS } from '../../../contract/session.ts';
import { COMMAND_TOPIC, type CallCommand } from '../channel/messages.ts';

const command = z.discriminatedUnion('type', [
	z.object({ type: z.literal('say'), text: z.string().min(1) }),
	z.object({ type: z.literal('instruct'), text: z.string().min(1) }),
	z.object({ type: z.literal('tool_progress'), callId: z.string(), text: z.string().min(1) }),
	z.object({
		type: z.literal('tool_result'),
		callId: z.string(),
		tool: z.string(),
		text: z.string(),
		say: z.string().exactOptional(),
	}),
	z.object({ type: z.literal('mute') }),
	z.object({ type: z.literal('unmute') }),
	z.object({
		type: z.literal('end'),
		reason: z.enum(END_REASONS),
		say: z.string().exactOptional(),
	}),
]) satisfies z.ZodType<CallCommand>;

/** A data message as LiveKit delivers it. */
export interface DataMessage {
	payload: Uint8Array;
	topic: string | undefined;
	/** Set when a participant sent it; LiveKit's server API, which needs the API secret, has no sender. */
	senderIdentity: string | undefined;
}

/** @returns the command, or undefined when the message is none or comes from a participant. */
export function parseCommand(message: DataMessage): CallCommand | undefined {
	if (message.topic !== COMMAND_TOPIC || message.senderIdentity !== undefined) return undefined;
	try {
		const parsed = command.safeParse(JSON.parse(new TextDecoder().decode(message.payload)));
		return parsed.success ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}
