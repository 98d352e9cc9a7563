/** What the runtime itself says, when neither the model nor a workflow can. */
export interface Phrases {
	/** A tool is slow and its workflow gave no text. */
	filler: string;
	/** The model or a tool failed; the caller may try again. */
	apology: string;
	/** The caller spoke, but no words came of it. */
	notUnderstood: string;
}

const english: Phrases = {
	filler: 'One moment, please.',
	apology: 'Sorry, that did not work just now. Could you say it again?',
	notUnderstood: 'Sorry, I did not catch that. Could you say it again?',
};

const byLanguage: Readonly<Record<string, Phrases>> = {
	en: english,
	de: {
		filler: 'Einen Moment, bitte.',
		apology: 'Entschuldigung, das hat gerade nicht geklappt. Sagen Sie es bitte noch einmal?',
		notUnderstood: 'Entschuldigung, das habe ich nicht verstanden. Sagen Sie es bitte noch einmal?',
	},
	es: {
		filler: 'Un momento, por favor.',
		apology: 'Perdón, eso no ha funcionado. ¿Puede repetirlo?',
		notUnderstood: 'Perdón, no le he entendido. ¿Puede repetirlo?',
	},
	fr: {
		filler: 'Un instant, s’il vous plaît.',
		apology: 'Désolé, cela n’a pas fonctionné. Pouvez-vous répéter ?',
		notUnderstood: 'Désolé, je n’ai pas compris. Pouvez-vous répéter ?',
	},
};

/** @param language - BCP 47; English when there are no phrases for it. */
export function phrasesFor(language: string): Phrases {
	return byLanguage[language.split('-')[0]?.toLowerCase() ?? 'en'] ?? english;
}
