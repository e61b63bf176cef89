/** The harness's own first steps: it runs the tests, counts what they run, and ranks the lines. */
import type { Carry } from '../../agent/policy';
import { execute } from '../../agent/execute';
import { testCommand } from '../../facts/command';
import { parsePatch } from '../../lib/diff';
import { coverageFor, evidenceOf, rank } from '../../repair/localise';
import type { Files, Place, PublicTask, Step } from '../../types';

/** Places that are kept in the record. */
const KEPT = 80;
const SHOWN = 8;
/** Milliseconds for the counting run, after one that took `ms`. */
const countingMs = (ms: number): number => Math.min(15_000, Math.max(4000, 3 * ms));

/** Runs the tests; where there is nothing to count, ranks at once. @param only places that are given: nothing is ranked */
export function firstRun(
  task: PublicTask,
  tests: ReadonlySet<string>,
  only?: Place[],
): { command: string; carry: Carry } {
  const command = testCommand(task.run);
  return {
    command,
    carry: async function* (sandbox, around) {
      const outcome = yield* execute({ kind: 'run', command }, sandbox, around);
      const { observation } = outcome;
      const counted = only
        ? null
        : coverageFor(task, around.files, observation.tests ?? null, [...tests], countingMs(observation.ms));
      if (counted !== null) return { ...outcome, changes: {} };
      const places = only ?? ranked(task, around.files, tests, observation, '');
      return { observation: { ...observation, places, text: `${observation.text}\n${listed(places)}` }, changes: {} };
    },
  };
}

/** Runs them once more to count which lines the failing ones run. */
export function countLines(
  task: PublicTask,
  tests: ReadonlySet<string>,
  files: Files,
  first: Step,
): { command: string; carry: Carry } {
  const { observation } = first;
  const limit = countingMs(observation.ms);
  const command = coverageFor(task, files, observation.tests ?? null, [...tests], limit) ?? 'true';
  return {
    command,
    carry: async function* (sandbox, around) {
      const stream = sandbox.exec(command, { timeoutMs: limit + 3000, signal: around.signal });
      let next = await stream.next();
      while (!next.done) next = await stream.next(); // what it prints is for the ranking, not for reading
      const { output, ms } = next.value;
      const places = ranked(task, around.files, tests, observation, output);
      return { observation: { text: listed(places), ms, places }, changes: {} };
    },
  };
}

function ranked(
  task: PublicTask,
  files: Files,
  tests: ReadonlySet<string>,
  { tests: report, text }: Step['observation'],
  counted: string,
): Place[] {
  const runs = [
    { what: 'tests' as const, text, ...(report ? { tests: report } : {}) },
    ...(counted === '' ? [] : [{ what: 'coverage' as const, text: counted }]),
  ];
  return rank(evidenceOf(task, files, runs, [...tests])).slice(0, KEPT);
}

function listed(places: Place[]): string {
  if (places.length === 0) return 'No place stands out.';
  const lines = places
    .slice(0, SHOWN)
    .map(({ path, from, why }, i) => `${i + 1}. ${path}:${from}${why.length > 0 ? ` (${why.join('; ')})` : ''}`);
  return `The fault may be here, the likeliest first:\n${lines.join('\n')}`;
}

/** Where the reference changes the files: for figures that ask what a perfect ranking would be worth. */
export function goldPlaces(goldPatch: string | undefined): Place[] {
  if (!goldPatch) throw new Error('"ranking": "gold" needs a task with a reference patch.');
  return parsePatch(goldPatch).flatMap(({ from: path, hunks }) =>
    hunks.flatMap(({ oldStart, lines }) => {
      if (path === null) return [];
      const spans: Place[] = [];
      let at = oldStart;
      let open: Place | undefined;
      for (const line of lines) {
        const mark = line[0];
        if (mark === ' ' || mark === undefined) open = undefined;
        else if (mark === '-' && open && open.to === at - 1) open.to = at;
        else if (!open)
          spans.push(
            (open = { path, from: at, to: mark === '-' ? at : at - 1, score: 1, why: ['the reference changes it'] }),
          );
        if (mark !== '+' && mark !== '\\') at++;
      }
      return spans;
    }),
  );
}
