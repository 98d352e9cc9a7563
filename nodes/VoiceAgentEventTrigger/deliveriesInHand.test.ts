import { createDeliveriesInHand } from './deliveriesInHand';

const NOW = Date.parse('2026-11-27T10:00:00Z');

describe('a delivery to the Event Trigger', () => {
	it('is new once', () => {
		const deliveries = createDeliveriesInHand();
		expect(deliveries.take('one', NOW)).toBe('new');
		expect(deliveries.take('one', NOW)).toBe('starting');
		deliveries.started('one');
		expect(deliveries.take('one', NOW + 3_600_000)).toBe('started');
		expect(deliveries.take('other', NOW)).toBe('new');
	});

	it('is new again when n8n could not start the workflow', () => {
		const deliveries = createDeliveriesInHand();
		deliveries.take('one', NOW);
		deliveries.take('other', NOW + 10_000);
		expect(deliveries.take('one', NOW + 19_999)).toBe('starting');
		expect(deliveries.take('one', NOW + 20_000)).toBe('new');
		expect(deliveries.take('other', NOW + 20_000)).toBe('starting');
	});
});
