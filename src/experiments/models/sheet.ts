/** The table of real models: shares with Wilson intervals, a set a block, arms as rows. */
import { mean, median, share, sum, wilson } from '../../lib/stats';
import { percent } from '../../lib/text';
import { among } from '../outcome';
import { armKey, type ModelArm, type SetId } from './arms';
import type { ModelOutcome } from './outcome';
import type { Counted } from '../../trajectory/measure';
import type { ModelRun } from './runs';

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
  /** In words: `9 of 10`; `–` where no row says. So are the next two. */
  followed: string;
  early: string;
  redSubmits: string;
  expertShare: number;
  tries: number;
  written: number;
  prefilled: number;
  seconds: number;
}

export function rowsOf(arms: ModelArm[], outcomes: Iterable<ModelOutcome>): SheetRow[] {
  const all = [...outcomes];
  return (Object.keys(SETS) as SetId[]).flatMap((set) =>
    arms.flatMap((arm): SheetRow[] => {
      const own = all.filter((one) => one.arm === armKey(arm) && one.set === set);
      if (own.length === 0) return [];
      const total = (of: (one: ModelOutcome) => number) => sum(own.map(of));
      const each = (of: (one: ModelOutcome) => number) => mean(own.map(of));
      const resolved = total((one) => Number(one.resolved));
      const tries = total((one) => one.tries);
      const tokens = total((one) => one.protegeTokens + one.expertTokens);
      const expertTokens = total((one) => one.expertTokens);
      return [
        {
          arm: arm.id,
          label: arm.label,
          set,
          n: own.length,
          resolved,
          interval: wilson(resolved, own.length),
          overfit: total((one) => Number(one.overfit)),
          weak: among(own.map(({ weaklyHeld }) => weaklyHeld)),
          differs: among(own.map(({ differs }) => differs)),
          malformed: share(
            total((one) => one.malformed),
            tries,
          ),
          stale: share(
            total((one) => one.stale),
            tries,
          ),
          loops: each((one) => Number(one.longest >= LOOP)),
          asks: each((one) => one.expertCalls),
          followed: counted(own.map(({ followed }) => followed)),
          early: counted(own.map(({ early, expertCalls }) => early !== undefined && { sum: early, n: expertCalls })),
          redSubmits: counted(
            own.map(({ redSubmits }) => redSubmits !== undefined && { sum: redSubmits, n: 1 }),
            'in',
          ),
          expertShare: share(expertTokens, tokens),
          tries: each((one) => one.tries),
          written: each((one) => one.written),
          prefilled: each((one) => one.prefilled),
          seconds: median(own.map((one) => one.wallMs / 1000)),
        },
      ];
    }),
  );
}

/** What is known of rows, some of which are from before it was counted. */
function counted(all: readonly (Counted | false | undefined)[], word = 'of'): string {
  const known = all.filter((one) => !!one);
  const n = sum(known.map((one) => one.n));
  return n === 0 ? '–' : `${sum(known.map((one) => one.sum))} ${word} ${n}`;
}

/** Tasks of a set that the figures want; fewer are a beginning. */
const WANTED: Record<SetId, number> = { functions: 66, dev: 60, test: 0, real: 89 };
const FEWEST = 60;

/** What was not played, or on fewer tasks than a figure wants, in words: a line a group of arms. */
export function missingOf(arms: readonly ModelArm[], rows: readonly SheetRow[]): string[] {
  const GROUPS = { main: 'models alone', mentor: 'with a mentor', ablation: 'ablations' } as const;
  const sets = (Object.keys(WANTED) as SetId[]).filter((set) => WANTED[set] > 0);
  const played = (arm: ModelArm, set: SetId) => rows.find((row) => row.arm === arm.id && row.set === set);
  return (Object.keys(GROUPS) as (keyof typeof GROUPS)[]).flatMap((group) =>
    sets.flatMap((set) => {
      const own = arms.filter((arm) => arm.group === group && (!arm.on || arm.on.includes(set)));
      const none = own.filter((arm) => !played(arm, set)).map(({ id }) => id);
      const few = own.flatMap((arm) => {
        const row = played(arm, set);
        return row && row.n < Math.min(FEWEST, WANTED[set]) ? [`${arm.id} (${row.n} of ${WANTED[set]})`] : [];
      });
      if (own.length === 0 || none.length + few.length === 0) return [];
      const all = none.length === own.length ? `none of the ${own.length} rows` : none.join(', ');
      const parts = [none.length > 0 ? `not played: ${all}` : '', few.length > 0 ? `begun: ${few.join(', ')}` : ''];
      return [`${SETS[set].replace(/ \(.*/, '')}, ${GROUPS[group]}: ${parts.filter(Boolean).join('; ')}`];
    }),
  );
}

export interface ModelsHeading {
  runs: readonly ModelRun[];
  missing: readonly string[];
  /** What the figures do not say of themselves; Markdown. */
  notes?: string;
}

/** One command that plays whatever is missing; it goes on where it was. */
const ALL = 'npm run bench:models -- --functions …/humanevalfix-js --real …/commits --keep';

export function sheetMarkdown(rows: SheetRow[], { runs, missing, notes }: ModelsHeading): string {
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
        row.followed,
        row.early,
        row.redSubmits,
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
  const how = runs.map(({ command, commit, machine }) => `| \`${command}\` | ${commit} | ${machine} |`).join('\n');
  const still = missing.map((line) => `- ${line}`).join('\n');
  const parts = [
    '# Real language models',
    how && `| played by | commit | machine |\n|---|---|---|\n${how}`,
    NOTES,
    notes?.trim(),
    ...blocks.map((block) => block.trim()),
    still &&
      `## What is missing\n\n${still}\n\nAll of it: \`${ALL}\` (resumable; \`--arms\` and \`--limit\` for a part).`,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

const HEAD = `| who | n | resolved (95 % interval, Wilson) | of these weakly held | of these different from the reference | green, but not resolved | malformed | unchanged or repeated | runs with ≥ ${LOOP} repeats | asks a task | asks followed | asks in the first half | red submits | expert's token share | tries a task | tokens written | tokens read anew | seconds (median) |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|`;

const NOTES =
  '*Resolved* is the verdict with hidden tests, where a task has them; *green, but not resolved* passed everything that was visible. *Weakly held*: no test noticed mistakes put into the patched lines; *different from the reference*: other values in the tests’ own calls give other results than with the reference patch (of those that could be looked at; –: none was). *Malformed*: share of replies without code or with code that does not parse. *Asks followed*: the next edit was in a file that the answer names. *Red submits*: handed in while tests failed, in so many episodes. The oracle mentor has seen the reference patch; *the reference’s place* is an oracle, too. Seconds are of the machine named above and of nothing else.';
