import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const filesIn = (folder: string, ending: string): string[] =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith(ending) && !/(^|\/)(node_modules|dist)\//.test(path))
		.map((path) => join(folder, path));

const pages = ['README.md', 'AGENTS.md', 'examples/README.md', ...filesIn('docs', '.md')];

const withoutCode = (markdown: string): string =>
	markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]+`/g, '');

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
	heading
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');

/** Whether a link's path and anchor are there; links to the web are not asked. */
function leadsSomewhere(page: string, target: string): boolean {
	if (/^[a-z]+:/.test(target)) return true;
	const [path = '', anchor] = target.split('#');
	const file = path === '' ? page : relative(root, join(root, dirname(page), path));
	if (!existsSync(join(root, file))) return false;
	if (anchor === undefined) return true;
	const headings = [...read(file).matchAll(/^#+ (.+)$/gm)];
	return headings.some(([, heading = '']) => anchorOf(heading) === anchor);
}

describe.each(pages)('%s', (page) => {
	it('links to what exists', () => {
		const targets = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(
			([, target = '']) => target,
		);
		expect(targets.filter((target) => !leadsSomewhere(page, target))).toEqual([]);
	});
});

describe('docs/troubleshooting.md', () => {
	// Sentences that stand in several literals are read as one.
	const code = ['runtime/src', 'nodes', 'credentials', 'contract', 'client/src']
		.flatMap((folder) => filesIn(folder, '.ts'))
		.filter((path) => !path.endsWith('.test.ts'))
		.map((path) => read(path).replaceAll(/['`]\s*\+\s*['`]/g, ''))
		.join('\n');
	const firstCells = [...read('docs/troubleshooting.md').matchAll(/^\| (.*?) +\|/gm)].map(
		([, cell = '']) => cell,
	);
	const sentences = firstCells.flatMap((cell) =>
		[...cell.matchAll(/`([^`]+)`/g)].map(([, sentence = '']) => sentence),
	);

	it('quotes sentences as the code has them', () => {
		expect(sentences.length).toBeGreaterThan(50);
		const unknown = sentences.filter((sentence) =>
			sentence.split('…').some((part) => !code.includes(part.trim())),
		);
		expect(unknown).toEqual([]);
	});
});
