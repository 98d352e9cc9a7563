import type { AgentFigures } from './agent-figures.ts';
import type { LatencyResult } from './result.ts';

const WIDTH = 760;
const LEFT = 210;
const RIGHT = WIDTH - 40;
const ROW = 56;
const PANEL_HEAD = 44;
const PANEL_FOOT = 40;
/** Dots of one row are spread over this height, so that equal latencies stay visible. */
const SPREAD = 18;
const STEP_MS = 200;

/** Colours by meaning; dark pages get their own. */
const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 } .small { font-size: 12px; fill: #59636e }
.grid { stroke: #d1d9e0 } .axis { stroke: #818b98 }
.dot { fill: #818b98; fill-opacity: .45 } .mark { stroke: #59636e; stroke-width: 2 } .figure { fill: #59636e }
.ours .dot { fill: #0969da } .ours .mark { stroke: #0969da } .ours .figure { fill: #0969da; font-weight: 600 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .small, .figure { fill: #9198a1 } .grid { stroke: #3d444d } .axis { stroke: #656c76 }
.dot { fill: #9198a1 } .mark { stroke: #9198a1 }
.ours .dot { fill: #4493f8 } .ours .mark { stroke: #4493f8 } .ours .figure { fill: #4493f8 }
}`;

const titles: Record<LatencyResult['mode'], string> = {
	fixed: 'Providers at 150, 200 and 60 ms',
	drawn: 'Providers drawn from P50/P99 of 150/300, 200/400 and 60/150 ms',
	real: 'Real providers',
};

/** The latencies of a run as an SVG: one dot per turn, a mark at P50 and P90, one row per agent. */
export function drawLatencies(results: readonly LatencyResult[]): string {
	const most = Math.max(
		STEP_MS,
		...results.flatMap(({ agents }) => agents.map(({ latency }) => latency?.p99 ?? 0)),
	);
	const endMs = Math.ceil((most * 1.05) / STEP_MS) * STEP_MS;
	const x = (ms: number): string =>
		(LEFT + (Math.min(ms, endMs) / endMs) * (RIGHT - LEFT)).toFixed(1);
	let top = 0;
	const panels = results.map(({ mode, agents }) => {
		const height = PANEL_HEAD + agents.length * ROW + PANEL_FOOT;
		const panel = drawPanel(titles[mode], agents, { top, height, endMs, x });
		top += height;
		return panel;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" role="img" aria-label="Latency at the caller's ear, one dot per turn">
<style>${STYLE}
</style>
${panels.join('\n')}
</svg>
`;
}

interface Scale {
	top: number;
	height: number;
	endMs: number;
	x: (ms: number) => string;
}

function drawPanel(title: string, agents: readonly AgentFigures[], scale: Scale): string {
	const { top, height, endMs, x } = scale;
	const bottom = top + height - PANEL_FOOT;
	const ticks = Array.from(
		{ length: Math.floor(endMs / STEP_MS) + 1 },
		(_, index) => index * STEP_MS,
	);
	const axis = ticks.flatMap((ms) => [
		`<line class="${ms === 0 ? 'axis' : 'grid'}" x1="${x(ms)}" x2="${x(ms)}" y1="${top + PANEL_HEAD - 8}" y2="${bottom}"/>`,
		`<text class="small" x="${x(ms)}" y="${bottom + 18}" text-anchor="middle">${ms}${ms === endMs ? ' ms' : ''}</text>`,
	]);
	return [
		`<text class="title" x="16" y="${top + 22}">${escapeXml(title)}</text>`,
		...axis,
		...agents.map((agent, row) => drawAgent(agent, top + PANEL_HEAD + row * ROW + ROW / 2, x)),
	].join('\n');
}

function drawAgent(agent: AgentFigures, middle: number, x: Scale['x']): string {
	const { latency, latenciesMs } = agent;
	const dots = latenciesMs.map((ms, index) => {
		// A fixed pattern instead of chance, so that the same figures give the same picture.
		const y = middle + (((index * 7) % 10) / 9 - 0.5) * SPREAD;
		return `<circle class="dot" cx="${x(ms)}" cy="${y.toFixed(1)}" r="3"/>`;
	});
	const marks = latency
		? [
				`<line class="mark" x1="${x(latency.p50)}" x2="${x(latency.p50)}" y1="${middle - 15}" y2="${middle + 15}"/>`,
				`<text class="figure" x="16" y="${middle + 14}">P50 ${latency.p50.toFixed(0)} · P90 ${latency.p90.toFixed(0)} ms</text>`,
			]
		: [];
	return `<g class="${agent.name === 'ours' ? 'ours' : 'other'}">
<text x="16" y="${middle - 4}">${escapeXml(agent.title)}</text>
${[...dots, ...marks].join('\n')}
</g>`;
}

const escapeXml = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
