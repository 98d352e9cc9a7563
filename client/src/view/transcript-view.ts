import { joinSentences } from '../transcript.ts';
import type { Transcript, TranscriptLine } from '../transcript.ts';
import { element, setAttribute, setText } from './element.ts';

const speakers = { user: 'You', agent: 'Assistant' } as const;

/** The written conversation. */
export interface TranscriptView {
	root: HTMLElement;
	update(transcript: Transcript): void;
}

/** Makes the transcript; only finished lines are announced to screen readers, interim ones change too often. */
export function createTranscriptView(): TranscriptView {
	const list = element('ol', { class: 'lines', 'data-testid': 'transcript' });
	const empty = element('p', { class: 'empty' }, 'What you both say is written here as you talk.');
	const announcer = element('div', { class: 'unseen', 'aria-live': 'polite' });
	const scroller = element(
		'div',
		{ class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Transcript' },
		empty,
		list,
	);
	const root = element('div', { class: 'transcript' }, scroller, announcer);
	const rows = new Map<string, Row>();
	let shown: Transcript = [];

	return {
		root,
		update(transcript) {
			if (transcript === shown) return;
			shown = transcript;
			const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
			const lines = joinSentences(transcript);
			for (const [id, row] of rows) {
				if (lines.some((line) => line.id === id)) continue;
				row.root.remove();
				rows.delete(id);
			}
			lines.forEach((line, index) => {
				const known = rows.get(line.id);
				const row = known ?? createRow(line);
				if (!known) {
					rows.set(line.id, row);
					list.append(row.root);
				}
				setAttribute(row.root, 'data-continued', lines[index - 1]?.role === line.role);
				if (row.update(line) && line.final) {
					setText(announcer, `${speakers[line.role]}: ${line.text}`);
				}
			});
			empty.hidden = transcript.length > 0;
			if (atEnd) scroller.scrollTop = scroller.scrollHeight;
		},
	};
}

interface Row {
	root: HTMLElement;
	/** Whether anything changed. */
	update(line: TranscriptLine): boolean;
}

function createRow({ role }: TranscriptLine): Row {
	const text = element('span', { class: 'text' });
	const note = element('span', { class: 'note', hidden: true }, 'interrupted');
	const root = element(
		'li',
		{ 'data-testid': 'transcript-item', 'data-role': role },
		element('span', { class: 'speaker' }, speakers[role]),
		element('p', {}, text, note),
	);
	let shown: TranscriptLine | undefined;
	return {
		root,
		update(line) {
			if (shown && isSame(shown, line)) return false;
			shown = line;
			setText(text, line.interrupted ? `${line.text.trimEnd()} —` : line.text);
			note.hidden = !line.interrupted;
			setAttribute(root, 'data-final', String(line.final));
			setAttribute(root, 'data-interrupted', line.interrupted);
			return true;
		},
	};
}

const isSame = (one: TranscriptLine, other: TranscriptLine): boolean =>
	one.text === other.text && one.final === other.final && one.interrupted === other.interrupted;
