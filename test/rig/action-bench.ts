import type { INode } from 'n8n-workflow';
import { startFakeRuntime, type FakeRuntime } from './fake-runtime';
import { loadPackage, type LoadedPackage } from './package';
import { createWorkflowRig } from './workflow';

export const LIVEKIT = {
	url: 'wss://example.livekit.cloud',
	apiKey: 'APIkey',
	apiSecret: 's'.repeat(32),
};

/** One action node, run for real with both credentials; the runtime behind it is a fake one. */
export interface ActionBench {
	loaded: LoadedPackage;
	runtime: FakeRuntime;
	/** @param apiKey - Default: the right one. */
	run(node: INode, items?: object[], apiKey?: string): Promise<ActionResult>;
}

type ActionResult = Awaited<ReturnType<typeof runAction>>;

export async function openActionBench(): Promise<ActionBench> {
	const loaded = await loadPackage();
	const runtime = await startFakeRuntime();
	return {
		loaded,
		runtime,
		run: (node, items = [{}], apiKey = runtime.apiKey) =>
			runAction({ loaded, url: runtime.url, node, items, apiKey }),
	};
}

async function runAction(options: {
	loaded: LoadedPackage;
	url: string;
	node: INode;
	items: object[];
	apiKey: string;
}) {
	const { loaded, url, node, items, apiKey } = options;
	const rig = createWorkflowRig({
		loaded,
		nodes: [node],
		n8nUrl: 'http://127.0.0.1',
		credentials: { runtime: { baseUrl: `${url}/`, apiKey }, livekit: LIVEKIT },
	});
	const { resultData } = (await rig.execute(items.map((json) => ({ json: json as never })))).data;
	const outputs = resultData.runData[node.name]?.[0]?.data?.main ?? [];
	return { error: resultData.error, outputs, items: outputs[0] ?? [] };
}
