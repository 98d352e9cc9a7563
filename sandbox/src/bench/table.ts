/** A table for a terminal: the first column is aligned to the left, all others to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
	const columns = Math.max(0, ...rows.map((row) => row.length));
	const widths = Array.from({ length: columns }, (_, column) =>
		Math.max(...rows.map((row) => (row[column] ?? '').length)),
	);
	return rows
		.map((row) =>
			widths
				.map((width, column) => {
					const cell = row[column] ?? '';
					return column === 0 ? cell.padEnd(width) : cell.padStart(width);
				})
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}
