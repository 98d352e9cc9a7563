import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHelpers, type IConnections, type INode, type INodeType } from 'n8n-workflow';
import { loadPackage, PACKAGE_FOLDER, PACKAGE_NAME } from './rig/package';

interface Example {
	name: string;
	nodes: INode[];
	connections: IConnections;
	[key: string]: unknown;
}

const FOLDER = join(PACKAGE_FOLDER, 'examples');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Example;

describe.each(files)('the example %s', (file) => {
	const example = read(file);

	it('carries nothing of the n8n that it was made in', () => {
		expect(Object.keys(example).sort()).toEqual([
			'connections',
			'name',
			'nodes',
			'pinData',
			'settings',
		]);
		// Named as n8n names a first one, so that an import finds it; never by an id.
		const credentials = example.nodes.flatMap((node) => Object.values(node.credentials ?? {}));
		expect(credentials.filter(({ id, name }) => id !== null || name === '')).toEqual([]);
	});

	it('explains itself in a sticky note, and in the README with a link and a small picture', () => {
		expect(example.nodes.some(({ type }) => type === 'n8n-nodes-base.stickyNote')).toBe(true);
		const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
		expect(readme.split(`](${file})`)).toHaveLength(2);
		const picture = `../docs/images/examples/${file.replace('.json', '.png')}`;
		expect(readme).toContain(`](${picture})`);
		expect(statSync(join(FOLDER, picture)).size).toBeLessThan(120_000);
	});

	it('connects nodes that are there', () => {
		const names = example.nodes.map(({ name }) => name);
		const connected = Object.entries(example.connections).flatMap(([from, outputs]) => [
			from,
			...Object.values(outputs).flatMap((output) =>
				output.flatMap((targets) => (targets ?? []).map(({ node }) => node)),
			),
		]);
		expect(connected.filter((name) => !names.includes(name))).toEqual([]);
	});

	it('fills in only parameters that our nodes have, and all that they require', async () => {
		const { nodeTypes } = await loadPackage();
		for (const node of example.nodes.filter(({ type }) => type.startsWith(PACKAGE_NAME))) {
			const { description } = nodeTypes.getByNameAndVersion(node.type) as INodeType;
			const known = NodeHelpers.getNodeParameters(
				description.properties,
				node.parameters,
				true,
				false,
				node,
				description,
			);
			expect(Object.keys(known ?? {})).toEqual(
				expect.arrayContaining(Object.keys(node.parameters)),
			);
			expect(
				NodeHelpers.getNodeParametersIssues(description.properties, node, description),
			).toBeNull();
		}
	});
});

it('no two examples share a webhook', () => {
	const ids = files.flatMap((file) => read(file).nodes.flatMap(({ webhookId }) => webhookId ?? []));
	expect(new Set(ids).size).toBe(ids.length);
});
