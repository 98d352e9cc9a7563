/** The oldest version that the simulation speaks; what the stock plugin asks for. */
const OLDEST = '2025-04-16';
/** From this version on an error says what it is in `error_code`, `title` and `message`; before in one `error` sentence. */
const STRUCTURED_ERRORS = '2026-03-01';

/** Whether a `Cartesia-Version` is one that is spoken here. */
export const isSupportedVersion = (version: string | undefined): version is string =>
	version !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(version) && version >= OLDEST;

/** The fields of an error, in the shape of the API version. */
export function errorFields(version: string, status: number, code: string, message: string) {
	return version >= STRUCTURED_ERRORS
		? { title: message, message, error_code: code, status_code: status }
		: { error: message, status_code: status };
}
