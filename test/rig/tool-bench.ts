import type { INode, INodeParameters } from 'n8n-workflow';
import { startFakeRuntime, type FakeRuntime } from './fake-runtime';
import { passThrough, trigger } from './nodes';
import { loadPackage, type LoadedPackage } from './package';
import { SIGNING_SECRET, startWebhookServer, type WebhookServer } from './webhook-server';
import { createWorkflowRig, type WorkflowRig } from './workflow';

export interface ToolWorkflowOptions {
	/** Of the Voice Agent Trigger. */
	parameters?: INodeParameters;
	/** Stands in the Voice Agent Trigger's place. */
	start?: INode;
	/** The nodes behind the trigger, in a line. */
	after?: INode[];
	/** Replaces fields of the runtime credential. */
	credential?: Record<string, string>;
}

export interface ToolWorkflow {
	rig: WorkflowRig;
	/** What n8n has stored; may be changed. */
	credential: Record<string, unknown>;
}

/** A runtime, n8n's webhook port, and workflows that start with a Voice Agent Trigger. */
export interface ToolBench {
	loaded: LoadedPackage;
	runtime: FakeRuntime;
	n8n: WebhookServer;
	/** A workflow of its own, with a credential that no other has cached; the webhook port serves it from now on. */
	make(options?: ToolWorkflowOptions): ToolWorkflow;
	close(): Promise<void>;
}

let credentials = 0;

export async function startToolBench(): Promise<ToolBench> {
	const loaded = await loadPackage();
	const runtime = await startFakeRuntime();
	const n8n = await startWebhookServer();
	return {
		loaded,
		runtime,
		n8n,
		make({
			parameters,
			start = trigger(parameters),
			after = [passThrough('Work')],
			credential,
		} = {}) {
			const id = `runtime-${(credentials += 1)}`;
			start.credentials = { voiceAgentRuntimeApi: { id, name: 'Runtime' } };
			const stored = {
				baseUrl: runtime.url,
				apiKey: runtime.apiKey,
				signingSecret: SIGNING_SECRET,
				...credential,
			};
			const rig = createWorkflowRig({
				loaded,
				nodes: [start, ...after],
				n8nUrl: n8n.url,
				credentials: { [id]: stored },
			});
			n8n.serve(rig);
			return { rig, credential: stored };
		},
		async close() {
			await Promise.all([runtime.close(), n8n.close()]);
		},
	};
}
