import { openMicrophone } from './microphone.ts';

const failing = (name: string) => ({
	getUserMedia: () => Promise.reject(new DOMException('refused', name)),
});

describe('openMicrophone', () => {
	it.each([
		['NotAllowedError', 'microphone-refused'],
		['NotFoundError', 'microphone-absent'],
		['NotReadableError', 'microphone-busy'],
	])('names the problem behind %s', async (name, problem) => {
		await expect(openMicrophone({ secure: true, devices: failing(name) })).resolves.toEqual({
			problem,
		});
	});

	it('names an insecure page before a browser without media capture', async () => {
		await expect(openMicrophone({ secure: false, devices: undefined })).resolves.toEqual({
			problem: 'insecure-page',
		});
		await expect(openMicrophone({ secure: true, devices: undefined })).resolves.toEqual({
			problem: 'old-browser',
		});
	});
});
