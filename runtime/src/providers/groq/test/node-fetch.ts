import { createKeepAliveFetch } from '../keep-alive-fetch.ts';

/** Jest runs tests in a global object of their own; fetch comes from Node's. */
const nodeGlobal = (
	(fetch.constructor as FunctionConstructor)('return globalThis') as () => object
)();

/** What a model in production uses by default; under Jest that would find no dispatcher, and every request would fail. */
export const nodeFetch = createKeepAliveFetch(nodeGlobal);
