/** Rows of the table of real models: who writes, in which scaffold, with which mentor. Plain JSON; its hash keys an episode. */
import { BadInput } from '../../lib/badinput';
import { hash } from '../../lib/ids';
import type { Choice, Config } from '../../types';

export interface ModelArm {
  id: string;
  label: string;
  /** What is compared with it, for grouping in the sheet. */
  group: 'main' | 'mentor' | 'ablation' | 'post-training';
  /** Sets it is played on; absent = all. */
  on?: readonly SetId[];
  config: Pick<Config, 'protege' | 'expert' | 'gate'> &
    Partial<Pick<Config, 'scaffold' | 'limits' | 'mode' | 'dialect'>>;
}

export type SetId = 'dev' | 'functions' | 'real' | 'test';

const MODELS = { small: 'qwen0.5', large: 'qwen1.5' } as const;
const NAMES = { small: '0.5B', large: '1.5B' } as const;
type Size = keyof typeof MODELS;

const gguf = (size: Size, more: { adapter?: string } = {}): Choice => ({
  id: 'gguf',
  options: { file: MODELS[size], ...more },
});
const FILLING = gguf('small', { adapter: 'fill' });
/** Budgets are counted in tries here, so that the figures do not depend on the machine. */
const guided = (options: Record<string, unknown> = {}): Choice => ({
  id: 'guided',
  options: { seconds: 100_000, tokens: 1_000_000, ...options },
});
const NEVER: Choice = { id: 'never' };
const FRUITLESS: Choice = { id: 'fruitless' };
const ORACLE: Choice = { id: 'oracle', options: { detail: 'line' } };

const FORMS: Record<string, Record<string, unknown>> = {
  infill: { moves: 'fill+part+insert+compose' },
  rewrite: { moves: 'rewrite+repair' },
  guided: {},
};

function writes(size: Size, form: string, samples: number): ModelArm {
  return {
    id: `${NAMES[size]}-${form}-${samples}`,
    label: `${NAMES[size]}, ${form}, n = ${samples}`,
    group: 'main',
    config: { protege: gguf(size), expert: null, gate: NEVER, scaffold: guided({ ...FORMS[form], samples }) },
  };
}

function mentored(
  size: Size,
  name: string,
  expert: Choice,
  more: Record<string, unknown> = {},
  gate = FRUITLESS,
): ModelArm {
  return {
    id: `${NAMES[size]}-${name}`,
    label: `${NAMES[size]}, guided, ${name}`,
    group: 'mentor',
    config: { protege: gguf(size), expert, gate, scaffold: guided({ samples: 4, ...more }) },
  };
}

function ablation(size: Size, name: string, options: Record<string, unknown>): ModelArm {
  return {
    id: `${NAMES[size]}-${name.replace(/[^\w]+/g, '-')}`,
    label: `${NAMES[size]}, guided, ${name}`,
    group: 'ablation',
    on: ['dev', 'functions'],
    config: { protege: gguf(size), expert: null, gate: NEVER, scaffold: guided({ samples: 4, ...options }) },
  };
}

/** A budget that a processor can pay for on every task; counted, so that the figures do not depend on the machine. */
const short = (size: Size): ModelArm => ({
  id: `${NAMES[size]}-short`,
  label: `${NAMES[size]}, guided, n = 4, at most 6,000 tokens and 120 tries`,
  group: 'main',
  config: {
    protege: gguf(size),
    expert: null,
    gate: NEVER,
    scaffold: guided({ samples: 4, tries: 120, tokens: 6000 }),
  },
});

/** The same without one kind of move: what it adds. The known mistakes are also those that the injected bugs are made by. */
const shortWithout = (size: Size, name: string, moves: string): ModelArm => ({
  id: `${NAMES[size]}-short-no-${name}`,
  label: `${short(size).label}, without ${name}`,
  group: 'ablation',
  config: { ...short(size).config, scaffold: guided({ samples: 4, tries: 120, tokens: 6000, moves }) },
});

/** Base against base with our adapter, the place known: what the model writes there, and nothing of how places are found. */
const placed = (adapter: boolean): ModelArm => ({
  id: adapter ? '0.5B-place-fill' : '0.5B-place',
  label: `0.5B${adapter ? ' with our adapter' : ''}, the reference’s place (oracle), lines written, n = 8`,
  group: 'post-training',
  on: ['dev', 'test', 'functions'],
  config: {
    protege: adapter ? FILLING : gguf('small'),
    expert: null,
    gate: NEVER,
    scaffold: guided({ samples: 8, moves: 'fill+mend', ranking: 'gold', tries: 16 }),
  },
});

/** Stages of post-training; the adapter of RL is no part of the site and lies with the weights. */
const STAGES = { '': gguf('small'), '-fill': FILLING, '-rl': gguf('small', { adapter: 'fill-rl.gguf' }) };

/** A mentor asked once, at the start, who has seen the reference and names place and kind of fault; then lines are written. */
const told = (stage: keyof typeof STAGES): ModelArm => ({
  id: `0.5B-told${stage}`,
  label: `0.5B${{ '': '', '-fill': ' after SFT', '-rl': ' after SFT and RL' }[stage]}, oracle mentor asked at the start, lines written, n = 4`,
  group: 'post-training',
  on: ['dev', 'test', 'functions'],
  config: {
    protege: STAGES[stage],
    expert: { id: 'oracle' },
    gate: { id: 'budget', options: { gate: { id: 'always' }, n: 1 } },
    scaffold: guided({ samples: 4, moves: 'fill+mend', tries: 12 }),
  },
});

const LOOPS = {
  '': { protege: gguf('small'), dialect: { id: 'json' } },
  '-loop': { protege: gguf('small', { adapter: 'loop.gguf' }), dialect: { id: 'tuned' } },
};

/** The free loop before and after fine-tuning on episodes of it; the model asks by itself, and only then. */
const free = (stage: keyof typeof LOOPS, mentor: boolean): ModelArm => ({
  id: `0.5B-asks${stage}${mentor ? '-oracle' : ''}`,
  label: `0.5B${stage === '' ? '' : ' after SFT on episodes'}, free loop, asks by itself, ${mentor ? 'oracle mentor, at most 4 calls' : 'nobody to ask'}`,
  group: 'post-training',
  on: ['dev', 'test', 'functions'],
  config: {
    ...LOOPS[stage],
    expert: mentor ? { id: 'oracle' } : null,
    gate: { id: 'asked' },
    scaffold: { id: 'free' },
    limits: { steps: 16, wallMs: 4 * 3_600_000, expertCalls: 4, tokens: 1e9, cost: 2 },
  },
});

const SIZES: Size[] = ['large', 'small'];

export const arms: ModelArm[] = [
  {
    id: 'search',
    label: 'search (no model)',
    group: 'main',
    config: { protege: { id: 'search' }, expert: null, gate: NEVER },
  },
  {
    id: 'trained',
    label: 'trained (tiny net)',
    group: 'main',
    config: { protege: { id: 'trained' }, expert: null, gate: NEVER },
  },
  ...SIZES.flatMap((size) => [
    ...['guided', 'infill', 'rewrite'].flatMap((form) => [4, 1, 8].map((n) => writes(size, form, n))),
    short(size),
    shortWithout(size, 'mutations', 'fill+vary+mend+part+insert+rewrite+repair+compose'),
    shortWithout(size, 'reading', 'fill+mend+part+insert+rewrite+repair+compose'),
    {
      id: `${NAMES[size]}-free`,
      label: `${NAMES[size]}, free loop`,
      group: 'main' as const,
      config: { protege: gguf(size), expert: null, gate: NEVER, scaffold: { id: 'free' } },
    },
  ]),
  placed(false),
  placed(true),
  told(''),
  told('-fill'),
  told('-rl'),
  ...(['', '-loop'] as const).flatMap((stage) => [free(stage, true), free(stage, false)]),
  {
    ...short('small'),
    id: '0.5B-short-fill',
    label: `${short('small').label}, with our adapter`,
    group: 'post-training',
    config: { ...short('small').config, protege: FILLING },
  },
  mentored('large', 'oracle mentor', ORACLE),
  mentored('small', 'oracle mentor', ORACLE),
  mentored('small', '1.5B mentor', gguf('large')),
  mentored('small', '1.5B takeover', gguf('large'), { takeover: true }),
  mentored(
    'large',
    'oracle mentor, asked at the start',
    ORACLE,
    {},
    { id: 'budget', options: { gate: { id: 'always' }, n: 1 } },
  ),
  mentored('large', 'oracle mentor, fixed interval', ORACLE, {}, { id: 'every', options: { n: 8 } }),
  mentored('large', 'oracle mentor, random', ORACLE, {}, { id: 'random', options: { p: 0.125 } }),
  ...SIZES.flatMap((size) => [
    ablation(size, 'failing check above the gap', { context: 'comment' }),
    ablation(size, 'failing test above the file', { context: 'test' }),
    ablation(size, 'no ranking', { ranking: 'none', places: 400 }),
    ablation(size, 'the reference’s place (oracle)', { ranking: 'gold' }),
    ablation(size, 'no repairs', { moves: 'fill+part+insert+rewrite+compose' }),
    ablation(size, 'lines only', { moves: 'fill' }),
    ablation(size, 'many places', { places: 40, samples: 2 }),
    ablation(size, 'warmer', { temperature: 1.1 }),
  ]),
];

/** Arms by id or by the beginning of one; `all`. */
export function pickArms(text: string | undefined): ModelArm[] {
  if (text === undefined || text === 'all') return arms;
  const wanted = text.split(',').map((word) => word.trim());
  const found = wanted.flatMap((word) => {
    const exact = arms.filter(({ id }) => id === word);
    const some = exact.length > 0 ? exact : arms.filter(({ id }) => id.startsWith(word));
    if (some.length === 0)
      throw new BadInput(`There is no arm "${word}"; they are ${arms.map(({ id }) => id).join(', ')}.`);
    return some;
  });
  return [...new Set(found)];
}

/** Equal arms have equal keys, whatever their labels. */
export const armKey = ({ config }: ModelArm): string => String(hash(JSON.stringify(config)));
