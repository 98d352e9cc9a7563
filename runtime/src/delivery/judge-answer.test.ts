import { judgeAnswer } from './judge-answer.ts';
import { pauseAfter } from './deliver-messages.ts';

const judge = (status: number, body = '', retryAfter: string | null = null) =>
	judgeAnswer({ status, body, retryAfter });

describe('an answer to a message', () => {
	it.each<[number, string, string]>([
		[200, '{"message":"Workflow was started"}', 'delivered'],
		[204, '', 'delivered'],
		[200, 'n8n is starting up. Please wait', 'again'],
		[409, '{"error":{"code":"conflict"}}', 'delivered'],
		[409, '{"code":409,"message":"The execution \\"7 has finished already."}', 'delivered'],
		[409, '{"code":409,"message":"The execution \\"7\\" is running already."}', 'again'],
		[
			404,
			'{"message":"The requested webhook \\"POST events\\" is not registered.","hint":""}',
			'again',
		],
		[404, '{"message":"The execution \\"7\\" does not exist."}', 'never'],
		[404, '<html>Cannot POST</html>', 'again'],
		[401, '', 'again'],
		[302, '', 'never'],
		[400, '', 'never'],
		[410, '', 'never'],
		[500, '{"message":"Error in workflow"}', 'again'],
		[502, '<html>', 'again'],
	])('%i %p means %s', (status, body, kind) => {
		expect(judge(status, body).kind).toBe(kind);
	});

	it('may say when to come back, but not for ever', () => {
		expect(judge(429, '', '7')).toMatchObject({ kind: 'again', afterMs: 7000 });
		expect(judge(503, '', '999999')).toMatchObject({ afterMs: 3_600_000 });
		expect(judge(503, '', 'Wed, 21 Oct 2026 07:28:00 GMT')).not.toHaveProperty('afterMs');
	});
});

describe('the pause after a failed attempt', () => {
	it('doubles up to half a minute, and is never twice the same', () => {
		expect([1, 2, 3, 10, 1000].map((attempts) => pauseAfter(attempts, 1))).toEqual([
			500, 1000, 2000, 30_000, 30_000,
		]);
		expect(pauseAfter(3, 0)).toBe(1000);
		expect(pauseAfter(3, 0.5)).toBe(1500);
	});
});
