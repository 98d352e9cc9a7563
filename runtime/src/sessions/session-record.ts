import type { Extraction } from '../../../contract/answers.ts';
import type { SessionEvent } from '../../../contract/session-event.ts';
import type {
	SessionRecord,
	SessionSummary,
	SessionUsage,
	ToolCallRecord,
} from '../../../contract/session.ts';
import type { SessionConfig } from '../channel/messages.ts';
import { priceUsage, type UsedModels } from './cost.ts';
import { summariseLatency } from './latency.ts';
import type { SessionRow } from './session-rows.ts';

const NO_USAGE: SessionUsage = {
	sttAudioMs: 0,
	llmInputTokens: 0,
	llmCachedInputTokens: 0,
	llmOutputTokens: 0,
	ttsCharacters: 0,
};

/** The configuration that a session was started with. */
export const configOf = (row: SessionRow): SessionConfig =>
	JSON.parse(row.config_json) as SessionConfig;

/** What a list shows of a session. */
export function summaryOf(row: SessionRow): SessionSummary {
	const durationMs =
		row.started_at !== null && row.ended_at !== null
			? Math.max(0, Date.parse(row.ended_at) - Date.parse(row.started_at))
			: null;
	return {
		sessionId: row.id,
		status: row.status,
		room: row.room,
		createdAt: row.created_at,
		startedAt: row.started_at,
		endedAt: row.ended_at,
		durationMs,
		endReason: row.end_reason,
	};
}

/**
 * Everything that is known of a session.
 *
 * @param models - What is used where the session's configuration says nothing else.
 * @param unended - Tool calls that no event tells of yet.
 */
export function recordOf(
	row: SessionRow,
	events: SessionEvent[],
	models: UsedModels,
	unended: ToolCallRecord[],
): SessionRecord {
	const usage = row.usage_json === null ? NO_USAGE : (JSON.parse(row.usage_json) as SessionUsage);
	const llm = configOf(row).agent.model ?? models.llm;
	return {
		...summaryOf(row),
		muted: isMuted(events),
		transcript: events.flatMap((event) =>
			event.type === 'user.turn' || event.type === 'agent.turn' ? [event.item] : [],
		),
		toolCalls: toolCallsOf(events, unended),
		latency: summariseLatency(
			events.flatMap((event) => (event.type === 'turn.latency' ? [event.turn] : [])),
		),
		usage,
		cost: priceUsage(usage, { ...models, llm }),
		...(row.extraction_json === null ? {} : (JSON.parse(row.extraction_json) as Extraction)),
	};
}

/** Whether the last change of it was a mute. */
export const isMuted = (events: SessionEvent[]): boolean =>
	events.findLast(({ type }) => type === 'agent.muted' || type === 'agent.unmuted')?.type ===
	'agent.muted';

/**
 * A late result reports its call a second time; the later report counts, in the earlier one's place.
 *
 * @param unended - Calls that may have no event yet.
 */
export function toolCallsOf(
	events: SessionEvent[],
	unended: ToolCallRecord[] = [],
): ToolCallRecord[] {
	const calls = new Map<string, ToolCallRecord>();
	for (const event of events) {
		if (event.type === 'tool.called') calls.set(event.call.callId, event.call);
	}
	return [...calls.values(), ...unended.filter(({ callId }) => !calls.has(callId))];
}
