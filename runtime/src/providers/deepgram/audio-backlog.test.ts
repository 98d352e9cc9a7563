import { createAudioBacklog } from './audio-backlog.ts';

const chunk = (): Int16Array => new Int16Array(320);

describe('the audio that a new connection hears again', () => {
	it('begins after what a final transcript covers', () => {
		const backlog = createAudioBacklog(16_000, 15_000);
		for (let index = 0; index < 10; index++) backlog.add(chunk());
		backlog.forgetUntil(110);
		expect(backlog.startMs()).toBe(100);
		expect(backlog.chunks()).toHaveLength(5);
	});

	it('is bounded', () => {
		const backlog = createAudioBacklog(16_000, 100);
		for (let index = 0; index < 10; index++) backlog.add(chunk());
		expect(backlog.startMs()).toBe(100);
		expect(backlog.chunks()).toHaveLength(5);
	});
});
