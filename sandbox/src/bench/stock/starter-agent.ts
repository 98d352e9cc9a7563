import { defineAgent, voice } from '@livekit/agents';
import { benchmark } from '../../scenario/benchmark.ts';
import { stockProviders } from './providers.ts';

/** LiveKit's Node starter: everything that it leaves to the framework is left to the framework here. */
export default defineAgent({
	entry: async (context) => {
		const session = new voice.AgentSession(stockProviders(process.env));
		const { instructions } = benchmark.agent;
		await session.start({ agent: new voice.Agent({ instructions }), room: context.room });
		await context.connect();
		session.generateReply({ instructions: 'Greet the user in a helpful and friendly manner.' });
	},
});
