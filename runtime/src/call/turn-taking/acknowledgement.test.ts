import { isAcknowledgement } from './acknowledgement.ts';

describe('an acknowledgement', () => {
	it.each(['Mhm.', 'Mm-hmm', 'Uh-huh.', 'Oh, aha.', 'Hmm'])('is "%s"', (text) => {
		expect(isAcknowledgement(text)).toBe(true);
	});

	it.each(['Yes.', 'Okay.', 'No', 'Mhm, stop.', 'Oh, wait.', '', '...', '42'])(
		'is not "%s"',
		(text) => {
			expect(isAcknowledgement(text)).toBe(false);
		},
	);
});
