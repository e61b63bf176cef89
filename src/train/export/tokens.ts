/**
 * What the tiny protégé read and wrote, as the token ids themselves: text made into tokens again is not what was
 * sampled. A row for each part of an episode (looking around, then every page of lines), made by the code that trains.
 */
import { render } from '../../agent/prompt';
import { readTranscript } from '../../models/search/transcript';
import { sequenceOf, type Sequence } from '../../models/trained/sequence';
import { TOKENS } from '../../models/trained/vocab';
import type { Generation, Trajectory } from '../../types';
import { examplesOf, messagesOf } from '../examples';
import type { Row } from './rows';
import { ExportError } from './select';
import { list, maybe, misfit, struct } from './shape';

type Part = Pick<Sequence, 'tokens' | 'actions'>;

/** `input_ids` and `loss_mask` as SkyRL's pretokenized rows have them. The other lists are as long. */
export const TOKEN_ROW = struct({
  episode_id: 'text',
  instance_id: 'text',
  part: 'int',
  input_ids: list('int'),
  /** 1 where the protégé wrote the token itself. */
  written_mask: list('int'),
  /** 1 where copying this episode learns it: as `examplesOf` says, and only what the protégé wrote. */
  loss_mask: list('int'),
  /** Natural logarithm of its probability among what the harness allowed; null where it was not written or recorded. */
  logprobs: list(maybe('number')),
});

/** The vocabulary by id, in a file of its own. */
export const vocabulary = () => `${JSON.stringify(TOKENS)}\n`;

/** The parts of an episode as the net has them at its end. */
export function partsOf(trajectory: Trajectory): Part[] {
  const s = sequenceOf(readTranscript(messagesOf(trajectory)));
  return s.opening ? [s.opening, ...s.turned, s] : [s];
}

const isOurs = ({ by, model }: Generation) => by === 'protege' && model === 'trained';

/** Whether a tiny protégé of this project acted in it. */
export const wasTrained = ({ steps }: Trajectory): boolean => steps.some(({ generations }) => generations.some(isOurs));

/** Null when the episode was recorded by a protégé that read it otherwise: its ids are not known then. */
export function tokenRows(trajectory: Trajectory): Row[] | null {
  const { id, task, public: about, config, steps } = trajectory;
  const parts = partsOf(trajectory);
  const rows = parts.map(({ tokens }, part) => ({
    episode_id: id,
    instance_id: task,
    part,
    input_ids: tokens,
    written_mask: tokens.map(() => 0),
    loss_mask: tokens.map(() => 0),
    logprobs: tokens.map((): number | null => null),
  }));
  for (const [i, { generations }] of steps.entries()) {
    for (const [j, generation] of generations.entries()) {
      if (!isOurs(generation)) continue;
      const state = { task: about, config, steps: steps.slice(0, i) };
      const read = sequenceOf(readTranscript(render(state, generations.slice(0, j), 'protege')));
      if (read.tokens.length !== generation.tokensIn) return null;
      if (generations.slice(j + 1).some(({ action }) => action !== null)) continue; // another acted instead
      const action = writtenAt(parts[read.pages], read.tokens, generation.tokensOut);
      for (let at = action?.from ?? 0; at < (action?.to ?? 0); at++) {
        rows[read.pages]!.written_mask[at] = 1;
        rows[read.pages]!.logprobs[at] = generation.logprobs?.[at - action!.from] ?? null;
      }
    }
  }
  for (const example of examplesOf(trajectory)) {
    const row = rows[example.id.endsWith('/opening') ? 0 : rows.length - 1]!;
    for (const { at, weight } of example.written) if (weight > 0 && row.written_mask[at]) row.loss_mask[at] = 1;
  }
  return rows;
}

/** The action that follows what was read, if it is the one written there: taking an edit back is no action in a part. */
function writtenAt(part: Part | undefined, read: number[], wrote: number): Part['actions'][number] | undefined {
  if (!part || read.some((token, i) => part.tokens[i] !== token)) return undefined;
  return part.actions.find(({ from, to }) => from === read.length && to - from === wrote);
}

/** Rows read back: every id where reading the episode puts it, masks within it. @throws ExportError naming the row */
export function checkTokens(rows: readonly Row[], episodes: readonly Trajectory[]): void {
  const parts = new Map(episodes.map((episode) => [episode.id, partsOf(episode)]));
  rows.forEach((row, i) => {
    const problem = misfit(row, TOKEN_ROW, `row ${i + 1}`) ?? tokenProblem(row as unknown as TokenRow, parts);
    if (problem) throw new ExportError(`${problem.startsWith('row') ? '' : `row ${i + 1}: `}${problem}. Export again.`);
  });
}

interface TokenRow {
  episode_id: string;
  part: number;
  input_ids: number[];
  written_mask: number[];
  loss_mask: number[];
  logprobs: (number | null)[];
}

function tokenProblem(row: TokenRow, parts: Map<string, Part[]>): string | null {
  const part = parts.get(row.episode_id)?.[row.part];
  if (!part) return 'no such part of an exported episode';
  const { tokens, actions } = part;
  if (row.input_ids.join() !== tokens.join()) return 'the ids are not those of the episode';
  const { written_mask: written, loss_mask: loss, logprobs } = row;
  if ([written, loss, logprobs].some(({ length }) => length !== tokens.length)) return 'a list of another length';
  const isAction = (at: number) => actions.some(({ from, to }) => from <= at && at < to);
  for (const at of tokens.keys()) {
    if (![0, 1].includes(written[at]!) || ![0, 1].includes(loss[at]!)) return `token ${at}: a mask is 0 or 1`;
    if (written[at] && !isAction(at)) return `token ${at} was read, not written`;
    if (loss[at] && !written[at]) return `token ${at} is learned, but another wrote it`;
    if (logprobs[at] !== null && (!written[at] || logprobs[at]! > 0)) return `token ${at}: no such probability`;
  }
  return null;
}
