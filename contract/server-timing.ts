/** The metric in which a Voice Agent Trigger says how long n8n had a tool call. */
const METRIC = 'voice-agent-trigger';

/** The header of {@link formatServerTiming}. Source: https://www.w3.org/TR/server-timing/ */
export const SERVER_TIMING_HEADER = 'server-timing';

/** @param durationMs - From the trigger's first line to the answer's first byte. */
export const formatServerTiming = (durationMs: number): string =>
	`${METRIC};dur=${Math.max(0, durationMs)}`;

/** @returns the trigger's milliseconds, or undefined when the header has none; a proxy may have added metrics of its own. */
export function parseServerTiming(header: string | null): number | undefined {
	for (const metric of header?.split(',') ?? []) {
		const [name, ...parameters] = metric.split(';').map((part) => part.trim());
		if (name !== METRIC) continue;
		const duration = parameters.find((parameter) => /^dur=\d{1,9}(\.\d+)?$/.test(parameter));
		if (duration) return Number(duration.slice('dur='.length));
	}
	return undefined;
}
