import type { ToolCallRecord, TurnLatency } from '../../../contract/session.ts';

/** Adds to a turn's latency how the time of its tool calls divides between n8n and the network, where that was measured. */
export function withToolTimes(turn: TurnLatency, calls: readonly ToolCallRecord[]): TurnLatency {
	const from = Date.parse(turn.at);
	const measured = calls.flatMap(({ at, n8nMs, networkMs }) => {
		const isOfTurn = Date.parse(at) >= from && Date.parse(at) <= from + turn.totalMs;
		return isOfTurn && n8nMs !== undefined && networkMs !== undefined ? [{ n8nMs, networkMs }] : [];
	});
	if (measured.length === 0) return turn;
	return {
		...turn,
		toolN8nMs: measured.reduce((sum, { n8nMs }) => sum + n8nMs, 0),
		toolNetworkMs: measured.reduce((sum, { networkMs }) => sum + networkMs, 0),
	};
}
