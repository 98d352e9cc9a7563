// `node sandbox/src/pictures/main.ts [folder]` takes the pictures that the documentation shows (default: data/pictures).
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../browser/open-browser.ts';
import { cacheFolder } from '../launch/cache-folder.ts';
import { findChromium } from '../launch/find-chromium.ts';
import { createProgress } from '../launch/progress.ts';
import { withoutProviders } from '../launch/providers.ts';
import { startStack } from '../launch/stack.ts';
import { stopOnSignals } from '../launch/stop-on-signals.ts';
import { createSupervisor } from '../launch/supervise.ts';
import { silence } from '../speech/pcm.ts';
import { writeWav } from '../speech/wav.ts';
import { takeEditorPictures } from './editor-pictures.ts';
import { takeExamplePictures } from './example-pictures.ts';
import { walkQuickstart } from './quickstart.ts';
import { takeTalkPagePictures } from './talk-page-pictures.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const pictures = resolve(process.argv[2] ?? join(repository, 'data', 'pictures'));
// Without keys: what a picture shows must not depend on a provider.
const env = withoutProviders(process.env);
const folder = await mkdtemp(join(tmpdir(), 'voice-agent-pictures-'));
const supervisor = createSupervisor({ logFolder: join(folder, 'logs') });
const progress = createProgress({ write: (text) => process.stdout.write(text) });
const end = async (exitCode: number) => {
	await supervisor.stopAll();
	await rm(folder, { recursive: true, force: true });
	process.exit(exitCode);
};
stopOnSignals(
	(exitCode) => void end(exitCode),
	() => process.exit(1),
);

try {
	await mkdir(pictures, { recursive: true });
	const { platform } = process;
	const executablePath = await findChromium({ env, platform, userId: process.getuid?.() });
	const cache = cacheFolder(env);
	const stack = await startStack({ repository, cache, folder, supervisor, progress, env });
	const microphone = join(folder, 'microphone.wav');
	await writeFile(microphone, writeWav(silence(1_000, 48_000)));
	const browser = await openBrowser({ executablePath, microphone });
	await progress.step('pictures of the nodes', () =>
		takeEditorPictures({ browser, stack, folder: pictures }),
	);
	const examples = join(pictures, 'examples');
	await mkdir(examples, { recursive: true });
	await progress.step('pictures of the examples', () =>
		takeExamplePictures({ browser, stack, folder: examples }),
	);
	await progress.step('pictures of the talk page', () =>
		takeTalkPagePictures({ browser, stack, folder: pictures }),
	);
	await mkdir(join(pictures, 'quickstart'), { recursive: true });
	await progress.step('pictures of the quickstart', () =>
		walkQuickstart({
			...{ browser, n8n: stack.n8n },
			takePicture: (name, page) =>
				page.screenshot({ path: join(pictures, 'quickstart', `${name}.png`) }),
		}),
	);
	await browser.close();
	progress.say(`The pictures are in ${pictures}`);
	await end(0);
} catch (error) {
	process.stderr.write(`${String(error)}\n`);
	await end(1);
}
