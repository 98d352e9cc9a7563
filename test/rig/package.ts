import './environment';
import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { join } from 'node:path';
import { passThrough } from './pass-through';

export const PACKAGE_FOLDER = join(__dirname, '..', '..');
export const PACKAGE_NAME = 'n8n-nodes-livekit-voice-agent';
export const PASS_THROUGH = 'test.passThrough';

/** The built package as n8n's own loader sees it. */
export interface LoadedPackage {
	nodeTypes: INodeTypes;
	credentialType(name: string): ICredentialType;
	loader: PackageDirectoryLoader;
}

/** @throws when package.json names a file, an icon or a codex that the build did not make. */
export async function loadPackage(): Promise<LoadedPackage> {
	const loader = new PackageDirectoryLoader(PACKAGE_FOLDER);
	await loader.loadAll();
	const find = (name: string): INodeType => {
		if (name === PASS_THROUGH) return passThrough;
		const loaded = loader.nodeTypes[name.replace(`${PACKAGE_NAME}.`, '')];
		if (!loaded) throw new Error(`The package has no node ${name}`);
		return loaded.type as INodeType;
	};
	return {
		loader,
		nodeTypes: {
			getByName: (name): INodeType | IVersionedNodeType => find(name),
			getByNameAndVersion: find,
			getKnownTypes: () => ({}),
		},
		credentialType(name) {
			const loaded = loader.credentialTypes[name];
			if (!loaded) throw new Error(`The package has no credential ${name}`);
			return loaded.type;
		},
	};
}
