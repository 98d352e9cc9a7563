import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { N8n } from './n8n.ts';
import type { Credential, WorkflowFile, WorkflowNode } from './n8n-workflows.ts';

export interface ImportedWorkflow {
	id: string;
	/** The file in examples/. */
	file: string;
	workflow: WorkflowFile;
	/** False for those without a trigger, and those that need an account at another service. */
	published: boolean;
}

export interface ImportOptions {
	n8n: N8n;
	/** The folder of *.json files. */
	folder: string;
	packageName: string;
	runtime: { url: string; apiKey: string; signingSecret: string };
	liveKit: { url: string; apiKey: string; apiSecret: string };
}

/**
 * Imports every example workflow, gives our nodes their credentials, and publishes those that have a trigger and need no
 * account at another service.
 */
export async function importExamples(options: ImportOptions): Promise<ImportedWorkflow[]> {
	const { n8n, folder, packageName, runtime, liveKit } = options;
	const credentials = await Promise.all([
		n8n.createCredential({
			name: 'Voice Agent Runtime',
			type: 'voiceAgentRuntimeApi',
			data: { baseUrl: runtime.url, apiKey: runtime.apiKey, signingSecret: runtime.signingSecret },
		}),
		n8n.createCredential({
			name: 'LiveKit',
			type: 'liveKitApi',
			data: { url: liveKit.url, apiKey: liveKit.apiKey, apiSecret: liveKit.apiSecret },
		}),
	]);
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
	return Promise.all(
		files.map(async (file) => {
			const exported = JSON.parse(await readFile(join(folder, file), 'utf8')) as WorkflowFile;
			const workflow = giveCredentials(exported, packageName, credentials);
			const id = await n8n.importWorkflow(workflow);
			const { nodes } = workflow;
			const published = nodes.some(isProductionTrigger) && !nodes.some(lacksAccount);
			if (published) await n8n.publish(id);
			return { id, file, workflow, published };
		}),
	);
}

/** Puts stored credentials, found by their type, where a workflow's nodes name them, and into the nodes of our package. */
export function giveCredentials(
	workflow: WorkflowFile,
	packageName: string,
	stored: readonly Credential[],
): WorkflowFile {
	const nodes = workflow.nodes.map((node): WorkflowNode => {
		const ours = node.type.startsWith(`${packageName}.`);
		const wanted = [
			...Object.keys(node.credentials ?? {}),
			...(ours ? usualCredentials(node.type) : []),
		];
		const found = stored.filter(({ type }) => wanted.includes(type));
		if (found.length === 0) return node;
		const given = found.map(({ id, name, type }) => [type, { id, name }] as const);
		return { ...node, credentials: { ...node.credentials, ...Object.fromEntries(given) } };
	});
	return { ...workflow, nodes };
}

/** A credential without an id stands for an account that somebody has yet to choose. */
const lacksAccount = ({ credentials = {} }: WorkflowNode): boolean =>
	Object.values(credentials).some(({ id }) => id === null);

const usualCredentials = (type: string): string[] => {
	const name = type.slice(type.lastIndexOf('.') + 1);
	if (name === 'liveKitToken') return ['liveKitApi'];
	return name === 'voiceAgentRespond' ? [] : ['voiceAgentRuntimeApi'];
};

const isProductionTrigger = ({ type, disabled }: WorkflowNode): boolean =>
	disabled !== true &&
	(type === 'n8n-nodes-base.webhook' ||
		(/trigger$/i.test(type) && !type.endsWith('manualTrigger')));

/** The path of a workflow's Webhook node. */
export function webhookPath({ workflow }: ImportedWorkflow): string | undefined {
	const path = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.webhook')?.parameters
		.path;
	return typeof path === 'string' ? path : undefined;
}
