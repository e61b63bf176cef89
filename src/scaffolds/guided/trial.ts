/**
 * A change and the tests at once: written, run, and taken back unless everything passes. What was found out is the step's
 * observation; the workspace between steps is the one before the first try.
 */
import type { Carry } from '../../agent/policy';
import { execute } from '../../agent/execute';
import { plural } from '../../lib/text';
import { isProgram } from '../../repair/syntax';
import type { Action, Files, Observation, TestReport } from '../../types';
import { compareReports, keyOf } from './history';

export interface CandidateChange {
  /** Whole new texts of the files it changes. */
  changes: Record<string, string>;
  /** The command that runs the tests. */
  command: string;
  base: TestReport;
  seen: ReadonlySet<string>;
  /** Milliseconds the tests may take: a change that makes them loop costs seconds. */
  limitMs: number;
  /** Stays although not everything passes: the best that was reached, handed in. */
  keep?: boolean;
  /** Taken back although everything passes: it is held beside a change that stands already. */
  aside?: boolean;
}

export function trial({ changes, command, base, seen, limitMs, keep, aside }: CandidateChange): Carry {
  return async function* (sandbox, around) {
    const { files } = around;
    const refused = refusal(changes, files, seen);
    const change = keyOf(changes);
    if (refused) {
      const observation: Observation = { text: REFUSED[refused], ms: 0, failed: true, refused, kept: false, change };
      return { observation, changes: {} };
    }
    for (const [path, text] of Object.entries(changes)) await sandbox.write(path, text);
    const run: Action = { kind: 'run', command };
    const deadline = { ms: Math.min(limitMs, around.deadline.whole ?? around.deadline.ms) };
    const outcome = yield* execute(run, sandbox, { ...around, deadline, files: { ...files, ...changes } });
    const { tests, ms } = outcome.observation;
    const result = tests ? compareReports(base, tests) : { fixed: [], broken: [], green: false };
    const kept = aside !== true && (result.green || keep === true);
    const wrote = Object.keys(outcome.changes).filter((path) => !Object.hasOwn(changes, path));
    if (!kept) for (const path of Object.keys(changes)) await sandbox.write(path, files[path] ?? null);
    if (!kept) for (const path of wrote) await sandbox.write(path, files[path] ?? null); // what the tests left behind
    const verdict = result.green
      ? aside
        ? 'All tests pass with this one, too; it is held beside the one that stands.'
        : 'All tests pass; the change stays.'
      : `${summary(result.fixed.length, result.broken.length)}${kept ? ' It stays as the best that was reached.' : ' Taken back.'}`;
    const observation: Observation = {
      ...outcome.observation,
      text: `${verdict}\n${outcome.observation.text}`,
      ms,
      kept,
      change,
    };
    return { observation, changes: kept ? { ...outcome.changes, ...changes } : {} };
  };
}

const summary = (fixed: number, broken: number) =>
  fixed === 0 && broken === 0 ? 'The same tests fail as before.' : `${plural(fixed, 'test')} fixed, ${broken} broken.`;

const REFUSED = {
  unchanged: 'This is the code as it stands; nothing to try.',
  repeated: 'This change was tried before.',
  syntax: 'With this the file does not parse; it was not tried.',
  empty: 'Nothing was written.',
} as const;

function refusal(changes: Record<string, string>, files: Files, seen: ReadonlySet<string>) {
  const all = Object.entries(changes);
  if (all.length === 0) return 'empty';
  const bare = (text: string) => text.replace(/\s+/g, ' ').trim();
  if (all.every(([path, text]) => bare(text) === bare(String(files[path] ?? '')))) return 'unchanged';
  if (seen.has(keyOf(changes))) return 'repeated';
  if (all.some(([path, text]) => /\.[cm]?[jt]sx?$/.test(path) && !isProgram(path, text))) return 'syntax';
  return undefined;
}
