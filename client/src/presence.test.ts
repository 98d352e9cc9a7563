import { presenceOf } from './presence.ts';

describe('the presence of an agent', () => {
	it("is LiveKit's state of it", () => {
		expect(presenceOf({ 'lk.agent.state': 'speaking' })).toBe('speaking');
		expect(presenceOf({ 'lk.agent.state': 'listening' })).toBe('listening');
	});

	it('is thinking after a filler while the tool still runs', () => {
		const running = { 'voice_agent.tool_running': 'true' };
		expect(presenceOf({ 'lk.agent.state': 'listening', ...running })).toBe('thinking');
		expect(presenceOf({ 'lk.agent.state': 'speaking', ...running })).toBe('speaking');
	});

	it('is initializing while there is no state, or one that the page does not know', () => {
		expect(presenceOf({})).toBe('initializing');
		expect(presenceOf({ 'lk.agent.state': 'dreaming' })).toBe('initializing');
	});
});
