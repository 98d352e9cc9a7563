import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

/** Stands where a builder's own nodes are: gives the items of its parameter, or what came in, after a while. */
export const passThrough: INodeType = {
	description: {
		displayName: 'Pass Through',
		name: 'passThrough',
		group: ['transform'],
		version: 1,
		description: 'Gives back what it gets',
		defaults: { name: 'Pass Through' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Items', name: 'items', type: 'json', default: '' },
			{ displayName: 'Delay', name: 'delayMs', type: 'number', default: 0 },
		],
	},
	async execute(this: IExecuteFunctions) {
		const written = this.getNodeParameter('items', 0) as string;
		await new Promise((resolve) =>
			setTimeout(resolve, this.getNodeParameter('delayMs', 0) as number),
		);
		if (written === '') return [this.getInputData()];
		const items = JSON.parse(written) as Record<string, never>[];
		return [items.map((json) => ({ json, pairedItem: { item: 0 } }))];
	},
};
