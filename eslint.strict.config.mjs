// typescript-eslint at its strictest for everything that n8n's own configuration (eslint.config.mjs) does not cover.
import tseslint from 'typescript-eslint';
import jest from 'eslint-plugin-jest';
import tsdoc from 'eslint-plugin-tsdoc';

const compositionRoots = [
	'runtime/src/main.ts',
	'runtime/src/call/main.ts',
	'sandbox/src/start.ts',
	'sandbox/src/check.ts',
	'sandbox/src/caller/main.ts',
	'sandbox/src/pictures/main.ts',
	'sandbox/src/bench/main.ts',
	'sandbox/src/bench/echo/main.ts',
	'sandbox/src/bench/stock/main.ts',
	'sandbox/src/bench/stock/starter-agent.ts',
	'sandbox/src/bench/stock/tuned-agent.ts',
];

export default tseslint.config(
	{ ignores: ['**/dist/**', '**/node_modules/**', 'sandbox/run.mjs'] },
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
		plugins: { tsdoc },
		languageOptions: {
			parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'tsdoc/syntax': 'error',
			'max-lines': ['error', { max: 300 }],
			'no-console': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/consistent-type-definitions': 'off',
			'@typescript-eslint/no-non-null-assertion': 'error',
			// Its fix is the assertion that the rule above forbids.
			'@typescript-eslint/non-nullable-type-assertion-style': 'off',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-confusing-void-expression': 'off',
			// Objects made by createX() have no this.
			'@typescript-eslint/unbound-method': 'off',
			'@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
			// An empty text often means "none" here.
			'@typescript-eslint/prefer-nullish-coalescing': [
				'error',
				{ ignorePrimitives: { string: true } },
			],
			'no-restricted-syntax': [
				'error',
				{ selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
			],
			'no-restricted-properties': [
				'error',
				{
					object: 'process',
					property: 'env',
					message: 'Only a composition root reads the environment.',
				},
			],
		},
	},
	{ files: compositionRoots, rules: { 'no-restricted-properties': 'off' } },
	{ files: ['sandbox/**/*.ts'], rules: { 'no-console': 'off' } },
	{
		files: ['**/*.test.ts', '**/test/**/*.ts', 'sandbox/e2e/**/*.ts'],
		rules: {
			'no-restricted-properties': 'off',
			'@typescript-eslint/no-non-null-assertion': 'off',
			// expect.objectContaining() and its like are any.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
		},
	},
	{
		files: ['**/*.test.ts'],
		extends: [jest.configs['flat/recommended']],
		rules: {
			'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
			'jest/no-standalone-expect': 'off',
			'jest/no-conditional-expect': 'off',
		},
	},
);
