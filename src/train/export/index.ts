/** Export formats: one entry a target. Each writes its files and reads them back before anybody else does. */
import { jsonl } from '../../trajectory/exporters';
import type { Trajectory } from '../../types';
import { STAGE_II, score, type RewardOptions } from '../reward';
import { readFacts } from '../reward/facts';
import { checkRows, parseRows, readRows } from './check';
import type { ChatForm } from './chat';
import { toParquet } from './parquet';
import { checkMask } from './mask';
import {
  chatRows,
  grpoRow,
  maskedRows,
  ROW_SHAPES,
  skyrlRow,
  turnRows,
  verlRow,
  type ExportRow,
  type RowUnit,
} from './rows';
import { select, type Lookup } from './select';
import type { Struct } from './shape';
import { checkTokens, tokenRows, vocabulary, wasTrained } from './tokens';

export { ExportError } from './select';

export interface ExportOptions {
  /** Fine-tuning: unresolved episodes too. */
  all?: boolean;
  /** Actions as tool calls or as the JSON text the page's models write; default per format. */
  form?: ChatForm;
  /** Fine-tuning: one row an episode, or one a learned turn. */
  rows?: RowUnit;
  /** Tasks by id: verdicts and gold patches for reinforcement learning, splits for both. */
  lookup?: Lookup;
  /** Weights for the logged rewards. Default: the paper's second stage. */
  reward?: RewardOptions;
  /** Text of python/protege_reward.py, put beside what reinforcement learning reads. */
  python?: string;
  /** Text of python/protege_mask.py, put beside fine-tuning rows. */
  mask?: string;
}

export interface ExportFile {
  path: string;
  content: string | Uint8Array<ArrayBuffer>;
}

export interface Exported {
  files: ExportFile[];
  rows: number;
  /** Reason -> number of episodes left out. */
  left: Record<string, number>;
}

interface Made {
  rows: ExportRow[];
  shape: Struct;
}

interface Format {
  label: string;
  about: string;
  what: 'demonstrations' | 'tasks';
  file: 'train.jsonl' | 'train.parquet' | 'prompts.jsonl';
  form: ChatForm;
  make(kept: Trajectory[], options: Required<Pick<ExportOptions, 'form' | 'rows'>> & ExportOptions): Made;
}

const chats = (kept: Trajectory[], form: ChatForm, rows: RowUnit): Made => ({
  rows: kept.flatMap((t) => chatRows(t, form, rows)),
  shape: form === 'tools' ? ROW_SHAPES.chat : ROW_SHAPES.text,
});

export const formats = {
  'trl-sft': {
    label: 'TRL: fine-tuning',
    about: 'Messages and tools for SFTTrainer, as JSON Lines.',
    what: 'demonstrations',
    file: 'train.jsonl',
    form: 'tools',
    make: (kept, { form, rows }) =>
      rows === 'turn'
        ? { rows: kept.flatMap((t) => turnRows(t, form)), shape: ROW_SHAPES.turns }
        : chats(kept, form, rows),
  },
  'trl-grpo': {
    label: 'TRL: GRPO',
    about: 'Prompts with columns for GRPOTrainer, and the reward in Python.',
    what: 'tasks',
    file: 'prompts.jsonl',
    form: 'tools',
    make: (kept, { form, lookup }) => ({
      rows: kept.map((t) => grpoRow(t, form, lookup?.(t.task))),
      shape: ROW_SHAPES.grpo,
    }),
  },
  skyrl: {
    label: 'SkyRL: reinforcement learning',
    about: 'Prompts as parquet for SkyRL on Ray (the paper’s trainer), and the reward in Python.',
    what: 'tasks',
    file: 'train.parquet',
    form: 'text',
    make: (kept, { form, lookup }) => ({
      rows: kept.map((t, i) => skyrlRow(t, form, lookup?.(t.task), i)),
      shape: ROW_SHAPES.skyrl,
    }),
  },
  'skyrl-sft': {
    label: 'SkyRL: fine-tuning',
    about: 'Messages and tools as parquet.',
    what: 'demonstrations',
    file: 'train.parquet',
    form: 'tools',
    make: (kept, { form, rows }) => chats(kept, form, rows),
  },
  verl: {
    label: 'verl: reinforcement learning',
    about: 'Prompts as parquet for verl, and the reward in Python.',
    what: 'tasks',
    file: 'train.parquet',
    form: 'tools',
    make: (kept, { form, lookup }) => ({
      rows: kept.map((t, i) => verlRow(t, form, lookup?.(t.task), i)),
      shape: ROW_SHAPES.verl,
    }),
  },
  'verl-sft': {
    label: 'verl: fine-tuning',
    about: 'Messages as parquet for verl’s multi-turn fine-tuning.',
    what: 'demonstrations',
    file: 'train.parquet',
    form: 'text',
    make: (kept, { form, rows }) => chats(kept, form, rows),
  },
  torchtune: {
    label: 'Torchtune: fine-tuning',
    about: 'Messages as JSON Lines for Torchtune (the paper’s trainer): role, content and mask only.',
    what: 'demonstrations',
    file: 'train.jsonl',
    form: 'text',
    make: (kept, { rows }) => ({
      rows: kept.flatMap((t) => maskedRows(t, rows)),
      shape: ROW_SHAPES.masked,
    }),
  },
} satisfies Record<string, Format>;

export type FormatId = keyof typeof formats;

/** Episodes -> the files of one format. @throws ExportError in one sentence when nothing can be exported. */
export async function exportEpisodes(
  trajectories: readonly Trajectory[],
  id: FormatId,
  options: ExportOptions = {},
): Promise<Exported> {
  const format: Format = formats[id];
  const { kept, left } = select(trajectories, format.what, options);
  const given = { ...options, form: options.form ?? format.form, rows: options.rows ?? ('episode' as const) };
  const { rows, shape } = format.make(kept, given);
  const content = format.file.endsWith('.parquet') ? await toParquet(rows, shape) : jsonl(rows);
  const back = await readRows(content);
  checkRows(back, shape);
  if (format.what === 'demonstrations') checkMask(back, kept);
  const tasks = new Set(kept.map(({ task }) => task));
  const played = trajectories.filter(({ task }) => tasks.has(task));
  const tokens = await tokenFiles(format.what === 'tasks' ? played : kept);
  const beside =
    format.what === 'tasks'
      ? [
          { path: 'rewards.jsonl', content: jsonl(rewardLog(played, options)) },
          ...(options.python ? [{ path: 'protege_reward.py', content: options.python }] : []),
        ]
      : options.mask
        ? [{ path: 'protege_mask.py', content: options.mask }]
        : [];
  const about = { format: id, form: given.form, episodes: kept.length, rows: rows.length, left, tokens: tokens.about };
  return {
    files: [
      { path: format.file, content },
      ...beside,
      ...tokens.files,
      { path: 'manifest.json', content: `${JSON.stringify(about, null, 1)}\n` },
    ],
    rows: rows.length,
    left,
  };
}

interface TokenFiles {
  files: ExportFile[];
  about: { episodes: number; read_otherwise: number };
}

/** The token ids of the tiny protégé's own episodes and their vocabulary; no files where there are none. */
async function tokenFiles(trajectories: readonly Trajectory[]): Promise<TokenFiles> {
  const own = trajectories.filter(wasTrained);
  const read: { one: Trajectory; rows: ExportRow[] }[] = [];
  for (const one of own) {
    const rows = tokenRows(one);
    if (rows) read.push({ one, rows });
    await new Promise((done) => setTimeout(done)); // reading takes up to a second: the page may draw in between
  }
  const about = { episodes: read.length, read_otherwise: own.length - read.length };
  if (read.length === 0) return { files: [], about };
  const content = jsonl(read.flatMap(({ rows }) => rows));
  checkTokens(
    parseRows(content),
    read.map(({ one }) => one),
  );
  return {
    files: [
      { path: 'tokens.jsonl', content },
      { path: 'vocabulary.json', content: vocabulary() },
    ],
    about,
  };
}

/** Every term of every episode with the facts it came from, so that rewards can be computed again without the episode. */
export function rewardLog(
  trajectories: readonly Trajectory[],
  { lookup, reward = STAGE_II }: ExportOptions = {},
): ExportRow[] {
  return trajectories.map((trajectory) => {
    const goldPatch = lookup?.(trajectory.task)?.goldPatch;
    const facts = readFacts(trajectory, goldPatch === undefined ? {} : { goldPatch });
    const { total, terms } = score(facts, reward);
    return { id: trajectory.id, task: trajectory.task, total, terms, facts };
  });
}
