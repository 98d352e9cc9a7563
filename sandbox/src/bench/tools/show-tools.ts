import { formatTable } from '../table.ts';
import type { ToolsResult } from './run-tools.ts';

/** Signed tool calls beside n8n's own Webhook node. */
export function showTools({ n8nSettings, comparisons, spoken }: ToolsResult): string {
	const settings = Object.entries(n8nSettings).map(([name, value]) => `${name}=${value}`);
	const head = ['', 'calls', 'trigger P50', 'P95', 'Webhook P50', 'P95', 'ratio P50', 'P95'];
	const rows = comparisons.map(({ load, signed, webhook }) => [
		load,
		String(signed.count),
		...[signed.p50, signed.p95, webhook.p50, webhook.p95].map((ms) => ms.toFixed(0)),
		(signed.p50 / webhook.p50).toFixed(2),
		(signed.p95 / webhook.p95).toFixed(2),
	]);
	const { plain, withTool } = spoken;
	return [
		`A signed tool call through a published Voice Agent Trigger beside n8n’s Webhook node, in ms; n8n in ${settings.length === 0 ? 'its default settings' : settings.join(', ')}`,
		formatTable([head, ...rows]),
		...(plain && withTool
			? [
					'',
					`At the caller's ear: an answer that needed a tool of 100 ms begins after ${withTool.p50.toFixed(0)} ms (P50 of ${withTool.count}; P90 ${withTool.p90.toFixed(0)}), one without after ${plain.p50.toFixed(0)} ms.`,
				]
			: []),
	].join('\n');
}
