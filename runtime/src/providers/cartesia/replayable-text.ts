/** A piece of a text; the last one may be empty. */
export interface Piece {
	text: string;
	isLast: boolean;
}

/** A text that is still being written and can be read from its beginning any number of times. */
export interface ReplayableText {
	add(text: string): void;
	end(text: string): void;
	/** All pieces, waiting for those that are not written yet. */
	read(): AsyncGenerator<Piece>;
}

export function createReplayableText(): ReplayableText {
	const pieces: Piece[] = [];
	let written = Promise.withResolvers<undefined>();

	function write(piece: Piece): void {
		pieces.push(piece);
		written.resolve(undefined);
		written = Promise.withResolvers();
	}

	return {
		add: (text) => write({ text, isLast: false }),
		end: (text) => write({ text, isLast: true }),
		async *read() {
			for (let index = 0; ; index++) {
				while (pieces.length <= index) await written.promise;
				const piece = pieces[index];
				if (!piece) continue;
				yield piece;
				if (piece.isLast) return;
			}
		},
	};
}
