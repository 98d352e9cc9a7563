/** Longer than the pause between two turns of most calls, so that a turn seldom pays for a new TLS connection. */
const KEEP_ALIVE_MS = 60_000;
const KEEP_ALIVE_LIMIT_MS = 300_000;

/** Of Node's undici, which the types of a browser's fetch do not know. */
type Dispatcher = object;
type DispatcherConstructor = new (options: {
	keepAliveTimeout: number;
	keepAliveMaxTimeout: number;
}) => Dispatcher;

/**
 * A fetch that keeps its idle connections for a minute; Node's own closes them after 4 s.
 *
 * It configures the undici inside Node, found by the symbol it registers, because the npm package of the same name
 * costs 17 MB in every call process.
 *
 * @param global - Where undici registers itself.
 */
export function createKeepAliveFetch(global: object = globalThis): typeof fetch {
	let dispatcher: Promise<Dispatcher> | undefined;
	return async (input, init) => {
		const options = { ...init, dispatcher: await (dispatcher ??= createDispatcher(global)) };
		return fetch(input, options as RequestInit);
	};
}

async function createDispatcher(global: object): Promise<Dispatcher> {
	// Node loads its fetch lazily; the first use registers the global dispatcher.
	await fetch('data:,');
	const registered: unknown = Reflect.get(global, Symbol.for('undici.globalDispatcher.1'));
	if (typeof registered !== 'object' || registered === null) {
		throw new TypeError('This version of Node does not register the dispatcher of its fetch.');
	}
	const Constructor = registered.constructor as DispatcherConstructor;
	return new Constructor({
		keepAliveTimeout: KEEP_ALIVE_MS,
		keepAliveMaxTimeout: KEEP_ALIVE_LIMIT_MS,
	});
}
