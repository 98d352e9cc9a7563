import { VoiceAgentError } from '../../../contract/error.ts';
import type { CallToolRequest, CallToolResult } from '../channel/messages.ts';
import { hashArguments, sha256 } from './canonical-json.ts';
import {
	resultOf,
	type CallEnd,
	type CallLog,
	type LoggedCall,
	type StartingCall,
} from './call-log.ts';
import type { Catalog, CatalogEntry } from './catalog.ts';
import { confirm, type Confirmation } from './confirmation.ts';
import type { Faults } from './faults.ts';
import { checkParameters } from './parameters.ts';
import type { Registry } from './registry.ts';
import { sentences } from './sentences.ts';
import type { SessionState } from './session-state.ts';
import type { CallingSession, Tools, ToolsOptions } from './tools.ts';

export interface CallToolOptions extends ToolsOptions {
	catalog: Catalog;
	registry: Registry;
	faults: Faults;
	log: CallLog;
	stateOf: (sessionId: string) => SessionState;
	/** Calls that run in this process, by callId. */
	running: Map<string, Promise<CallToolResult>>;
}

/** Either the end of a call that is not sent, or the result to wait for. */
type Decision = { end: CallEnd } | { wait: () => Promise<CallToolResult> };

const readBackSentences: Record<Extract<Confirmation, { execute: false }>['reason'], string> = {
	new: sentences.readBack,
	changed: sentences.readBackChanged,
	same_turn: sentences.readBackWait,
	unclear: sentences.readBackUnclear,
	refused: sentences.refused,
};

/** One tool call from the model's wish to its result: every rule that must hold is kept here, not by the prompt. */
export function createCallTool(options: CallToolOptions): Tools['call'] {
	const { catalog, registry, faults, log, stateOf, running, newId, now, logger } = options;

	async function finish(call: StartingCall, end: CallEnd): Promise<CallToolResult> {
		const record = await log.end(call, end);
		const { callId, tool } = call.request;
		logger.info(
			{
				sessionId: call.sessionId,
				callId,
				tool,
				outcome: end.result.outcome,
				executed: end.executed,
				attempts: end.attempts ?? 0,
				durationMs: record.durationMs,
				...end.times,
				detail: end.detail,
			},
			'tool call ended',
		);
		try {
			await options.onCall(call.sessionId, record);
		} catch (error) {
			logger.error({ error, callId }, 'a tool call could not be recorded');
		}
		return end.result;
	}

	const reject = (text: string, outcome: CallToolResult['outcome'] = 'rejected'): Decision => ({
		end: { result: { outcome, text }, executed: 'no' },
	});

	/** What a callId that was seen before came to; one that nobody waits for any more was cut off by a restart. */
	async function repeated(known: LoggedCall, call: StartingCall): Promise<CallToolResult> {
		const { outcome } = known;
		const { request, sessionId } = call;
		const same =
			known.session_id === sessionId &&
			known.tool === request.tool &&
			known.turn === request.turn.number;
		if (!same) {
			throw new VoiceAgentError('conflict', `The callId ${known.call_id} stands for another call.`);
		}
		if (outcome !== null) return resultOf({ ...known, outcome });
		const original: StartingCall = {
			...call,
			sideEffect: known.side_effect === 1,
			startedAtMs: Date.parse(known.started_at),
		};
		return finish(original, {
			result: { outcome: 'interrupted', text: sentences.unknown },
			executed: 'unknown',
			detail: 'the runtime stopped while the call ran',
		});
	}

	/** The result of the same action earlier in this session, unless doing it again is what the caller wants. */
	async function alreadyDone(call: StartingCall): Promise<Decision | undefined> {
		const [first] = await log.sameAction(call.sessionId, call.request);
		if (!first) return undefined;
		const wait = running.get(first.call_id);
		const text = first.text ?? sentences.unknown;
		// The workflow said that it failed, and the caller has spoken since: trying again is no loop.
		const failedForSure = first.outcome === 'failed' && first.executed === 'yes';
		if (failedForSure && call.request.turn.number > first.turn) return undefined;
		const end = (result: Pick<CallToolResult, 'outcome' | 'text'>): CallEnd => ({
			result: { outcome: result.outcome, text: sentences.alreadyDone(result.text) },
			executed: 'no',
			detail: `not repeated: same as ${first.call_id}`,
		});
		return wait
			? { wait: async () => finish(call, end(await wait)) }
			: { end: end({ outcome: first.outcome ?? 'interrupted', text }) };
	}

	async function run(
		{ tool, source }: CatalogEntry,
		session: CallingSession,
		call: StartingCall,
	): Promise<() => Promise<CallToolResult>> {
		const replyToken = newId();
		// One call is all that a test is for; n8n has stopped listening by then.
		if (tool.slot === 'test') await registry.unregister(tool.registrationId, 'test');
		await log.begin(call, tool.registrationId, sha256(replyToken));
		return async () => {
			const { request } = call;
			const { fault, ...end } = await source.execute({ tool, session, request, replyToken });
			if (fault !== undefined && tool.slot === 'production') await faults.mark(tool, fault);
			if (end.executed === 'yes') await faults.clear(tool);
			return finish(call, end);
		};
	}

	async function decide(session: CallingSession, call: StartingCall): Promise<Decision> {
		const { request } = call;
		const state = stateOf(session.sessionId);
		if (!state.spend(now())) return reject(sentences.budget);
		const entry = (await catalog.entries(session)).get(request.tool);
		if (!entry) return reject(sentences.noSuchTool);
		const { tool, problem } = entry;
		if (problem !== undefined) return reject(sentences.notNow, 'failed');
		const checked = checkParameters(tool.parameters)(request.arguments);
		if (!checked.valid) return reject(sentences.argumentsInvalid(checked.problem));

		request.arguments = checked.arguments;
		call.sideEffect = tool.sideEffect || tool.requiresConfirmation;
		if (call.sideEffect) {
			const done = await alreadyDone(call);
			if (done) return done;
		}
		if (tool.requiresConfirmation) {
			const confirmation = confirm(state.waiting, {
				tool: tool.name,
				argumentsHash: hashArguments(request.arguments),
				turn: request.turn,
			});
			state.waiting = confirmation.execute ? undefined : confirmation.waiting;
			if (!confirmation.execute) {
				return reject(readBackSentences[confirmation.reason], 'awaiting_confirmation');
			}
		}
		return { wait: await run(entry, session, call) };
	}

	async function callOnce(
		session: CallingSession,
		given: CallToolRequest,
	): Promise<CallToolResult> {
		const { sessionId } = session;
		const call: StartingCall = {
			sessionId,
			request: { ...given },
			sideEffect: false,
			startedAtMs: now(),
		};
		const known = await log.find(given.callId);
		if (known) return repeated(known, call);
		const decision = await stateOf(sessionId).inTurn(() => decide(session, call));
		return 'end' in decision ? finish(call, decision.end) : decision.wait();
	}

	return (session, request) => {
		const already = running.get(request.callId);
		if (already) return already;
		const result = callOnce(session, request).finally(() => running.delete(request.callId));
		running.set(request.callId, result);
		return result;
	};
}
