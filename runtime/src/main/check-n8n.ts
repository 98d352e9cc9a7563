const TIMEOUT_MS = 5000;

/**
 * Asks whether anything answers where n8n should be; n8n may also be started later, so this is never fatal.
 *
 * @returns A sentence for the log, or undefined when n8n answers.
 */
export async function checkN8n(
	webhookBaseUrl: string,
	options: { fetch: typeof fetch },
): Promise<string | undefined> {
	try {
		const { origin } = new URL(webhookBaseUrl);
		const response = await options.fetch(`${origin}/healthz`, {
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		await response.body?.cancel();
		return undefined;
	} catch {
		return 'n8n cannot be reached at N8N_WEBHOOK_BASE_URL. Calls work, but their tools will fail until it answers.';
	}
}
