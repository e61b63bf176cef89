/**
 * What the tiny protégé read and wrote, as the token ids themselves: text made into tokens again is not what was
 * sampled. A row for each part of an episode (looking around, then every page of lines), made by the code that trains.
 */
import { readTranscript } from '../../repair/transcript';
import { sequenceOf, type Sequence } from '../../models/trained/sequence';
import { TOKENS } from '../../models/trained/vocab';
import type { Action, Generation, Trajectory } from '../../types';
import { examplesOf, messagesOf } from '../examples';
import type { ExportRow } from './rows';
import { ExportError } from './select';
import { list, maybe, misfit, struct } from './shape';

type TokenPart = Pick<Sequence, 'tokens' | 'actions'>;

/** `input_ids` and `loss_mask` as SkyRL's pretokenized rows have them. The other lists are as long. */
const TOKEN_ROW = struct({
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
export function tokenParts(trajectory: Trajectory): TokenPart[] {
  const s = sequenceOf(readTranscript(messagesOf(trajectory)));
  return s.opening ? [s.opening, ...s.turned, s] : [s];
}

const isOurs = ({ by, model }: Generation) => by === 'protege' && model === 'trained';

/** Whether a tiny protégé of this project acted in it. */
export const wasTrained = ({ steps }: Trajectory): boolean => steps.some(({ generations }) => generations.some(isOurs));

/** Null when the episode was recorded by a protégé that read it otherwise: its ids are not known then. */
export function tokenRows(trajectory: Trajectory): ExportRow[] | null {
  const parts = tokenParts(trajectory);
  const rows = parts.map(({ tokens }, part) => ({
    episode_id: trajectory.id,
    instance_id: trajectory.task,
    part,
    input_ids: tokens,
    written_mask: tokens.map(() => 0),
    loss_mask: tokens.map(() => 0),
    logprobs: tokens.map((): number | null => null),
  }));
  const places = placed(writings(trajectory), parts);
  if (!places) return null;
  for (const [{ logprobs }, { part, from, to }] of places)
    for (let at = from; at < to; at++) {
      rows[part]!.written_mask[at] = 1;
      rows[part]!.logprobs[at] = logprobs?.[at - from] ?? null;
    }
  for (const example of examplesOf(trajectory)) {
    const row = rows[example.id.endsWith('/opening') ? 0 : rows.length - 1]!;
    for (const { at, weight } of example.written) if (weight > 0 && row.written_mask[at]) row.loss_mask[at] = 1;
  }
  return rows;
}

/** What the protégé wrote and was carried out, in order; an expert's act in its place was not. */
const writings = ({ steps }: Trajectory): Generation[] =>
  steps.flatMap(({ generations }) => {
    const last = generations.findLastIndex(isOurs);
    const replaced = generations.slice(last + 1).some(({ action }) => action !== null);
    return last < 0 || replaced ? [] : [generations[last]!];
  });

interface TokenSpan {
  part: number;
  from: number;
  to: number;
}

const WRITES: Partial<Record<Action['kind'], string[]>> = {
  run: ['RUN', 'TRACE'],
  view: ['VIEW', 'MORE'],
  edit: ['EDIT'],
  ask: ['ASK'],
  submit: ['SUBMIT'],
};

/**
 * Where in the parts each writing stands: as many as can be matched in order, by what it had read (`tokensIn`), how much
 * it wrote and the kind of action. An edit may have none, as one that takes another back is no action there.
 */
function placed(written: Generation[], parts: TokenPart[]): [Generation, TokenSpan][] | null {
  const places = parts.flatMap(({ actions }, part) => actions.map(({ from, to }): TokenSpan => ({ part, from, to })));
  const fits = ({ tokensIn, tokensOut, action }: Generation, { part, from, to }: TokenSpan) =>
    from === tokensIn &&
    to - from === tokensOut &&
    WRITES[action!.kind]?.includes(TOKENS[parts[part]!.tokens[from]!]!) === true;
  const most = written.map(() => places.map(() => 0));
  const at = (i: number, j: number) => most[i]?.[j] ?? 0;
  for (let i = written.length - 1; i >= 0; i--)
    for (let j = places.length - 1; j >= 0; j--) {
      const both = fits(written[i]!, places[j]!) ? 1 + at(i + 1, j + 1) : 0;
      most[i]![j] = Math.max(both, at(i + 1, j), at(i, j + 1));
    }
  const out: [Generation, TokenSpan][] = [];
  for (let i = 0, j = 0; i < written.length;) {
    if (at(i, j) > at(i + 1, j) && at(i, j) === at(i, j + 1)) j++;
    else if (at(i, j) > at(i + 1, j)) out.push([written[i++]!, places[j++]!]);
    else if (written[i++]!.action!.kind !== 'edit') return null;
  }
  return out;
}

/** Rows read back: every id where reading the episode puts it, masks within it. @throws ExportError naming the row */
export function checkTokens(rows: readonly ExportRow[], episodes: readonly Trajectory[]): void {
  const parts = new Map(episodes.map((episode) => [episode.id, tokenParts(episode)]));
  rows.forEach((row, i) => {
    const problem = misfit(row, TOKEN_ROW, `row ${i + 1}`) ?? tokenProblem(row as unknown as TokenRow, parts);
    if (problem) throw new ExportError(`${problem.startsWith('row') ? '' : `row ${i + 1}: `}${problem}. Export again.`);
  });
}

export interface TokenRow {
  episode_id: string;
  part: number;
  input_ids: number[];
  written_mask: number[];
  loss_mask: number[];
  logprobs: (number | null)[];
}

function tokenProblem(row: TokenRow, parts: Map<string, TokenPart[]>): string | null {
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
