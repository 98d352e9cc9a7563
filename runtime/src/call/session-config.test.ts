import type { SessionConfig } from '../channel/messages.ts';
import { parseSessionConfig } from './session-config.ts';

const config: SessionConfig = {
	sessionId: 'abc-1',
	room: 'meeting_abc-1',
	agent: {
		instructions: 'Be brief.',
		greeting: '',
		language: 'en',
		turnProfile: 'balanced',
	},
	tools: null,
	variables: { customer: { name: 'Ada' } },
	participant: { identity: 'user_abc-1', name: '', metadata: '' },
	maxDurationMs: 3_600_000,
	idleTimeoutMs: 0,
	joinTimeoutMs: 300_000,
};

describe('the metadata of a job', () => {
	it('is the whole session', () => {
		expect(parseSessionConfig(JSON.stringify(config))).toEqual(config);
	});

	it('may name voice, model, temperature and tools', () => {
		const full = {
			...config,
			agent: { ...config.agent, voice: 'v', model: 'openai/gpt-oss-120b', temperature: 0 },
			tools: ['send_email'],
		};
		expect(parseSessionConfig(JSON.stringify(full))).toEqual(full);
	});

	it.each([
		['no metadata at all', ''],
		['text', 'hello'],
		['a number', '1'],
	])('that is %s is refused', (_name, metadata) => {
		expect(() => parseSessionConfig(metadata)).toThrow(
			expect.objectContaining({ code: 'invalid_request' }),
		);
	});

	it('with faulty fields is refused by their names', () => {
		const metadata = JSON.stringify({
			...config,
			sessionId: '../../etc',
			agent: { ...config.agent, turnProfile: 'hasty' },
			maxDurationMs: -1,
		});
		expect(() => parseSessionConfig(metadata)).toThrow(
			expect.objectContaining({
				details: [
					expect.objectContaining({ field: 'sessionId' }),
					expect.objectContaining({ field: 'agent.turnProfile' }),
					expect.objectContaining({ field: 'maxDurationMs' }),
				],
			}),
		);
	});
});
