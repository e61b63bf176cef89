/** From a correct repo to its instances: seeded choice over operators and functions, kept only when tests notice. */
import { hash, rng } from '../lib/ids';
import type { Sandbox, TestResult } from '../types';
import type { IndexedRepo, RepoPack, InstanceRow } from './instances';
import { packHash } from './instances';
import { mutants, OPERATORS, splice, type Mutant } from './mutate';
import { splitOf } from './splits';
import { runTrial, looksLikeTest, type Trial } from './trial';

/**
 * Bounds per repo: instances aimed at, mutants tried at most, instances of one behaviour in one function. A mutant
 * hangs when it takes `hangTimes` as long as the correct repo, and at least `hangMs`.
 */
export const AIM = { instances: 36, tries: 90, sameBehaviour: 2, hangMs: 5_000, hangTimes: 10 };

export interface Sampled {
  repo: IndexedRepo;
  /** Rows with repo number 0. */
  rows: InstanceRow[];
  /** What became of the mutants tried. */
  yield: Record<'kept' | 'survived' | 'all failed' | 'hang' | 'hidden only' | 'duplicate' | 'incomplete', number>;
}

const isSource = (path: string): boolean =>
  /\.[mc]?[jt]s$/.test(path) && !/\.d\.ts$|\.config\.|(^|\/)(test|scripts|examples?)\//.test(path);

/** Slips of the hand, the commonest kind of real bug: tried three times as often as the loss of whole statements. */
const OFTEN =
  /^(shift-|flip-|off-by-one|wrong-|negate-|drop-(negation|sign|await|return|operand)|swap-(operands|arguments|branches|loop-exit))/;

/** Mutants in the order they are tried: round the operators, each time in the function that had fewest so far. */
export function ordered(pack: RepoPack, seed: number): Mutant[] {
  const random = rng(hash(pack.name, seed));
  const byOperator = new Map<string, Mutant[]>(OPERATORS.map(({ name }) => [name, []]));
  for (const path of Object.keys(pack.files).filter(isSource).sort()) {
    for (const mutant of mutants(path, pack.files[path]!)) byOperator.get(mutant.operator)!.push(mutant);
  }
  const queues = [...byOperator.values()].filter((queue) => queue.length > 0);
  const turns = (queue: Mutant[]) => (OFTEN.test(queue[0]?.operator ?? '') ? 3 : 1);
  const shuffle = <T>(list: T[]): void => {
    for (let i = list.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [list[i], list[j]] = [list[j]!, list[i]!];
    }
  };
  shuffle(queues);
  queues.forEach(shuffle);
  const used = new Map<string, number>();
  const key = (mutant: Mutant) => `${mutant.file}:${mutant.scope}`;
  const out: Mutant[] = [];
  while (queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      for (let turn = turns(queue); turn > 0 && queue.length > 0; turn--) {
        let best = 0;
        for (let i = 1; i < queue.length; i++) {
          if ((used.get(key(queue[i]!)) ?? 0) < (used.get(key(queue[best]!)) ?? 0)) best = i;
        }
        const [mutant] = queue.splice(best, 1);
        used.set(key(mutant!), (used.get(key(mutant!)) ?? 0) + 1);
        out.push(mutant!);
      }
    }
  }
  return out;
}

/** Name -> did all its results pass, in order of first appearance. */
function verdictsOf(tests: readonly TestResult[]): Map<string, boolean> {
  const out = new Map<string, boolean>();
  for (const { name, status } of tests) {
    if (status !== 'skip' && status !== 'todo') out.set(name, (out.get(name) ?? true) && status === 'pass');
  }
  return out;
}

/** The first lines of a failure, without paths and long values. */
function shorten(test: TestResult): string {
  const { message = '', expected, actual } = test.error ?? {};
  const short = (text: string) => text.replace(/\s+/g, ' ').trim();
  const pair =
    expected !== undefined && actual !== undefined && expected.length + actual.length < 90 && expected !== actual;
  if (pair) return `got ${short(actual!)}, expected ${short(expected!)}`;
  const line = short(message.split('\n').find((text) => text.trim() !== '') ?? '');
  const empty =
    line.length > 120 || line.endsWith(':') || /^(Expected (values|".*") to|The (input|expression) )/.test(line);
  return empty || /[\\/][\w-]+\.[mc]?[jt]s\b|\bat .*:\d+/.test(line) ? '' : line;
}

/** The failing visible test whose message says most, and the message. */
function telling(repo: IndexedRepo, failing: number[], tests: readonly TestResult[]): [test: number, message: string] {
  const said = failing
    .filter((test) => test < repo.visible)
    .map((test): [number, string] => {
      const result = tests.find(({ name, status }) => status === 'fail' && name === repo.tests[test]);
      return [test, result ? shorten(result) : ''];
    });
  return (
    said.find(([, message]) => message.startsWith('got ')) ?? said.find(([, message]) => message !== '') ?? said[0]!
  );
}

const SUBTLE =
  /^(shift-|off-by-one|wrong-|swap-statements|swap-operands|drop-default|loosen-regexp|flip-nullish|drop-operand|drop-element|drop-spread)/;
/** 0 easy .. 2 hard, from what a repairer has to search and how much the tests tell. */
function difficulty(pack: RepoPack, mutant: Mutant, failing: number): number {
  const sources = Object.keys(pack.files).filter(isSource);
  const lines = sources.reduce((sum, path) => sum + pack.files[path]!.split('\n').length, 0);
  const points =
    Number(sources.length > 5) + Number(lines > 220) + Number(failing <= 1) + Number(SUBTLE.test(mutant.operator));
  return points <= 1 ? 0 : points === 2 ? 1 : 2;
}

/** Runs the correct repo. Throws when a test fails, a name is not unique, or nothing is hidden or visible. */
export async function baseline(pack: RepoPack, sandbox: Sandbox): Promise<{ repo: IndexedRepo; ms: number }> {
  const trial = await run(pack, sandbox, pack.files, 30_000);
  const hiddenFile = (test: TestResult) => Object.keys(pack.hiddenTests).some((path) => test.file.endsWith(path));
  const problem = trial.timedOut ? 'hangs' : !trial.report.complete ? 'is cut short' : trial.report.tampered.join(', ');
  if (problem !== '') throw new Error(`${pack.name}: the correct repo ${problem}.`);
  const failing = trial.report.tests.filter((test) => test.status === 'fail');
  if (failing.length > 0)
    throw new Error(
      `${pack.name}: ${failing.length} tests fail on the correct repo (${failing[0]!.name}: ${failing[0]!.error?.message}).`,
    );
  const names = trial.report.tests.filter((test) => test.name !== test.file).map((test) => test.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`${pack.name}: two tests are named "${twice}".`);
  const visible = trial.report.tests
    .filter((test) => !hiddenFile(test) && test.status === 'pass' && test.name !== test.file)
    .map((test) => test.name);
  const hidden = trial.report.tests
    .filter((test) => hiddenFile(test) && test.status === 'pass' && test.name !== test.file)
    .map((test) => test.name);
  if (visible.length === 0 || hidden.length === 0) throw new Error(`${pack.name}: it needs visible and hidden tests.`);
  const { name, title, kind, about, framework, language } = pack;
  const repo: IndexedRepo = {
    name,
    title,
    kind,
    about,
    framework,
    language,
    split: splitOf(name),
    hash: packHash(pack),
    sources: Object.keys(pack.files).filter(isSource).sort(),
    tests: [...visible.sort(), ...hidden.sort()],
    visible: visible.length,
  };
  return { repo, ms: trial.ms };
}

const run = (pack: RepoPack, sandbox: Sandbox, files: Record<string, string>, timeoutMs: number): Promise<Trial> =>
  runTrial(sandbox, {
    files: { ...files, ...pack.tests, ...pack.hiddenTests },
    run: pack.run,
    framework: pack.framework,
    extra: Object.keys(pack.hiddenTests).filter((path) => looksLikeTest(path, pack.hiddenTests[path]!)),
    timeoutMs,
  });

/** All instances of one repo. The same pack and seed give the same rows. Throws when the correct repo has a fault. */
export async function sample(pack: RepoPack, sandbox: Sandbox, seed: number): Promise<Sampled> {
  const { repo, ms } = await baseline(pack, sandbox);
  const hangMs = Math.max(AIM.hangMs, Math.ceil(AIM.hangTimes * ms));
  const rows: InstanceRow[] = [];
  const seen = new Map<string, number>();
  const count: Sampled['yield'] = {
    kept: 0,
    survived: 0,
    'all failed': 0,
    hang: 0,
    'hidden only': 0,
    duplicate: 0,
    incomplete: 0,
  };
  for (const mutant of ordered(pack, seed).slice(0, AIM.tries)) {
    if (rows.length >= AIM.instances) break;
    const broken = splice(pack.files[mutant.file]!, mutant.start, mutant.end, mutant.text);
    // A mutant that eats all memory takes the sandbox down; the next run starts a new one.
    const trial = await run(pack, sandbox, { ...pack.files, [mutant.file]: broken }, hangMs).catch(() => undefined);
    if (!trial) {
      count.hang++;
      continue;
    }
    const passed = verdictsOf(trial.report.tests);
    const failing = repo.tests.flatMap((name, i) => (passed.get(name) ? [] : [i]));
    const behaviour = `${mutant.file}:${mutant.scope}:${failing.join()}`;
    const outcome = trial.timedOut
      ? 'hang'
      : !trial.ran || !trial.report.complete
        ? 'incomplete'
        : failing.length === 0
          ? 'survived'
          : failing.length === repo.tests.length
            ? 'all failed'
            : failing[0]! >= repo.visible
              ? 'hidden only'
              : (seen.get(behaviour) ?? 0) >= AIM.sameBehaviour
                ? 'duplicate'
                : 'kept';
    count[outcome]++;
    if (outcome !== 'kept') continue;
    seen.set(behaviour, (seen.get(behaviour) ?? 0) + 1);
    const [told, message] = telling(repo, failing, trial.report.tests);
    rows.push([
      0,
      repo.sources.indexOf(mutant.file),
      mutant.start,
      mutant.end,
      mutant.text,
      OPERATORS.findIndex(({ name }) => name === mutant.operator),
      [told, ...failing.filter((test) => test !== told)],
      message,
      difficulty(pack, mutant, failing.filter((test) => test < repo.visible).length),
    ]);
  }
  return { repo, rows, yield: count };
}
