import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

interface Verdict {
	passed: boolean;
	message?: string;
	details?: string;
}

interface Scanner {
	analyzePackage: (folder: string, patterns?: readonly string[]) => Promise<Verdict>;
	SOURCE_FILE_PATTERNS: readonly string[];
}

const SCANNER = '@n8n/scan-community-package/scanner/scanner.mjs';

/**
 * n8n's own community-package scan of both things that it looks at: the published tarball and the sources it was made
 * of. (The scanner's command line can only scan what is already on npm.)
 *
 * @param folder - Gets the unpacked tarball.
 * @returns One entry per leg that failed.
 */
export async function scanPackage(options: {
	repository: string;
	tarballPath: string;
	folder: string;
	env: Record<string, string | undefined>;
}): Promise<string[]> {
	const { repository, tarballPath, folder, env } = options;
	const unpacked = join(folder, 'scanned-package');
	await mkdir(unpacked, { recursive: true });
	const tar = ['xzf', tarballPath, '-C', unpacked, '--strip-components=1'];
	await runCommand('tar', tar, { env });
	const { analyzePackage, SOURCE_FILE_PATTERNS } = (await import(SCANNER)) as Scanner;
	const verdicts = [
		['the package', await analyzePackage(unpacked)],
		['its sources', await analyzePackage(repository, SOURCE_FILE_PATTERNS)],
	] as const;
	return verdicts.flatMap(([what, { passed, message, details }]) =>
		passed ? [] : [`n8n's scan of ${what}: ${message ?? 'failed'}\n${details ?? ''}`.trim()],
	);
}
