const voice = (id: string, name: string, description: string) => ({
	id,
	name,
	description,
	language: 'en',
	gender: 'feminine',
	is_owner: false,
	is_public: true,
	created_at: '2025-08-14T00:00:00Z',
});

export type CartesiaVoice = ReturnType<typeof voice>;

/** Some of the voices that Cartesia's and LiveKit's documentation name. */
export const CARTESIA_VOICES: readonly CartesiaVoice[] = [
	voice('f786b574-daa5-4673-aa0c-cbe3e8534c02', 'Katie', 'Friendly and clear.'),
	voice('9626c31c-bec5-4cca-baa8-f8ba9e84c8bc', 'Jacqueline', 'Confident, for support calls.'),
	voice('a0e99841-438c-4a64-b679-ae501e7d6091', 'Barbershop Man', 'Warm and relaxed.'),
];

/** Accounts hold voices of their own, so every UUID is a voice, except those that begin like this. */
const MISSING_VOICE = '00000000-';

/** Finds a voice; any UUID is one unless it begins with eight zeros. */
export function findVoice(id: unknown): CartesiaVoice | undefined {
	if (typeof id !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
		return undefined;
	}
	if (id.startsWith(MISSING_VOICE)) return undefined;
	return CARTESIA_VOICES.find((known) => known.id === id) ?? voice(id, 'Own voice', 'Simulated.');
}
