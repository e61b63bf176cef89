/** Curves over a training, from its log: a table and a chart. */
import { BadInput } from '../../lib/badinput';
import { readLog, readPractice, type LogPoint, type Practised } from '../training/log';
import { chart, type ChartLine, type Panel } from './chart';
import { grid } from './sheet';

type Of<P extends LogPoint['phase']> = Extract<LogPoint, { phase: P }>;

export interface Curves {
  sft: Of<'sft'>[];
  rl: (Of<'rl'> & { terms: Record<string, number>; loops: number })[];
  dev: Of<'dev'>[];
}

const TERMS = ['loop', 'correct', 'sim', 'expert', 'follow'] as const;

/** @throws BadInput when the folder holds no log. */
export function readCurves(place: string): Curves {
  const points = readLog(place);
  if (points.length === 0)
    throw new BadInput(
      `${place} holds no curves.jsonl; \`npm run train\` writes it, or name another folder with --weights.`,
    );
  const of = <P extends LogPoint['phase']>(phase: P) => points.filter((point): point is Of<P> => point.phase === phase);
  const practice = new Map<number, Practised[]>();
  for (const one of readPractice(place)) practice.set(one.step, [...(practice.get(one.step) ?? []), one]);
  const rl = of('rl').map((point) => {
    const own = practice.get(point.step) ?? [];
    const mean = (f: (one: Practised) => number) => own.reduce((sum, one) => sum + f(one), 0) / Math.max(1, own.length);
    const terms =
      own.length === 0 ? {} : Object.fromEntries(TERMS.map((term) => [term, mean((one) => one.terms[term])]));
    return { ...point, terms, loops: mean((one) => Number(one.terms.loop < 0)) };
  });
  const dev = of('dev');
  return { sft: of('sft'), rl, dev: [...dev.filter(({ at }) => at === 'sft'), ...dev.filter(({ at }) => at === 'rl')] };
}

export function curvesChart({ sft, rl, dev }: Curves): string {
  const line = <T extends { step: number }>(
    name: string,
    points: readonly T[],
    of: (point: T) => number | undefined,
  ): ChartLine => ({
    name,
    points: points.flatMap((point) => (of(point) === undefined ? [] : [[point.step, of(point)!] as const])),
  });
  const pass = (at: 'sft' | 'rl', name: string): Panel => {
    const all = dev.filter((point) => point.at === at);
    // the end is measured on more tasks than the points before it: no part of the same line
    const own = all.filter(({ alone }) => alone.n === all[0]!.alone.n);
    return {
      title: `Pass@1 on dev during ${name}`,
      x: 'steps',
      share: true,
      lines: [
        line('alone', own, ({ alone }) => alone.resolved / alone.n),
        line('with expert', own, ({ expert }) => expert.resolved / expert.n),
      ],
    };
  };
  return chart('Curves over the training', [
    {
      title: 'SFT: loss',
      x: 'steps',
      lines: [line('train', sft, ({ loss }) => loss), line('held out', sft, ({ heldOut }) => heldOut)],
    },
    pass('sft', 'SFT'),
    {
      title: 'RL: reward (stage II from the middle on)',
      x: 'updates',
      lines: [
        line('mean of an update', rl, ({ reward }) => reward),
        line('of ten', smooth(rl), ({ reward }) => reward),
      ],
    },
    {
      title: 'RL: terms of the reward',
      x: 'updates',
      lines: TERMS.map((term) => line(term, rl, ({ terms }) => terms[term])),
    },
    {
      title: 'RL: resolved and looping episodes',
      x: 'updates',
      share: true,
      lines: [line('resolved', rl, ({ resolved }) => resolved), line('loops', rl, ({ loops }) => loops)],
    },
    pass('rl', 'RL'),
    { title: 'RL: expert calls a task', x: 'updates', lines: [line('calls', rl, ({ calls }) => calls)] },
    { title: 'RL: steps of an episode', x: 'updates', lines: [line('steps', rl, ({ length }) => length)] },
  ]);
}

/** Means of up to ten updates. */
function smooth(rl: Curves['rl']): { step: number; reward: number }[] {
  return rl.map(({ step }, i) => {
    const some = rl.slice(Math.max(0, i - 9), i + 1);
    return { step, reward: some.reduce((sum, { reward }) => sum + reward, 0) / some.length };
  });
}

/** At most `count`, at even distances, with the first and the last; and those that must be among them. */
function thinned<T>(items: readonly T[], count: number, kept: (item: T) => boolean = () => false): T[] {
  const every = Math.max(1, (items.length - 1) / (count - 1));
  const some = new Set(Array.from({ length: Math.min(count, items.length) }, (_, i) => Math.round(i * every)));
  return items.filter((item, i) => some.has(i) || kept(item));
}

const n = (value: number | undefined, digits = 2) => (value === undefined ? '–' : value.toFixed(digits));
const share = ({ resolved, n: of }: { resolved: number; n: number }) =>
  `${((100 * resolved) / of).toFixed(1)} % (${resolved}/${of})`;

export function curvesMarkdown({ sft, rl, dev }: Curves, facts: readonly string[][], picture: string): string {
  const parts = [
    '# Curves over the training',
    grid(['', ''], facts).replace('---:', '---'),
    `![Loss, reward and its terms, Pass@1, calls, loops and steps over the training](${picture})`,
    '## Pass@1 on dev',
    grid(
      ['after', 'alone', 'with expert', 'calls', 'steps alone', 'steps with expert'],
      dev.map(({ at, step, alone, expert }) => [
        `${at === 'sft' ? `SFT, ${step} steps` : `RL, ${step} updates`}`,
        share(alone),
        share(expert),
        n(expert.calls),
        n(alone.steps, 1),
        n(expert.steps, 1),
      ]),
    ),
    'SFT keeps the weights with the lowest held-out loss: the last row of SFT is of those, whatever their step; RL begins with them.',
    '## SFT',
    grid(
      ['step', 'loss (mean of 20)', 'held-out loss'],
      thinned(sft, 24, ({ heldOut }) => heldOut !== undefined).map(({ step, loss, heldOut }) => [
        String(step),
        n(loss, 4),
        n(heldOut, 4),
      ]),
    ),
    '## RL',
    'Means of an update’s episodes, drawn at temperature 1 on train tasks; loops: episodes with a loop term below 0.',
    grid(
      ['update', 'reward', ...TERMS, 'resolved', 'calls', 'steps', 'loops'],
      thinned(rl, 40).map(({ step, reward, terms, resolved, calls, length, loops }) => [
        String(step),
        n(reward),
        ...TERMS.map((term) => n(terms[term])),
        n(resolved),
        n(calls),
        n(length, 1),
        n(loops),
      ]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}
