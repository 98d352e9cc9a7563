import { defineConfig } from 'rolldown';

// Native code comes as one package for each platform; everything else goes into the bundle.
const nativePackages = [/^@livekit\/rtc-ffi-bindings-/, /^@livekit\/local-inference-/];

// What @livekit/agents imports for things that no call does, and which would cost each call process 16 MB.
const leftOut = {
	// Its command line.
	commander: ['Command', 'Option'],
	// Images for a model.
	sharp: ['default'],
	// Sound files, and recordings of calls.
	'fluent-ffmpeg': ['default'],
	'@livekit/av': ['getFfmpegPath'],
	// LiveKit's own inference service, and tools whose parameters are zod 3 schemas.
	openai: ['default'],
	'openai/lib/transform': ['toStrictJsonSchema'],
	'zod-to-json-schema': ['zodToJsonSchema'],
	// The upload of calls to LiveKit Cloud, which `record: false` forbids.
	'form-data': ['default'],
	'@opentelemetry/core': ['ExportResultCode'],
	'@opentelemetry/exporter-trace-otlp-proto': ['OTLPTraceExporter'],
	'@opentelemetry/otlp-exporter-base': ['CompressionAlgorithm', 'OTLPExporterError'],
	'@opentelemetry/resources': [
		'defaultResource',
		'detectResources',
		'envDetector',
		'resourceFromAttributes',
	],
	'@opentelemetry/sdk-trace-node': ['BatchSpanProcessor', 'NodeTracerProvider'],
	'@opentelemetry/semantic-conventions': ['ATTR_SERVICE_NAME'],
};
const ABSENT = '\0absent:';

/** Puts classes that refuse to be made in place of what is left out; our own imports of the same packages are kept. */
const leaveOut = {
	name: 'leave-out',
	resolveId(source, importer) {
		const isFramework = importer?.includes('/node_modules/@livekit/agents/') === true;
		return isFramework && Object.hasOwn(leftOut, source) ? `${ABSENT}${source}` : null;
	},
	load(id) {
		if (!id.startsWith(ABSENT)) return null;
		const source = id.slice(ABSENT.length);
		const message = JSON.stringify(`${source} is not part of the runtime's bundle`);
		return [
			`class Absent { constructor() { throw new Error(${message}); } }`,
			`export { ${leftOut[source].map((name) => `Absent as ${name}`).join(', ')} };`,
		].join('\n');
	},
};

export default defineConfig({
	input: {
		main: 'runtime/src/main.ts',
		'call/main': 'runtime/src/call/main.ts',
		// What the framework forks for each call, and looks for beside its own code.
		job_proc_lazy_main: 'node_modules/@livekit/agents/dist/ipc/job_proc_lazy_main.js',
	},
	platform: 'node',
	external: nativePackages,
	plugins: [leaveOut],
	treeshake: {
		// The framework's index names everything it has; what nobody uses would stay without this.
		moduleSideEffects: [{ test: /\/node_modules\/@livekit\/agents\//, sideEffects: false }],
		// It looks for a program to decode sound files with, and complains when there is none.
		manualPureFunctions: ['configureFfmpeg'],
	},
	// Not minified, so that a stack trace can be read.
	output: {
		dir: 'runtime/dist',
		cleanDir: true,
		format: 'esm',
		chunkFileNames: '[name]-[hash].js',
	},
});
