import type { OutsideRequest } from './outside-service.ts';

/** One spreadsheet with one sheet, as far as n8n's node asks for it. */
export interface GoogleSheet {
	/** What is in the sheet, the header first. */
	rows: unknown[][];
	answer(request: OutsideRequest): unknown;
}

/** Makes an empty sheet. */
export function createGoogleSheet({ id, title }: { id: string; title: string }): GoogleSheet {
	const rows: unknown[][] = [];
	const base = `/v4/spreadsheets/${id}`;

	/** The index of the first row of a range like `Leads!2:2`; undefined for the whole sheet. */
	function firstRow(range: string): number | undefined {
		const [, sheet, row] = /^'?([^'!]+)'?(?:!(\d+):\d+)?$/.exec(range) ?? [];
		if (sheet !== title) throw new Error(`There is no range ${range}.`);
		return row === undefined ? undefined : Number(row) - 1;
	}

	return {
		rows,
		answer({ method, path, body }) {
			const { pathname } = new URL(path, 'https://sheets.googleapis.com');
			if (pathname === base) {
				const gridProperties = { rowCount: 1000, columnCount: 26 };
				return { sheets: [{ properties: { sheetId: 0, title, index: 0, gridProperties } }] };
			}
			// Makes room for a row; there is always some.
			if (pathname === `${base}:batchUpdate`) return { spreadsheetId: id, replies: [{}] };
			if (!pathname.startsWith(`${base}/values/`)) throw new Error(`There is no ${pathname}.`);
			const range = decodeURIComponent(pathname.slice(`${base}/values/`.length));
			const row = firstRow(range);
			if (method === 'PUT' && row !== undefined) {
				const { values } = body as { values: unknown[][] };
				rows.splice(row, values.length, ...values);
				return { spreadsheetId: id, updatedRange: range, updatedRows: values.length };
			}
			if (method !== 'GET') throw new Error(`Nobody may ${method} here.`);
			const asked = row === undefined ? rows : rows.slice(row, row + 1);
			// Google leaves the values out where there are none.
			return { range, majorDimension: 'ROWS', ...(asked.length > 0 ? { values: asked } : {}) };
		},
	};
}
