import type { AgentPresence } from '../presence.ts';

/** The living picture of the agent. */
export interface Orb {
	canvas: HTMLCanvasElement;
	/** Draws one moment; `atMs` from requestAnimationFrame. */
	draw(moment: OrbMoment): void;
}

export interface OrbMoment {
	atMs: number;
	mood: AgentPresence;
	/** Loudness, 0 to 1. */
	agent: number;
	caller: number;
	/** Only colour and light change, nothing moves. */
	still: boolean;
}

type Colour = readonly [red: number, green: number, blue: number];
type Palette = readonly [light: Colour, middle: Colour, deep: Colour];

const resting: Palette = [
	[158, 190, 255],
	[98, 120, 255],
	[96, 66, 214],
];
const palettes: Record<AgentPresence, Palette> = {
	absent: resting,
	initializing: resting,
	idle: resting,
	listening: [
		[150, 240, 255],
		[46, 156, 255],
		[52, 84, 232],
	],
	thinking: [
		[236, 190, 255],
		[160, 96, 255],
		[92, 52, 214],
	],
	speaking: [
		[170, 255, 232],
		[38, 190, 220],
		[70, 84, 240],
	],
};

/** How fast each mood flows, in radians per second. */
const speeds: Record<AgentPresence, number> = {
	absent: 0.35,
	initializing: 0.5,
	idle: 0.35,
	listening: 0.6,
	thinking: 1.7,
	speaking: 1.1,
};

/** Makes the orb; it follows the size that the style sheet gives its canvas. */
export function createOrb(canvas: HTMLCanvasElement): Orb {
	const context = canvas.getContext('2d');
	let palette: Palette = resting;
	let agent = 0;
	let caller = 0;
	let speed = speeds.absent;
	let flow = 0;
	let lastMs = 0;

	return {
		canvas,
		draw(moment) {
			if (!context) return;
			const elapsed = Math.min(0.1, Math.max(0, (moment.atMs - lastMs) / 1000));
			lastMs = moment.atMs;
			const target = palettes[moment.mood];
			palette = palette.map((colour, index) =>
				blend(colour, target[index] ?? colour, 1 - Math.exp(-elapsed * 5)),
			) as unknown as Palette;
			// Loudness rises at once and falls slowly, as an eye expects of a voice.
			agent = follow(agent, moment.agent, elapsed);
			caller = follow(caller, moment.caller, elapsed);
			speed += (speeds[moment.mood] - speed) * (1 - Math.exp(-elapsed * 4));
			if (!moment.still) flow += elapsed * speed;

			const ratio = window.devicePixelRatio || 1;
			const size = Math.round(canvas.clientWidth * ratio);
			if (canvas.width !== size) canvas.width = canvas.height = size;
			context.clearRect(0, 0, size, size);
			context.save();
			context.translate(size / 2, size / 2);
			context.scale(size / 2, size / 2);
			const breath = moment.still ? 0 : 0.012 * Math.sin(flow * 1.6);
			const radius = 0.56 + breath + (moment.still ? 0 : agent * 0.1);
			drawHalo(context, palette, radius, 0.28 + agent * 0.5);
			if (caller > 0.02)
				drawCallerRing(context, palette, radius, moment.still ? 0 : caller, caller);
			drawBody(context, palette, radius, flow, moment.still ? 0 : agent);
			context.restore();
		},
	};
}

function drawHalo(
	context: CanvasRenderingContext2D,
	[, middle]: Palette,
	radius: number,
	strength: number,
): void {
	const halo = context.createRadialGradient(0, 0, radius * 0.7, 0, 0, 1);
	halo.addColorStop(0, rgba(middle, strength));
	halo.addColorStop(0.35, rgba(middle, strength * 0.3));
	halo.addColorStop(0.7, rgba(middle, strength * 0.07));
	halo.addColorStop(1, rgba(middle, 0));
	context.fillStyle = halo;
	context.fillRect(-1, -1, 2, 2);
}

function drawCallerRing(
	context: CanvasRenderingContext2D,
	[, middle]: Palette,
	radius: number,
	reach: number,
	strength: number,
): void {
	context.strokeStyle = rgba(middle, 0.25 + strength * 0.5);
	context.lineWidth = 0.008 + strength * 0.01;
	context.beginPath();
	context.arc(0, 0, radius + 0.12 + reach * 0.2, 0, Math.PI * 2);
	context.stroke();
}

function drawBody(
	context: CanvasRenderingContext2D,
	[light, middle, deep]: Palette,
	radius: number,
	flow: number,
	loudness: number,
): void {
	const body = context.createLinearGradient(-radius, -radius, radius, radius);
	body.addColorStop(0, rgba(light, 1));
	body.addColorStop(0.5, rgba(middle, 1));
	body.addColorStop(1, rgba(deep, 1));
	traceBlob(context, radius, flow, 0.018 + loudness * 0.05);
	context.fillStyle = body;
	context.fill();
	context.save();
	context.clip();
	// Three slow lights inside the body make it look alive without any outline.
	const lights: [Colour, number, number][] = [
		[light, 0, 0.95],
		[deep, 2.2, 0.8],
		[light, 4.1, 0.7],
	];
	for (const [colour, phase, reach] of lights) {
		const x = Math.cos(flow * 0.9 + phase) * radius * 0.5;
		const y = Math.sin(flow * 1.3 + phase * 1.7) * radius * 0.5;
		const glow = context.createRadialGradient(x, y, 0, x, y, radius * reach);
		glow.addColorStop(0, rgba(colour, 0.75));
		glow.addColorStop(1, rgba(colour, 0));
		context.fillStyle = glow;
		context.fillRect(-1, -1, 2, 2);
	}
	const gloss = context.createRadialGradient(
		-radius * 0.35,
		-radius * 0.5,
		0,
		-radius * 0.35,
		-radius * 0.5,
		radius * 0.9,
	);
	gloss.addColorStop(0, 'rgba(255, 255, 255, 0.55)');
	gloss.addColorStop(1, 'rgba(255, 255, 255, 0)');
	context.fillStyle = gloss;
	context.fillRect(-1, -1, 2, 2);
	context.restore();
}

function traceBlob(
	context: CanvasRenderingContext2D,
	radius: number,
	flow: number,
	amplitude: number,
): void {
	const points = 96;
	context.beginPath();
	for (let point = 0; point <= points; point++) {
		const angle = (point / points) * Math.PI * 2;
		const wave =
			Math.sin(angle * 3 + flow * 1.9) * 0.5 +
			Math.sin(angle * 2 - flow * 1.3) * 0.35 +
			Math.sin(angle * 5 + flow * 2.7) * 0.15;
		const reach = radius * (1 + wave * amplitude);
		context.lineTo(Math.cos(angle) * reach, Math.sin(angle) * reach);
	}
	context.closePath();
}

function follow(value: number, target: number, elapsed: number): number {
	return value + (target - value) * (1 - Math.exp(-elapsed * (target > value ? 24 : 7)));
}

function blend(from: Colour, to: Colour, share: number): Colour {
	return [
		from[0] + (to[0] - from[0]) * share,
		from[1] + (to[1] - from[1]) * share,
		from[2] + (to[2] - from[2]) * share,
	];
}

function rgba([red, green, blue]: Colour, alpha: number): string {
	return `rgba(${Math.round(red)}, ${Math.round(green)}, ${Math.round(blue)}, ${alpha.toFixed(3)})`;
}
