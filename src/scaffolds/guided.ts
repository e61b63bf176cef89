/**
 * The guided scaffold: localise, fill in or rewrite, validate. The harness runs the tests, ranks lines, and asks the protégé
 * only to write what is missing; every written change is tried against the tests at once. It stays the paper's loop: each
 * try is a step with an action, a reading of the gate and an observation, and a mentor says where when the gate opens.
 */
import { complete, readGate, RECOVERIES, whyNot, type Decision, type Scaffold, type Scene } from '../agent/policy';
import { testCommand } from '../facts/command';
import { defang } from '../agent/prompt';
import { drain, Failure } from '../lib/stream';
import { unranked } from '../repair/localise';
import type { Action, AgentEvent, Completion, Generation, Place, Reading, Step, Stream } from '../types';
import { passed, type Choosing } from './guided/choose';
import { failing, historyOf, type History } from './guided/history';
import { countLines, firstRun, goldPlaces } from './guided/locate';
import { mentored, mentorMessages, reasonIn } from './guided/mentor';
import type { ScaffoldDeps } from './port';
import { optionsOf, type GuidedOptions } from './guided/options';
import { planMoves, type PlanOptions } from './guided/plan';
import { compose, editOf, finishWithBest, harness, submit, type Waiting } from './guided/steps';
import { trial } from './guided/trial';
import { readMoves } from './guided/vary';
import { callFor, type ModelCall, type WriteContext } from './guided/write';

/** @throws one sentence for options that are none */
export function create(given: Record<string, unknown>, { goldPatch, effects }: ScaffoldDeps = {}): Scaffold {
  const options = optionsOf(given);
  const gold = options.ranking === 'gold' ? goldPlaces(goldPatch) : undefined;
  const kept: Kept = { waiting: [], variants: new Map(), ...(effects ? { effects } : {}) };
  return { decide: (scene) => decide(scene, options, kept, gold) };
}

/** What lives from step to step besides the record; without it the same is asked for again. */
type Kept = Choosing;

async function* decide(scene: Scene, options: GuidedOptions, kept: Kept, gold?: Place[]): Stream<AgentEvent, Decision> {
  const { state, files, tests } = scene;
  const { steps, task } = state;
  const { waiting } = kept;
  const [first] = steps;
  const last = steps.at(-1);
  if (!first) {
    const given = options.ranking === 'none' ? unranked(files, [...tests]).slice(0, options.places) : gold;
    return yield* harness('The tests first.', firstRun(task, tests, given));
  }
  if (!first.observation.places && steps.length === 1)
    return yield* harness('Which code do the failing tests run?', countLines(task, tests, files, first));
  const history = historyOf(steps);
  if (!history.base) return yield* submit('The tests were never run.', true, waiting);
  if (history.green !== undefined) return yield* passed(scene, history, options, kept);
  kept.before = files;
  if (history.base.complete && failing(history.base).length === 0)
    return yield* submit('No test fails.', false, waiting);
  if (last?.observation.kept)
    return yield* submit('Nothing passes all tests; this is the best that was reached.', true, waiting);
  const composed = compose(history, scene, options);
  if (composed) return yield* composed;
  const spent = overBudget(history, steps, options);
  const proposal = spent ? undefined : yield* propose(scene, history, options, kept, '');
  if (!proposal) return yield* finishWithBest(scene, history, waiting, spent ?? 'There is nothing left to try.');
  return yield* gated(scene, history, options, kept, proposal);
}

// ---- the protégé writes --------------------------------------------------------------------------------------

interface Proposal {
  generation: Generation;
  changes: Record<string, string>;
}

const planOptions = ({ samples, places, moves }: GuidedOptions, scene: Scene): PlanOptions => ({
  samples,
  places,
  moves,
  fills: scene.team.protege.fill !== undefined,
});

/** The next written change. Calls are made several at a time where the engine gains by it. */
async function* propose(
  scene: Scene,
  history: History,
  options: GuidedOptions,
  { waiting, variants }: Kept,
  words: string,
): Stream<AgentEvent, Proposal | undefined> {
  const { state, team, files, tests } = scene;
  const { protege } = team;
  if (waiting.length === 0) {
    const places = mentored(
      history.places,
      history.advice.map(({ text }) => text),
      files,
    );
    const known = { ...history, places };
    const said = words || lastWords(history);
    const sheet: WriteContext = {
      files,
      tests,
      history: known,
      steps: state.steps,
      base: history.base!,
      options,
      words: '',
      variants,
    };
    const planned = { ...planOptions(options, scene), ...(protege.doubts ? { variants } : {}) };
    const next = () => planMoves(known, files, planned, Math.max(1, protege.able?.parallel ?? 1));
    let moves = next();
    while (await readMoves(protege, files, moves, variants, scene.signal)) moves = next();
    for (const [i, move] of moves.entries()) {
      const here = places.findIndex(
        ({ path, from }) => path === move.path && from >= move.from - 1 && from <= move.to + 1,
      );
      const call = callFor(move, { ...sheet, words: here >= 0 && here < 3 ? said : '' });
      if (!call) continue;
      const seed = state.config.seed + state.steps.length * 16 + i;
      waiting.push({ call, seed, done: begin(call, scene, seed, options) });
    }
  }
  const next = waiting.shift();
  if (!next) return undefined;
  const completion = yield* arrived(next, scene, options);
  yield { type: 'token', by: 'protege', text: completion.text };
  return yield* proposed(scene, next.call, completion);
}

/** A call's reply. A model that was lost and can come back is asked again, with the same seed, as in the free loop. */
async function* arrived(
  { call, seed, done }: Waiting,
  scene: Scene,
  options: GuidedOptions,
): Stream<AgentEvent, Completion> {
  const { protege } = scene.team;
  const { signal } = scene;
  for (let left = RECOVERIES; ; left--) {
    try {
      const completion = await (left === RECOVERIES ? done : begin(call, scene, seed, options));
      signal.throwIfAborted();
      return completion;
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = new Failure('model', error);
      if (left === 0 || !protege.recover) throw failure;
      yield { type: 'retry', by: 'protege', message: failure.message };
      const back = await protege.recover(error, signal).catch((reason) => {
        throw signal.aborted ? reason : new Failure('model', reason);
      });
      if (!back) throw failure;
    }
  }
}

const lastWords = ({ advice }: History) => (advice.length > 0 ? reasonIn(advice.at(-1)!.text) : '');

function begin(
  call: ModelCall,
  { team, signal }: Scene,
  seed: number,
  { temperature }: GuidedOptions,
): Promise<Completion> {
  const warm = call.move.kind === 'repair' ? 0.3 : call.move.sample === 0 ? 0 : temperature;
  const done = drain(call.ask(team.protege, { signal, seed, temperature: warm }));
  done.catch(() => undefined); // thrown where it is awaited
  return done;
}

async function* proposed({ files }: Scene, call: ModelCall, completion: Completion): Stream<AgentEvent, Proposal> {
  const { move, prompt } = call;
  const next = call.read(completion.text);
  const now = String(files[move.path]);
  const action: Action =
    next === undefined ? { kind: 'invalid', reason: 'The reply held no code.' } : editOf(now, next, move.path);
  const generation: Generation = { ...completion, by: 'protege', action, prompt, move };
  yield { type: 'generation', generation };
  return { generation, changes: next === undefined ? {} : { [move.path]: next } };
}

// ---- the gate and the mentor ---------------------------------------------------------------------------------

async function* gated(
  scene: Scene,
  history: History,
  options: GuidedOptions,
  kept: Kept,
  { generation, changes }: Proposal,
): Stream<AgentEvent, Decision> {
  const { state, team } = scene;
  const reading = await readGate(team.gate, state, generation);
  yield { type: 'reading', reading };
  const alone = decided(scene, history, [generation], reading, changes);
  const open = reading.score > 0 && reading.score >= state.config.threshold && !reading.held;
  if (whyNot(state, team, open) !== '' || !team.expert) return alone;
  const consulted = yield* consult(scene, history, options, reading);
  if ('unreachable' in consulted) return { ...alone, note: consulted.unreachable };
  const advice = consulted.generation;
  const heard: History = { ...history, advice: [...history.advice, { step: state.steps.length, text: advice.text }] };
  const revised = yield* afterAdvice(scene, heard, options, kept, advice.text);
  if (!revised) return { ...alone, generations: [generation, advice, { ...generation, action: generation.action }] };
  return decided(scene, history, [generation, advice, revised.generation], reading, revised.changes);
}

/** The first fill at the place that the mentor named, before what was still waiting. */
async function* afterAdvice(
  scene: Scene,
  heard: History,
  options: GuidedOptions,
  kept: Kept,
  text: string,
): Stream<AgentEvent, Proposal | undefined> {
  const later = kept.waiting.splice(0);
  const proposal = yield* propose(scene, heard, options, kept, reasonIn(text));
  kept.waiting.push(...later);
  return proposal;
}

function decided(
  { state }: Scene,
  { base, seen, limitMs }: History,
  generations: Generation[],
  reading: Reading,
  changes: Record<string, string>,
): Decision {
  const action = generations.at(-1)!.action!;
  const carry =
    action.kind === 'invalid'
      ? undefined
      : trial({ changes, command: testCommand(state.task.run), base: base!, seen, limitMs });
  return { generations, reading, answer: null, action, note: '', ...(carry ? { carry } : {}) };
}

async function* consult(
  scene: Scene,
  history: History,
  { takeover }: GuidedOptions,
  reading: Reading,
): Stream<AgentEvent, { generation: Generation } | { unreachable: string }> {
  const { state, team, files, tests, signal } = scene;
  const messages = mentorMessages(state, history, files, tests, defang(reading.question ?? reading.reason), takeover);
  const seed = state.config.seed + state.steps.length * 16 + 15;
  try {
    const completion = yield* complete(team.expert!, 'expert', messages, { signal, seed, grammar: 'off' });
    const generation: Generation = {
      ...completion,
      by: 'expert',
      action: null,
      prompt: messages.map((m) => m.content).join('\n\n'),
    };
    yield { type: 'generation', generation };
    return { generation };
  } catch (error) {
    if (signal.aborted) throw error;
    return {
      unreachable: `(The expert could not be reached: ${(error as Error)?.message ?? error}. Going on without it.)`,
    };
  }
}

// ---- the budget ----------------------------------------------------------------------------------------------

function overBudget(history: History, steps: Step[], { tokens, seconds, tries }: GuidedOptions): string | undefined {
  const ms = steps.reduce(
    (sum, { observation, generations }) => sum + observation.ms + generations.reduce((s, g) => s + g.ms, 0),
    0,
  );
  if (history.tokens >= tokens) return `The budget of ${tokens.toLocaleString('en-US')} tokens is used up.`;
  if (ms >= seconds * 1000) return `The budget of ${seconds} seconds is used up.`;
  if (history.samples >= tries) return `The budget of ${tries} tries is used up.`;
  return undefined;
}
