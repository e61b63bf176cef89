/**
 * What chooses the next action: the protégé proposes, the gate reads, and when it opens the expert advises or acts.
 * An expert that cannot be reached is something the protégé reads, never the end of an episode.
 */
import { expertCalls } from '../facts/step';
import { Failure, map } from '../lib/stream';
import type {
  Action,
  AgentEvent,
  Completion,
  Files,
  Gate,
  GenerateOptions,
  Generation,
  Message,
  Model,
  Reading,
  Role,
  Sandbox,
  State,
  Step,
  Stream,
} from '../types';
import type { Execution, Surroundings } from './execute';
import { formOf, type Form } from './form';
import { parse, parseReply } from './parse';
import { expertMessages, guidance, render } from './prompt';
import { heard } from './heard';
import { temperatureFor } from './repeats';

export interface Team {
  protege: Model;
  expert: Model | null;
  gate: Gate;
  sandbox: Sandbox;
  /** Decides instead of the free loop. */
  scaffold?: Scaffold;
  /** Models that the gate asks; they end with the others. */
  lent?: Model[];
}

export interface Decision {
  generations: Generation[];
  reading: Reading;
  /** The observation of an ask: guidance, or why there is none. Null = execute `action`. */
  answer: { text: string; failed: boolean } | null;
  action: Action;
  /** Something the protégé should read besides what its action did. */
  note: string;
  /** Carries the action out in its own way. */
  carry?: Carry;
}

/** How a decision is carried out when it is more than its action: a change and the tests at once, say. */
export type Carry = (sandbox: Sandbox, around: Surroundings) => Stream<AgentEvent, Execution>;

/** What a scaffold decides from. */
export interface Scene {
  state: State;
  team: Team;
  /** The workspace now. */
  files: Files;
  /** Paths that are restored before the verdict. */
  tests: ReadonlySet<string>;
  signal: AbortSignal;
}

/** Who chooses the next step and how: the free loop of the paper, or a harness that leaves only the writing to the model. */
export interface Scaffold {
  decide(scene: Scene): Stream<AgentEvent, Decision>;
}

export async function* decide(state: State, team: Team, signal: AbortSignal): Stream<AgentEvent, Decision> {
  const { threshold, mode } = state.config;
  const proposal = yield* speak(team.protege, 'protege', render(state, [], 'protege'), state, 0, signal);
  const { action: proposed, extra } = parseReply(proposal.text, formOf(state.config)?.dialect.first);
  const note = noteOn(proposal, extra);
  const reading = await readGate(team.gate, state, proposal);
  yield { type: 'reading', reading };
  const alone: Decision = { generations: [proposal], reading, answer: null, action: proposed, note };
  const open = reading.score > 0 && reading.score >= threshold && !reading.held;
  const refusal = whyNot(state, team, open);
  if (proposed.kind === 'ask') {
    if (refusal) return { ...alone, answer: { text: refusal, failed: true } };
    const reply = yield* consult(state, team.expert!, proposal, proposed.question, signal);
    if ('unreachable' in reply) return { ...alone, answer: { text: reply.unreachable, failed: true } };
    const answer = { text: guidance(reply.generation.text), failed: false };
    return { ...alone, generations: [proposal, reply.generation], answer };
  }
  if (refusal) return alone;
  const reply = yield* consult(state, team.expert!, proposal, reading.question ?? '', signal);
  if ('unreachable' in reply) return { ...alone, note: `${note} (${reply.unreachable})`.trim() };
  const advice = reply.generation;
  if (mode === 'act' && advice.action)
    return { ...alone, generations: [proposal, advice], action: advice.action, note: '' };
  const revised = yield* speak(team.protege, 'protege', render(state, [proposal, advice], 'protege'), state, 2, signal);
  return { ...alone, generations: [proposal, advice, revised], action: revised.action!, note: '' };
}

/** What the form of the reply deserves to be told besides its result. */
function noteOn({ action, finish }: Generation, extra: number): string {
  if (action?.kind === 'invalid' && finish === 'length')
    return '(Your reply was cut off at its length limit. Write less before the action.)';
  return extra > 0 ? `(Your reply held ${extra + 1} actions; only the first was carried out. One per reply.)` : '';
}

/** Why the expert is not called, in words for the protégé; '' when it is. */
export function whyNot(state: State, team: Team, open: boolean): string {
  const limit = state.config.limits.expertCalls;
  if (!team.expert) return 'There is no expert in this episode. Go on alone: run, view, edit or submit.';
  if (expertCalls(state.steps) >= limit)
    return `All ${limit} expert calls of this episode are used up. Go on alone: run, view, edit or submit.`;
  return open ? '' : 'The question was not passed on: the gate is closed at this step. Go on with what you know.';
}

export async function readGate(gate: Gate, state: State, proposal: Generation): Promise<Reading> {
  try {
    const reading = await gate(state, proposal);
    const score = Number.isFinite(reading.score) ? Math.min(1, Math.max(0, reading.score)) : 0;
    return { ...reading, score };
  } catch (error) {
    throw new Failure('gate', error);
  }
}

type Consulted = { generation: Generation } | { unreachable: string };

async function* consult(
  state: State,
  expert: Model,
  proposal: Generation,
  question: string,
  signal: AbortSignal,
): Stream<AgentEvent, Consulted> {
  try {
    const messages = expertMessages(state, [proposal], question);
    const mayAct = state.config.mode === 'act' && proposal.action?.kind !== 'ask';
    return { generation: yield* speak(expert, 'expert', messages, state, 1, signal, mayAct) };
  } catch (error) {
    if (signal.aborted) throw error;
    return { unreachable: `The expert could not be reached: ${(error as Error)?.message ?? error}. Go on without it.` };
  }
}

const MAX_PER_STEP = 4;
/** Times a lost model is brought back for one reply. */
export const RECOVERIES = 2;

async function* speak(
  model: Model,
  by: Role,
  messages: Message[],
  state: State,
  turn: number,
  signal: AbortSignal,
  mayAct = false,
): Stream<AgentEvent, Generation> {
  const seed = state.config.seed + state.steps.length * MAX_PER_STEP + turn;
  const form = by === 'protege' ? formOf(state.config) : null;
  const completion = yield* complete(model, by, messages, { signal, seed, ...manner(by, form, state.steps) }, form);
  const action = by === 'protege' ? parseReply(completion.text, form?.dialect.first).action : null;
  const generation: Generation = { ...completion, by, action: mayAct ? expertAction(completion.text) : action };
  yield { type: 'generation', generation };
  return generation;
}

/** How it is to write: an expert freely; a language model under its grammar, warmer when it goes on repeating itself. */
function manner(by: Role, form: Form | null, steps: Step[]): Pick<GenerateOptions, 'grammar' | 'temperature'> {
  if (by === 'expert') return { grammar: 'off' };
  if (!form) return {};
  const temperature = temperatureFor(steps);
  return { grammar: form.grammar, ...(temperature === undefined ? {} : { temperature }) };
}

/** One reply; a model that was lost and can come back is asked again, with the same seed. */
export async function* complete(
  model: Model,
  by: Role,
  messages: Message[],
  options: GenerateOptions & { signal: AbortSignal },
  form: Form | null = null,
): Stream<AgentEvent, Completion> {
  for (let left = RECOVERIES; ; left--) {
    try {
      const reply = form ? heard(model, messages, options, form) : model.generate(messages, options);
      return yield* map(reply, (text): AgentEvent => ({ type: 'token', by, text }));
    } catch (error) {
      if (options.signal.aborted) throw error;
      const failure = new Failure('model', error);
      if (left === 0 || !model.recover) throw failure;
      yield { type: 'retry', by, message: failure.message };
      const back = await model.recover(error, options.signal).catch((reason) => {
        throw options.signal.aborted ? reason : new Failure('model', reason);
      });
      if (!back) throw failure;
    }
  }
}

/** An action the expert may take in the protégé's place; words alone are advice. */
function expertAction(text: string): Action | null {
  const action = parse(text);
  return action.kind === 'invalid' || action.kind === 'ask' ? null : action;
}
