import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchResult } from './result.ts';

/** Writes a result as files into a folder, which is made if need be. @returns their paths */
export async function writeResult(folder: string, result: BenchResult): Promise<string[]> {
	await mkdir(folder, { recursive: true });
	const path = join(folder, 'result.json');
	await writeFile(path, `${JSON.stringify(result, undefined, '\t')}\n`);
	return [path];
}
