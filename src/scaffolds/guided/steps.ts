/** Steps that the harness takes itself: they cost no tokens and are marked as its own. */
import type { Decision, Scene } from '../../agent/policy';
import { testCommand } from '../../facts/command';
import { smallestEdit } from '../../repair/edit';
import type { Action, AgentEvent, Completion, Generation, Move, Reading, Stream } from '../../types';
import type { History } from './history';
import type { GuidedOptions } from './options';
import { trial } from './trial';
import type { ModelCall } from './write';

/** A call that was made and waits for its step. */
export interface Waiting {
  call: ModelCall;
  seed: number;
  done: Promise<Completion>;
}

const HARNESS: Completion = { text: '', tokensIn: 0, tokensOut: 0, cost: 0, ms: 0, finish: 'stop' };
const NO_READING: Reading = { score: 0, reason: 'A step of the harness: nothing to ask.' };

export const editOf = (now: string, next: string, path: string): Action => ({
  kind: 'edit',
  path,
  ...smallestEdit(now, next),
});

export async function* harness(
  thought: string,
  { command, carry }: { command: string; carry: NonNullable<Decision['carry']> },
): Stream<AgentEvent, Decision> {
  const action: Action = { kind: 'run', command };
  const generation = yield* spoken(thought, action);
  return { generations: [generation], reading: NO_READING, answer: null, action, note: '', carry };
}

async function* spoken(thought: string, action: Action, move?: Move): Stream<AgentEvent, Generation> {
  const generation: Generation = { ...HARNESS, text: thought, by: 'harness', action, ...(move ? { move } : {}) };
  yield { type: 'generation', generation };
  return generation;
}

/** Ends the episode; what was still being written is told of in the step, since it was paid for. */
export async function* submit(thought: string, red: boolean, waiting: Waiting[]): Stream<AgentEvent, Decision> {
  const unused: Generation[] = [];
  for (const { call, done } of waiting.splice(0)) {
    const completion = await done.catch(() => undefined);
    if (completion) unused.push({ ...completion, by: 'protege', action: null, prompt: call.prompt });
  }
  const action: Action = { kind: 'submit' };
  const generation = yield* spoken(thought, action);
  const answer = { text: red ? `Handed in with failing tests. ${thought}` : 'Submitted.', failed: red };
  return { generations: [...unused, generation], reading: NO_READING, answer, action, note: '' };
}

/** Nothing passed: the best try, if any fixed more than it broke, is made again and stays. */
export async function* finishWithBest(
  scene: Scene,
  history: History,
  waiting: Waiting[],
  why: string,
): Stream<AgentEvent, Decision> {
  const gain = ({ fixed, broken }: History['tried'][number]) => fixed.length - broken.length;
  const best = history.tried.reduce<History['tried'][number] | undefined>(
    (a, b) => (gain(b) > (a ? gain(a) : 0) ? b : a),
    undefined,
  );
  const changes = best && changesOf(scene, best.step);
  if (!changes) return yield* submit(why, true, waiting);
  return yield* tried(
    scene,
    history,
    `${why} The best try is made again.`,
    changes,
    { ...best.move, of: [best.step] },
    true,
  );
}

/** A known change is made and tried by the harness. */
export async function* tried(
  { state, files }: Scene,
  { base, limitMs }: History,
  thought: string,
  changes: Record<string, string>,
  move: Move,
  keep: boolean,
): Stream<AgentEvent, Decision> {
  const action = editOf(String(files[move.path]), changes[move.path] ?? String(files[move.path]), move.path);
  const generation = yield* spoken(thought, action, move);
  const carry = trial({ changes, command: testCommand(state.task.run), base: base!, seen: new Set(), limitMs, keep });
  return { generations: [generation], reading: NO_READING, answer: null, action, note: '', carry };
}

/** Two changes that each fixed some of the tests and broke none, together. No tokens: both are known. */
export function compose(
  history: History,
  scene: Scene,
  { moves }: GuidedOptions,
): Stream<AgentEvent, Decision> | undefined {
  if (!moves.includes('compose')) return undefined;
  const parts = history.tried.filter(
    ({ fixed, broken, move }) => fixed.length > 0 && broken.length === 0 && move.kind !== 'compose',
  );
  const done = new Set(history.tried.filter(({ move }) => move.kind === 'compose').map(({ move }) => move.of?.join()));
  for (const [i, a] of parts.entries())
    for (const b of parts.slice(i + 1)) {
      const of = [a.step, b.step];
      if (done.has(of.join()) || done.size >= MOST_COMPOSED) continue;
      if (b.fixed.every((name) => a.fixed.includes(name)) || a.fixed.every((name) => b.fixed.includes(name))) continue;
      const changes = together(scene, a.step, b.step);
      if (!changes) continue;
      const move: Move = { ...b.move, kind: 'compose', sample: done.size, of };
      return tried(scene, history, 'Two changes that each fix some tests, together.', changes, move, false);
    }
  return undefined;
}

const MOST_COMPOSED = 6;

/** What a tried step's action makes of the workspace. */
function changesOf({ state, files }: Scene, step: number): Record<string, string> | undefined {
  const { action } = state.steps[step]!.generations.findLast((generation) => generation.move) ?? {};
  return action?.kind === 'edit' ? applied(files, action) : undefined;
}

function applied(files: Record<string, unknown>, { path, find, replace }: Extract<Action, { kind: 'edit' }>) {
  const text = files[path];
  if (typeof text !== 'string') return undefined;
  const at = text.indexOf(find);
  return at < 0 ? undefined : { [path]: text.slice(0, at) + replace + text.slice(at + find.length) };
}

function together(scene: Scene, a: number, b: number): Record<string, string> | undefined {
  const first = changesOf(scene, a);
  const { action } = scene.state.steps[b]!.generations.findLast((generation) => generation.move) ?? {};
  if (!first || action?.kind !== 'edit') return undefined;
  const second = applied({ ...scene.files, ...first }, action);
  return second && { ...first, ...second };
}
