import { checkParameters } from './parameters.ts';

const check = checkParameters({
	type: 'object',
	properties: {
		to: { type: 'string', pattern: '^\\S+@\\S+$' },
		tone: { enum: ['warm', 'formal'] },
		copies: { type: 'integer', default: 1 },
	},
	required: ['to', 'tone'],
	additionalProperties: false,
});

describe('the arguments of a tool', () => {
	it('fit and get the defaults of the schema, the original stays as it was', () => {
		const input = { to: 'a@b.example', tone: 'warm' };
		expect(check(input)).toEqual({ valid: true, arguments: { ...input, copies: 1 } });
		expect(input).not.toHaveProperty('copies');
	});

	it('are refused with every problem in words the model can act on', () => {
		expect(check({ to: 'Bob', copies: 'two', extra: true })).toEqual({
			valid: false,
			problem:
				'tone is missing; extra is not a known argument; to is not written as it should be; copies must be integer',
		});
		expect(check({ to: 'a@b.example', tone: 'rude' })).toMatchObject({
			problem: 'tone must be one of warm, formal',
		});
	});

	it('can be described in the dialect that n8n users paste, twice with the same $id', () => {
		const schema = {
			$schema: 'http://json-schema.org/draft-07/schema#',
			$id: 'tool',
			type: 'object',
			properties: {},
		};
		expect(checkParameters(schema)({})).toEqual({ valid: true, arguments: {} });
		expect(checkParameters({ ...schema, required: ['x'] })({})).toMatchObject({ valid: false });
	});

	it.each([
		['a list', { type: 'array' }],
		['nothing', {}],
		['an unknown type', { type: 'object', properties: { a: { type: 'text' } } }],
		['a reference to nowhere', { type: 'object', properties: { a: { $ref: 'http://x/y' } } }],
	])('cannot be described by %s', (_name, schema) => {
		const check = async () => Promise.resolve(checkParameters(schema));
		return expect(check()).rejects.toMatchObject({
			code: 'invalid_request',
			details: [{ field: 'parameters' }],
		});
	});
});
