/** The tests' own bodies run again in a sandbox, first as they are, then with other values in their calls: what each call gave. */
import { drain } from '../../lib/stream';
import type { Files, Sandbox } from '../../types';
import { DRIVER, driver } from './driver';

/** Rounds with the tests' own values (the first) and with others, as long as time and text allow. */
const ROUNDS = 14;
const TEXT = 1_500_000;

/** Round, test, kind, call -> what came of it. */
export type SeenValues = Map<string, { name: string; kind: string; call: string; round: number; value: string }>;

export interface Looked {
  seen: SeenValues;
  ms: number;
  timedOut: boolean;
}

/** Runs them on these files, in a sandbox that is reset for it; `limit` in ms. */
export type Looks = (sandbox: Sandbox, files: Files, limit: number) => Promise<Looked>;

interface LooksOptions {
  /** What all rounds together may take, ms; a round that has begun ends. */
  ms: number;
  rounds?: number;
  signal?: AbortSignal;
}

/** undefined: none of the tests can be written anew. `own`: the package's own name. */
export async function looksOf(
  tests: readonly (readonly [path: string, text: string])[],
  own: string | undefined,
  { ms: budget, rounds: most = ROUNDS, signal }: LooksOptions,
): Promise<Looks | undefined> {
  const { rewriter } = await import('./rounds');
  const rewriters = tests.flatMap(([path, text]) => {
    const made = rewriter(path, text, own);
    return made ? [{ path, size: text.length, made }] : [];
  });
  if (rewriters.length === 0) return undefined;
  const size = rewriters.reduce((sum, one) => sum + one.size, 0);
  const rounds = Math.max(1, Math.min(most, Math.floor(TEXT / size)));
  const added: Files = {};
  const names = Array.from({ length: rounds }, (_, n) =>
    rewriters.map(({ path, made }) => {
      const name = path.replace(/(\.[cm]?[jt]sx?)$/, `.differs${n}$1`);
      added[name] = made.round(n);
      return name;
    }),
  );
  return async (sandbox, files, limit) => {
    signal?.throwIfAborted();
    const mark = `${Math.random().toString(36).slice(2)} `;
    await sandbox.reset({ ...files, ...added, [DRIVER]: driver(names, mark, budget) });
    const options = { timeoutMs: limit, ...(signal ? { signal } : {}) };
    const { stdout, ms, timedOut } = await drain(sandbox.exec(`node ${DRIVER}`, options));
    return { seen: read(stdout, mark), ms, timedOut };
  };
}

function read(stdout: string, mark: string): SeenValues {
  const seen: SeenValues = new Map();
  const times = new Map<string, number>();
  for (const line of stdout.split('\n')) {
    if (!line.startsWith(mark)) continue;
    let row: unknown;
    try {
      row = JSON.parse(line.slice(mark.length));
    } catch {
      continue;
    }
    if (!Array.isArray(row) || row.length !== 5) continue;
    const [round, name, kind, call, value] = row.map(String) as [string, string, string, string, string];
    const key = JSON.stringify([round, name, kind, call]);
    const nth = (times.get(key) ?? 0) + 1;
    times.set(key, nth);
    seen.set(`${key} ${nth}`, { name, kind, call: kind === 'value' ? name : call, round: Number(round), value });
  }
  return seen;
}

/** The package's own name, from the text of its package.json. */
export function ownName(text: unknown): string | undefined {
  try {
    const { name } = JSON.parse(typeof text === 'string' ? text : '{}') as { name?: unknown };
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}
