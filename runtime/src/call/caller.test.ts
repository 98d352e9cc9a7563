import { EventEmitter } from 'node:events';
import { DisconnectReason, ParticipantKind, RoomEvent, type Room } from '@livekit/rtc-node';
import { watchCaller } from './caller.ts';

const { jest } = import.meta;
const { CLIENT_INITIATED, DUPLICATE_IDENTITY, PARTICIPANT_REMOVED } = DisconnectReason;

/** What `watchCaller` sees of a room: who is in it, and who comes and goes. */
function createRoom() {
	const remoteParticipants = new Map<string, { identity: string; kind: ParticipantKind }>();
	const room = Object.assign(new EventEmitter(), { remoteParticipants });
	return {
		room: room as unknown as Room,
		join(identity: string, kind = ParticipantKind.STANDARD) {
			const participant = { identity, kind };
			remoteParticipants.set(identity, participant);
			room.emit(RoomEvent.ParticipantConnected, participant);
		},
		leave(identity: string, disconnectReason = CLIENT_INITIATED) {
			const participant = remoteParticipants.get(identity);
			remoteParticipants.delete(identity);
			room.emit(RoomEvent.ParticipantDisconnected, { ...participant, disconnectReason });
		},
	};
}

describe('watchCaller', () => {
	const others: string[] = [];
	let gone: number;
	let people: ReturnType<typeof createRoom>;
	let caller: ReturnType<typeof watchCaller>;
	beforeEach(() => {
		jest.useFakeTimers();
		others.length = gone = 0;
		people = createRoom();
		caller = watchCaller(people.room, {
			identity: 'user_1',
			onGone: () => gone++,
			onOtherJoined: (identity) => others.push(`${identity} joined`),
			onOtherLeft: (identity) => others.push(`${identity} left`),
		});
	});
	afterEach(() => {
		caller.stop();
		jest.useRealTimers();
	});

	it('sees a caller who is there already, and one who comes later', async () => {
		const later = caller.joined(5000);
		people.join('user_1');
		await expect(later).resolves.toBe(true);
		await expect(caller.joined(5000)).resolves.toBe(true);
	});

	it('does not take another person for the caller', async () => {
		const joined = caller.joined(5000);
		people.join('colleague');
		jest.advanceTimersByTime(5000);
		await expect(joined).resolves.toBe(false);
	});

	it('tells of every other person who comes or goes, and of no machine and not of the caller', () => {
		people.join('user_1');
		people.join('colleague');
		people.join('telephone', ParticipantKind.SIP);
		people.join('recorder', ParticipantKind.EGRESS);
		people.join('agent', ParticipantKind.AGENT);
		people.leave('colleague');
		people.join('colleague');
		for (const identity of ['recorder', 'agent', 'user_1']) people.leave(identity);
		expect(others).toEqual([
			...['colleague joined', 'telephone joined'],
			...['colleague left', 'colleague joined'],
		]);
	});

	it('goes on when another person leaves', () => {
		people.join('user_1');
		people.join('colleague');
		people.leave('colleague', PARTICIPANT_REMOVED);
		jest.advanceTimersByTime(60_000);
		expect(gone).toBe(0);
	});

	it('gives a caller who hung up less time than one whose connection was lost', () => {
		people.join('user_1');
		people.leave('user_1', CLIENT_INITIATED);
		jest.advanceTimersByTime(3000);
		expect(gone).toBe(0);
		jest.advanceTimersByTime(1000);
		expect(gone).toBe(1);

		people.join('user_1');
		people.leave('user_1', DisconnectReason.UNKNOWN_REASON);
		jest.advanceTimersByTime(9000);
		expect(gone).toBe(1);
		jest.advanceTimersByTime(1000);
		expect(gone).toBe(2);
	});

	it('goes on with a caller who comes back in time', () => {
		people.join('user_1');
		people.leave('user_1', DUPLICATE_IDENTITY);
		people.join('user_1');
		jest.advanceTimersByTime(60_000);
		expect(gone).toBe(0);
	});

	it('tells nothing after it was stopped', () => {
		people.join('user_1');
		people.leave('user_1');
		caller.stop();
		people.join('colleague');
		jest.advanceTimersByTime(60_000);
		expect([gone, others]).toEqual([0, []]);
	});
});
