import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawLatencies } from './picture.ts';
import type { BenchResult } from './result.ts';

/** Writes a result as files into a folder, which is made if need be. @returns their paths */
export async function writeResult(folder: string, result: BenchResult): Promise<string[]> {
	await mkdir(folder, { recursive: true });
	const files = [
		{ name: 'result.json', text: `${JSON.stringify(result, undefined, '\t')}\n` },
		...(result.latency ? [{ name: 'latency.svg', text: drawLatencies(result.latency) }] : []),
	];
	return Promise.all(
		files.map(async ({ name, text }) => {
			const path = join(folder, name);
			await writeFile(path, text);
			return path;
		}),
	);
}
