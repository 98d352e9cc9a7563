import { schemaFromForm, schemaFromJson, type FormParameter } from './parametersSchema';

const form = (...parameters: FormParameter[]) => schemaFromForm(parameters);

describe('the schema of the parameters form', () => {
	it('gives every type its JSON Schema', () => {
		expect(
			form(
				{ name: 'a', type: 'boolean' },
				{ name: 'b', type: 'integer' },
				{ name: 'c', type: 'list' },
				{ name: 'd', type: 'number' },
				{ name: 'e', type: 'options', options: ' x, y,x,' },
				{ name: 'f', type: 'string', description: 'Text', required: true },
			),
		).toEqual({
			type: 'object',
			properties: {
				a: { type: 'boolean' },
				b: { type: 'integer' },
				c: { type: 'array', items: { type: 'string' } },
				d: { type: 'number' },
				e: { type: 'string', enum: ['x', 'y'] },
				f: { type: 'string', description: 'Text' },
			},
			required: ['f'],
			additionalProperties: false,
		});
	});

	it('is an object without properties when there are no parameters', () => {
		expect(form()).toMatchObject({ type: 'object', properties: {}, required: [] });
	});

	it.each<[string, FormParameter[], RegExp]>([
		['a name with a space', [{ name: 'my name', type: 'string' }], /"my name" is not usable/],
		['a name that n8n cannot read', [{ name: 'caller', type: 'string' }], /cannot read.*"caller"/],
		[
			'the same name twice',
			[
				{ name: 'a', type: 'string' },
				{ name: 'a', type: 'list' },
			],
			/"a" is there twice/,
		],
		['a choice of nothing', [{ name: 'a', type: 'options', options: ' , ' }], /at least one value/],
	])('refuses %s', (_, parameters, message) => {
		expect(() => form(...parameters)).toThrow(message);
	});
});

describe('a written JSON Schema', () => {
	it('is taken as text or as an object', () => {
		const schema = { type: 'object', properties: {} };
		expect(schemaFromJson(JSON.stringify(schema))).toEqual(schema);
		expect(schemaFromJson(schema)).toEqual(schema);
	});

	it.each([['{'], ['[]'], ['"text"'], ['{"type":"string"}']])('is refused as %s', (json) => {
		expect(() => schemaFromJson(json)).toThrow(TypeError);
	});
});
