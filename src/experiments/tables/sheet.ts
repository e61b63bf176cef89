/** A finished table as Markdown and as JSON. */
import type { Figure } from '../../lib/stats';
import { percent } from '../../lib/text';
import type { Arm } from './arm';
import type { Claim, ArmResults } from './claims';
import { passWithin, type Figures } from './figures';

export interface TableHeading {
  title: string;
  about: string;
  command: string;
  commit: string;
  /** Commits that played the episodes, where they are others. */
  playedBy: string[];
  date: string;
  where: string;
  tasks: number;
  seeds: readonly number[];
  steps: number;
  /** Checkpoint, and what is known of it. */
  weights: { name: string; file: string; hash: string; parameters: number; notes: Record<string, unknown> }[];
  missing: { row: string; how: string }[];
  notes: string[];
}

const rate = ({ value, low, high }: Figure) => `${percent(value)}${spread(100 * low, 100 * high, 1)}`;
const plain = ({ value, low, high }: Figure, digits: number) => `${value.toFixed(digits)}${spread(low, high, digits)}`;
const spread = (low: number, high: number, digits: number) =>
  Number.isFinite(low) ? ` (${low.toFixed(digits)}–${high.toFixed(digits)})` : '';

/** '' = not known; a column that says nothing in any row is left out. */
const COLUMNS: [name: string, of: (figures: Figures) => string][] = [
  ['Pass@1', ({ passAt1 }) => rate(passAt1)],
  ['of these weakly held', ({ weak }) => weak],
  ['of these different from the reference', ({ differs }) => differs],
  ['expert calls', ({ calls }) => plain(calls, 2)],
  ['token share', ({ share }) => rate(share)],
  ['… written only', ({ shareWritten }) => rate(shareWritten)],
  ['… both as text', ({ shareText }) => rate(shareText)],
  ['Ask-F1', ({ timing }) => (timing ? rate(timing.askF1) : '')],
  ['… right to ask', ({ timing }) => (timing ? rate(timing.right) : '')],
  ['… found', ({ timing }) => (timing ? rate(timing.found) : '')],
  ['first ask, step', ({ timing }) => (timing && timing.firstAsk.value > 0 ? plain(timing.firstAsk, 1) : '')],
  ['loops', ({ loops }) => rate(loops)],
  ['steps', ({ steps }) => plain(steps, 1)],
];

const WITHIN = [10, 15, 20, 30, 40, 60];

/** A Markdown table; the first column is text, the others are numbers. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join('\n');
}

const ASKS =
  'Ask-F1: the harmonic mean of the two columns after it. Right to ask: of the first asks, the share at which the protégé alone makes no progress within 25 steps (its own episode without an expert says so: up to the first ask it is the same one). Found: of the episodes that it does not resolve alone, the share in which the expert was asked. First ask: the mean step of it, over the episodes with one.';

/** What a seed changes, for every arm. */
const SEEDS =
  'What a seed changes: every arm decodes greedily. For the net a seed turns the slots of local names by 21 (seed 0 is what the page plays), another reading of the same code; for `search` it jitters the order of equally likely edits by up to 2.5 %; random asking and a wrong expert draw from it.';

export function markdown(
  heading: TableHeading,
  arms: readonly Arm[],
  results: ArmResults,
  claims: readonly Claim[],
  compared: string,
): string {
  const { title, about, command, commit, playedBy, date, where, tasks, seeds, steps, weights, missing, notes } =
    heading;
  const shown = arms.filter(({ id }) => results.has(id));
  const within = WITHIN.filter((most) => most <= steps);
  const others = playedBy.filter((one) => one !== commit);
  const errors = shown.reduce((sum, { id }) => sum + results.get(id)!.figures.errors, 0);
  const columns = COLUMNS.filter(([, of]) => shown.some(({ id }) => of(results.get(id)!.figures) !== ''));
  const timed = shown.some(({ id }) => results.get(id)!.figures.timing);
  const withExpert = shown.some(({ expert }) => expert !== null);
  const facts = [
    ['command', `\`${command}\``],
    ['commit', `${commit}${others.length > 0 ? ` (episodes also from ${others.join(', ')})` : ''}`],
    ['date', date],
    ['tasks', `n = ${tasks} of ${where}, evenly spread`],
    ['seeds', `${seeds.join(', ')}; so ${tasks * seeds.length} episodes a row`],
    ['limits', `${steps} steps, 6 expert calls an episode`],
    ...(withExpert
      ? [['expert', 'the oracle: it has seen the reference patch (hints in words, never a line of it)']]
      : []),
  ];
  const parts = [
    `# ${title}`,
    about,
    grid(['', ''], facts).replace('---:', '---'),
    grid(
      ['row', ...columns.map(([name]) => name)],
      shown.map(({ id, label }) => [label, ...columns.map(([, of]) => of(results.get(id)!.figures) || '–')]),
    ),
    'In brackets: 95 % intervals with tasks as what is counted (episodes of one task are alike): Wilson for Pass@1 and loops, bootstrap over tasks for the rest. Token share: expert tokens of all tokens, read and written, in each model’s own tokens (the net’s vocabulary is compact: it reads some 200 tokens where the text has thousands); written only; and read and written with both sides as a quarter of their characters. Weakly held: resolved episodes whose patched lines no test looks at (mistakes put into them go unnoticed); different from the reference: those where other values in the tests’ own calls give other results than with the reference patch; both of the episodes that were looked at (–: none was). Loops: episodes with more than 10 commands of one kind in a row.',
    ...(timed ? [ASKS] : []),
    SEEDS,
    ...(within.length > 1
      ? [
          '## At equal steps',
          'Resolved within so many steps, in % of the episodes.',
          grid(
            ['row', ...within.map(String)],
            shown.map(({ id, label }) => [
              label,
              ...within.map((most) => (100 * passWithin(results.get(id)!.episodes, most)).toFixed(1)),
            ]),
          ),
        ]
      : []),
    ...(claims.length > 0
      ? [
          `## ${compared}`,
          'Differences of Pass@1 are paired: the same tasks and seeds, bootstrap over tasks. “Within noise”: the interval holds the bound.',
          grid(
            ['', 'measured', 'verdict'],
            claims.map(({ expected, measured, verdict }) => [expected, measured, verdict]),
          ),
        ]
      : []),
    '## Weights',
    grid(
      ['weights', 'file', 'SHA-256 of the weights', 'parameters', 'training notes'],
      weights.map(({ name, file, hash, parameters, notes }) => [
        name,
        file,
        hash,
        String(parameters),
        JSON.stringify(notes),
      ]),
    ),
    ...(missing.length > 0
      ? [`Not there: ${missing.map(({ row, how }) => `${row} (made by ${how})`).join('; ')}.`]
      : []),
    '## Notes',
    [...notes, ...(errors > 0 ? [`${errors} episodes ended with an error and count as not resolved.`] : [])]
      .map((note) => `- ${note}`)
      .join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

export function asJson(
  heading: TableHeading,
  arms: readonly Arm[],
  results: ArmResults,
  claims: readonly Claim[],
): string {
  const rows = arms.filter(({ id }) => results.has(id)).map((arm) => ({ ...arm, ...results.get(arm.id)!.figures }));
  return `${JSON.stringify({ ...heading, rows, claims }, null, 1)}\n`;
}
