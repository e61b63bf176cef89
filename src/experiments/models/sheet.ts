/** The table of real models: shares with Wilson intervals, a set a block, arms as rows. */
import { wilson } from '../../lib/stats';
import { among } from '../outcome';
import { armKey, type ModelArm, type SetId } from './arms';
import type { ModelFacts } from './facts';

const SETS: Record<SetId, string> = {
  functions: 'Functions (HumanEvalFix, JavaScript; these models may know the originals)',
  dev: 'Injected bugs of our own repositories (dev split)',
  test: 'Injected bugs of our own repositories (test split)',
  real: 'Real bug fixes of small packages',
};

const LOOP = 10;

export interface SheetRow {
  arm: string;
  label: string;
  set: SetId;
  n: number;
  resolved: number;
  interval: [low: number, high: number];
  overfit: number;
  /** Of the resolved, in words: `2 of 9`, or `–` where none was looked at. */
  weak: string;
  differs: string;
  malformed: number;
  stale: number;
  loops: number;
  asks: number;
  expertShare: number;
  tries: number;
  written: number;
  prefilled: number;
  seconds: number;
}

export function rowsOf(arms: ModelArm[], facts: Iterable<ModelFacts>): SheetRow[] {
  const all = [...facts];
  return (Object.keys(SETS) as SetId[]).flatMap((set) =>
    arms.flatMap((arm): SheetRow[] => {
      const own = all.filter((one) => one.arm === armKey(arm) && one.set === set);
      if (own.length === 0) return [];
      const sum = (of: (one: ModelFacts) => number) => own.reduce((total, one) => total + of(one), 0);
      const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
      const resolved = sum((one) => Number(one.resolved));
      const tries = sum((one) => one.tries);
      const tokens = sum((one) => one.protegeTokens + one.expertTokens);
      return [
        {
          arm: arm.id,
          label: arm.label,
          set,
          n: own.length,
          resolved,
          interval: wilson(resolved, own.length),
          overfit: sum((one) => Number(one.overfit)),
          weak: among(own.map(({ weaklyHeld }) => weaklyHeld)),
          differs: among(own.map(({ differs }) => differs)),
          malformed: share(
            sum((one) => one.malformed),
            tries,
          ),
          stale: share(
            sum((one) => one.stale),
            tries,
          ),
          loops: share(
            sum((one) => Number(one.longest >= LOOP)),
            own.length,
          ),
          asks: share(
            sum((one) => one.asks),
            own.length,
          ),
          expertShare: share(
            sum((one) => one.expertTokens),
            tokens,
          ),
          tries: share(tries, own.length),
          written: share(
            sum((one) => one.written),
            own.length,
          ),
          prefilled: share(
            sum((one) => one.prefilled),
            own.length,
          ),
          seconds: median(own.map((one) => one.wallMs / 1000)),
        },
      ];
    }),
  );
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export function sheetMarkdown(rows: SheetRow[], facts: [string, string][]): string {
  const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
  const blocks = (Object.keys(SETS) as SetId[]).flatMap((set) => {
    const own = rows.filter((row) => row.set === set);
    if (own.length === 0) return [];
    const lines = own.map((row) =>
      [
        '',
        row.label,
        row.n,
        `${row.resolved} (${percent(row.resolved / row.n)}; ${percent(row.interval[0])}–${percent(row.interval[1])})`,
        row.weak,
        row.differs,
        row.overfit,
        percent(row.malformed),
        percent(row.stale),
        percent(row.loops),
        row.asks.toFixed(2),
        percent(row.expertShare),
        row.tries.toFixed(1),
        Math.round(row.written),
        Math.round(row.prefilled),
        row.seconds.toFixed(1),
        '',
      ]
        .join(' | ')
        .trim(),
    );
    return [`## ${SETS[set]}\n\n${HEAD}\n${lines.join('\n')}\n`];
  });
  const how = facts.map(([name, value]) => `- ${name}: ${value}`).join('\n');
  return `# Real language models\n\n${how}\n\n${NOTES}\n\n${blocks.join('\n')}`;
}

const HEAD = `| who | n | resolved (95 % interval, Wilson) | of these weakly held | of these different from the reference | green, but not resolved | malformed | unchanged or repeated | runs with ≥ ${LOOP} repeats | asks a task | expert's token share | tries a task | tokens written | tokens read anew | seconds (median) |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|`;

const NOTES =
  '*Resolved* is the verdict with hidden tests, where a task has them; *green, but not resolved* passed everything that was visible. *Weakly held*: no test noticed mistakes put into the patched lines; *different from the reference*: other values in the tests’ own calls give other results than with the reference patch (of those that could be looked at; –: none was). *Malformed*: share of replies without code or with code that does not parse. The oracle mentor has seen the reference patch; *the reference’s place* is an oracle, too. Seconds are of the machine named above and of nothing else.';
