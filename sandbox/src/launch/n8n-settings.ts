/** The one account of the sandbox's n8n, which only this machine can reach. */
export const N8N_OWNER = { email: 'owner@example.com', password: 'Voice-Agent-1' } as const;

/** bcrypt of the password above. */
const PASSWORD_HASH = '$2a$10$iWNcjO/tDFGG0Vsk6Opi7OCdCug9rOxwMX2oV9aDRhvSyThXv2GIG';

export interface N8nSettings {
	/** Holds n8n's `.n8n` folder. */
	folder: string;
	port: number;
	/** Where n8n's own task runner connects to it. */
	brokerPort: number;
	encryptionKey: string;
}

/** Settings of an n8n that needs no click to set up, listens on the loopback interface and calls nobody outside. */
export function n8nEnvironment({ folder, port, brokerPort, encryptionKey }: N8nSettings) {
	const off = Object.fromEntries(
		[
			'N8N_SECURE_COOKIE',
			'N8N_DIAGNOSTICS_ENABLED',
			'N8N_VERSION_NOTIFICATIONS_ENABLED',
			'N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED',
			'N8N_TEMPLATES_ENABLED',
			'N8N_PERSONALIZATION_ENABLED',
			'N8N_HIRING_BANNER_ENABLED',
			'N8N_DYNAMIC_BANNERS_ENABLED',
			'N8N_LICENSE_AUTO_RENEW_ENABLED',
		].map((name) => [name, 'false']),
	);
	return {
		...off,
		N8N_USER_FOLDER: folder,
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_ENCRYPTION_KEY: encryptionKey,
		N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: N8N_OWNER.email,
		N8N_INSTANCE_OWNER_FIRST_NAME: 'Voice',
		N8N_INSTANCE_OWNER_LAST_NAME: 'Agent',
		N8N_INSTANCE_OWNER_PASSWORD_HASH: PASSWORD_HASH,
		N8N_DISABLED_MODULES: 'mcp-registry',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_LOG_LEVEL: 'warn',
	};
}
