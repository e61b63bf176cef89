/**
 * After the first change that passes: a suite that says little lets through what is no repair, too. What the model read of the same
 * line is gone on with for a few tries, which cost a run of the tests each and no tokens; of several that pass, the one is taken that
 * does least to the rest of what the repository did, and among equals the one that was tried first, as the likeliest.
 */
import type { Decision, Scene } from '../../agent/policy';
import { testCommand } from '../../facts/command';
import type { AgentEvent, Files, Generation, Move, Stream } from '../../types';
import type { Effect, ScaffoldDeps } from '../port';
import { filled, lineHole } from './gap';
import type { History, Tried } from './history';
import type { GuidedOptions } from './options';
import { editOf, submit, tried, type Waiting } from './steps';
import { trial } from './trial';
import { isRead, placeKey, type Variants } from './vary';

export interface Choosing {
  waiting: Waiting[];
  variants: Variants;
  /** The workspace before the change that passed. */
  before?: Files;
  effects?: NonNullable<ScaffoldDeps['effects']>;
}

/** A suite that takes longer is not run for this. */
const SLOW_MS = 2_000;
/** Those that are compared, the first of them; each costs a run. */
const COMPARED = 3;

export async function* passed(
  scene: Scene,
  history: History,
  options: GuidedOptions,
  kept: Choosing,
): Stream<AgentEvent, Decision> {
  const { waiting, before, effects } = kept;
  const first = history.tried.find(({ step }) => step === history.green);
  const done = () => submit('All tests pass.', false, waiting);
  if (!first || first.move.of || !before || !effects || isSlow(scene, options)) return yield* done();
  const next = nextMove(first, history, options, kept);
  if (next) return yield* beside(scene, history, next, textOf(next, before, kept)!);
  const passing = history.tried.filter(({ green }) => green).slice(0, COMPARED);
  if (passing.length < 2) return yield* done();
  const { path } = first.move;
  const changes = passing.map(({ step, move }) => ({
    [path]: step === first.step ? scene.files[path]! : textOf(move, before, kept)!,
  }));
  const failing = history.base!.tests.filter(({ status }) => status === 'fail').map(({ name }) => name);
  const limits = { limitMs: history.limitMs, failing, signal: scene.signal };
  const found = await effects(before, scene.tests, changes, limits);
  const best = found && least(found);
  if (best === undefined) return yield* done();
  const words = said(found!, best);
  if (best === 0) return yield* submit(words, false, waiting);
  const { move, step } = passing[best]!;
  const change = { [path]: String(changes[best]![path]) };
  return yield* tried(scene, history, words, change, { ...move, of: [step] }, false);
}

function isSlow({ state }: Scene, { others }: GuidedOptions): boolean {
  const { steps, config } = state;
  return steps[0]!.observation.ms > SLOW_MS || steps.length + others + 2 > config.limits.steps;
}

/** The likeliest of what was read of that line and not yet tried; undefined = enough, or none. */
function nextMove(first: Tried, history: History, { others, moves }: GuidedOptions, { variants }: Choosing) {
  const { path, from, to } = first.move;
  const known = variants.get(placeKey(first.move));
  const since = history.tried.filter(({ step }) => step > first.step).length;
  if (!known || from !== to || since >= others) return undefined;
  const here = history.tried.filter(({ move }) => placeKey(move) === placeKey(first.move));
  const had = new Set(here.map(({ move }) => nameOf(move)));
  return (['vary', 'mutate'] as const)
    .filter((kind) => moves.includes(kind))
    .flatMap((kind) => known[kind].map(({ gain }, sample) => ({ gain, move: { kind, path, from, to, sample } })))
    .filter(({ move }) => !had.has(nameOf(move)))
    .sort((a, b) => b.gain - a.gain)[0]?.move;
}

const nameOf = ({ kind, sample }: Move) => `${kind} ${sample}`;

/** The file with what was read put in; undefined = not one of those. */
function textOf(move: Move, before: Files, { variants }: Choosing): string | undefined {
  const variant = isRead(move.kind) ? variants.get(placeKey(move))?.[move.kind][move.sample] : undefined;
  const text = String(before[move.path]);
  return variant && filled(text, lineHole(move.path, text, move), variant.text);
}

/** Tried and taken back, whatever comes of it: a change that passes stands already. */
async function* beside(
  { state, files }: Scene,
  { base, seen, limitMs }: History,
  move: Move,
  text: string,
): Stream<AgentEvent, Decision> {
  const action = editOf(String(files[move.path]), text, move.path);
  const thought = 'Another change of the same line, to choose among those that pass.';
  const nothing = { tokensIn: 0, tokensOut: 0, cost: 0, ms: 0, finish: 'stop' as const };
  const generation: Generation = { ...nothing, text: thought, by: 'harness', action, move };
  yield { type: 'generation', generation };
  const command = testCommand(state.task.run);
  const carry = trial({ changes: { [move.path]: text }, command, base: base!, seen, limitMs, aside: true });
  const reading = { score: 0, reason: 'A change that passes stands: nothing to ask.' };
  return { generations: [generation], reading, answer: null, action, note: '', carry };
}

const least = (effects: Effect[]): number =>
  effects.reduce((best, { changed }, i) => (changed < effects[best]!.changed ? i : best), 0);

function said(effects: Effect[], best: number): string {
  const each = effects.map(({ changed, of }) => `${changed} of ${of}`).join(', ');
  return `${effects.length} changes pass all tests. Of calls with other values they change ${each}: the ${best === 0 ? 'first' : ['second', 'third'][best - 1]} is taken.`;
}
