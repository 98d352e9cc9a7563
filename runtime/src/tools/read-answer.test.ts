import { readAnswer } from './read-answer.ts';

const answer = (body: unknown, status = 200, contentType = 'application/json') =>
	readAnswer({
		status,
		contentType,
		body: typeof body === 'string' ? body : JSON.stringify(body),
		cut: false,
	});

describe('what n8n answers', () => {
	it.each([
		['a text', 'Nine to five.', 'Nine to five.'],
		['a JSON text', '"Nine"', 'Nine'],
		['an object', { hours: '9-5' }, '{"hours":"9-5"}'],
		['a list of one item', [{ hours: '9-5' }], '{"hours":"9-5"}'],
		['a list', [1, 2], '[1,2]'],
		['an empty list', [], 'Nothing was found.'],
		['COMPLETED with a result', { status: 'COMPLETED', result: 'Booked.' }, 'Booked.'],
		['COMPLETED among all items', [{ status: 'COMPLETED', result: 'Booked.' }], 'Booked.'],
		['COMPLETED with fields', { status: 'COMPLETED', id: 7 }, '{"id":7}'],
		['COMPLETED and nothing else', { status: 'COMPLETED' }, 'Done.'],
		[
			'the answer of "respond immediately"',
			{ message: 'Workflow was started' },
			'This has been started. There is no result to report.',
		],
	])('as %s becomes a short text', (_name, body, text) => {
		expect(answer(body)).toMatchObject({ outcome: 'completed', text, executed: 'yes' });
	});

	it('with a sentence to say is spoken word for word', () => {
		expect(answer({ status: 'COMPLETED', say: 'Your table is booked.' })).toMatchObject({
			say: 'Your table is booked.',
		});
	});

	it('as PENDING promises a later result', () => {
		expect(answer({ status: 'PENDING' }, 202)).toMatchObject({ outcome: 'pending' });
	});

	it('as FAILED gives the sentence to the caller', () => {
		expect(answer({ status: 'FAILED', error: 'The calendar is full.' })).toMatchObject({
			outcome: 'failed',
			text: 'This did not work: The calendar is full.',
			executed: 'yes',
		});
	});

	it('as FAILED may name a time of day', () => {
		const error = 'On Monday, 1 March, 2:30 PM and 15:00 are taken.';
		expect(answer({ status: 'FAILED', error }).text).toBe(`This did not work: ${error}`);
	});

	it.each([
		'connect ECONNREFUSED 10.0.0.7:5432',
		'TypeError: x is not a function\n    at run (/app/index.js:1:2)',
		'Request to https://api.internal/v1 failed',
		'<html><body>502</body></html>',
		'Request failed with status code 500',
		'db.internal:5432 is down',
	])('as FAILED with the technical detail %s says only that it failed', (error) => {
		expect(answer({ status: 'FAILED', error }).text).toMatch(/^This did not work\. Tell/);
	});

	it.each([
		['an empty body', '', 200, 'application/json', 'without an answer'],
		['an HTML page', '<!DOCTYPE html><h1>Log in</h1>', 200, 'text/html', 'not known'],
		['an HTML error page', '<html><body>nginx 502</body></html>', 502, 'text/html', 'not known'],
		['Error in workflow', { message: 'Error in workflow' }, 500, 'application/json', 'not known'],
		[
			'a stack',
			{ message: 'timed out', stack: 'Error: at WorkflowRunner' },
			500,
			'application/json',
			'not known',
		],
		[
			'an item of a failed node',
			{ error: 'ECONNRESET 10.0.0.1' },
			200,
			'application/json',
			'not known',
		],
		[
			'n8n that starts',
			'n8n is starting up. Please wait',
			200,
			'text/html',
			'cannot be done at the moment',
		],
		[
			'a refused signature',
			{ error: { code: 'unauthorized' } },
			401,
			'application/json',
			'cannot be done at the moment',
		],
		['a repeated call', { error: { code: 'conflict' } }, 409, 'application/json', 'not known'],
		[
			'a call from before n8n started',
			{ error: { code: 'n8n_unreachable' } },
			503,
			'application/json',
			'cannot be done at the moment',
		],
	])('as %s becomes a sentence without its content', (_name, body, status, type, text) => {
		const reading = answer(body, status, type);
		expect(reading.outcome).toBe('failed');
		expect(reading.text).toContain(text);
		expect(reading.text).not.toMatch(/nginx|Error|stack|ECONN|html|\d/);
	});

	it.each([
		[
			'a webhook that is not published',
			{ message: 'The requested webhook "POST x" is not registered.' },
			404,
			/publish the workflow/,
		],
		['a page of another server', '<html>Not Found</html>', 404, /N8N_WEBHOOK_BASE_URL/],
		['a wrong secret', { error: { code: 'unauthorized' } }, 401, /N8N_WEBHOOK_SECRET/],
		['a redirect', '', 301, /final address/],
		[
			'a trigger without a secret',
			{ error: { code: 'configuration_invalid' } },
			500,
			/signing secret/,
		],
	])('as %s tells the builder what to do', (_name, body, status, fault) => {
		expect(answer(body, status).fault).toMatch(fault);
	});

	it('as a 404 of the workflow itself does not make the tool broken', () => {
		const reading = answer({ customer: null }, 404);
		expect(reading.fault).toBeUndefined();
		expect(reading.executed).toBe('unknown');
	});

	it('is cut for speech and loses stacks', () => {
		expect(answer('word '.repeat(2000)).text.length).toBeLessThan(1510);
		expect(answer({ note: 'fine', stack: 'at x' }).text).toBe('{"note":"fine"}');
	});
});
