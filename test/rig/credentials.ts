import {
	ICredentialsHelper,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
} from 'n8n-workflow';
import type { LoadedPackage } from './package';

export type CredentialStore = Record<string, ICredentialDataDecryptedObject>;

/** What n8n does with stored credentials, for credentials kept in memory under their id. */
export class MemoryCredentials extends ICredentialsHelper {
	/** How often a credential was decrypted. */
	reads = 0;

	constructor(
		private readonly loaded: LoadedPackage,
		readonly store: CredentialStore,
	) {
		super();
	}

	override getParentTypes = () => [];
	override preAuthentication = async () => undefined;
	override runPreAuthentication = async () => undefined;
	override updateCredentials = async () => undefined;
	override updateCredentialsOauthTokenData = async () => undefined;

	override isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
		const { restrictToSupportedNodes, supportedNodes = [] } =
			this.loaded.credentialType(credentialType);
		return !restrictToSupportedNodes || supportedNodes.some((node) => nodeType.endsWith(node));
	}

	override async getDecrypted(_: unknown, { id }: INodeCredentialsDetails) {
		this.reads += 1;
		const data = this.store[id ?? ''];
		if (!data) throw new Error(`No credential ${String(id)}`);
		return data;
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		request: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.loaded.credentialType(typeName);
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		const headers = { ...request.headers };
		for (const [name, value] of Object.entries(authenticate?.properties.headers ?? {})) {
			headers[name] = workflow?.expression.getParameterValue(
				value as string,
				null,
				0,
				0,
				node?.name ?? '',
				[],
				'internal',
				{ $credentials: credentials } as never,
			) as string;
		}
		return { ...request, headers };
	}

	override getCredentials(): never {
		throw new Error('Not used by nodes');
	}

	override getCredentialsProperties(type: string) {
		return this.loaded.credentialType(type).properties;
	}
}
