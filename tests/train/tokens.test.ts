/** Token ids in the exports: those the tiny protégé really read and drew, held against training's own record of them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { create as asked } from '../../src/gates/asked';
import { create as oracle } from '../../src/models/oracle';
import { readTranscript } from '../../src/repair/transcript';
import { openDecoder, type NetDecoder } from '../../src/models/trained/decoder';
import { randomWeights } from '../../src/models/trained/init';
import { sequenceOf } from '../../src/models/trained/sequence';
import { TOKENS } from '../../src/models/trained/vocab';
import { messagesOf } from '../../src/train/examples';
import { exportEpisodes, type FormatId } from '../../src/train/export/index';
import { parseRows } from '../../src/train/export/check';
import { checkTokens, type TokenRow } from '../../src/train/export/tokens';
import { rollout, type Rollout } from '../../src/train/rollout';
import type { Gate, Trajectory } from '../../src/types';
import { clampProgram, memorySandbox } from '../agent/memory';
import { act, clamp, config, play, praise, shape } from './episodes';

const task = clamp;
const verdict = praise;

async function tokensOf(episodes: Trajectory[], format: FormatId = 'trl-sft'): Promise<TokenRow[]> {
  const { files } = await exportEpisodes(episodes, format);
  const file = files.find(({ path }) => path === 'tokens.jsonl');
  return file ? (parseRows(file.content as string) as unknown as TokenRow[]) : [];
}

/** Opens at every fourth step, too, so that proposals are overruled. */
const pushing: Gate = ({ steps }, { action }) => ({
  score: action?.kind === 'ask' || steps.length % 4 === 3 ? 1 : 0,
  reason: 'now',
});

describe('token ids', () => {
  let decoder: NetDecoder;
  let played: Rollout[];
  beforeAll(async () => {
    decoder = await openDecoder(randomWeights(shape, 11), shape);
    const arena = {
      sandbox: memorySandbox(clampProgram),
      expert: () => oracle({}, { goldPatch: task.goldPatch, task }),
      gate: asked(),
      config,
      verdict,
    };
    played = [];
    for (const [seed, gate] of [asked(), asked(), pushing].entries())
      played.push(await rollout(task, decoder, { ...arena, gate }, seed + 5, 1));
  });
  afterAll(() => decoder.close());

  test('round trip: the ids of the file are what reading the same transcript gives', async () => {
    for (const { trajectory } of played) {
      const rows = await tokensOf([trajectory]);
      const s = sequenceOf(readTranscript(messagesOf(trajectory)));
      const parts = s.opening ? [s.opening, ...s.turned, s] : [s];
      expect(rows.map(({ input_ids }) => input_ids)).toEqual(parts.map(({ tokens }) => tokens));
      expect(rows.map(({ part }) => part)).toEqual(parts.map((_, i) => i));
    }
  });

  test('every token that was drawn stands where training has it, with the same probability', async () => {
    let drawn = 0;
    for (const { trajectory, pages } of played) {
      const rows = await tokensOf([trajectory]);
      for (const { example, logp } of pages) {
        const row = rows.find(({ part }) => example.id.endsWith(`/${part}`))!;
        expect(row.input_ids).toEqual(example.tokens);
        example.written.forEach(({ at, token }, i) => {
          expect([row.input_ids[at], row.written_mask[at], row.logprobs[at]]).toEqual([token, 1, logp[i]]);
          drawn++;
        });
      }
    }
    expect(drawn).toBeGreaterThan(5);
  });

  test('what is learned was written, and of what the sandbox and the expert said nothing is either', async () => {
    for (const { trajectory } of played) {
      const rows = await tokensOf([trajectory]);
      expect(rows.some(({ loss_mask }) => loss_mask.includes(1))).toBe(true);
      for (const { input_ids, written_mask, loss_mask, logprobs } of rows) {
        input_ids.forEach((token, at) => {
          if (loss_mask[at]) expect(written_mask[at]).toBe(1);
          expect(logprobs[at] === null).toBe(!written_mask[at]);
          if (/^(<|mark-|"|name:)/.test(TOKENS[token]!)) expect(written_mask[at], TOKENS[token]).toBe(0);
        });
      }
    }
  });

  test('where the expert acted in its place, nothing of it is written or learned', async () => {
    const { trajectory } = played[0]!;
    const at = trajectory.steps.findIndex(({ generations }) => generations[0]!.action?.kind === 'run');
    const one = trajectory.steps[at]!;
    const expert = { ...one.generations[0]!, by: 'expert' as const, model: 'other', text: act.test };
    const steps = trajectory.steps.slice(0, at + 1).with(at, { ...one, generations: [one.generations[0]!, expert] });
    const rows = await tokensOf([{ ...trajectory, steps }], 'skyrl');
    const count = (mask: 'written_mask' | 'loss_mask') => rows.flatMap((row) => row[mask]).filter(Boolean).length;
    expect([count('written_mask'), count('loss_mask')]).toEqual([0, 0]);
  });

  test('they come with every format, beside its rows, with the vocabulary; other protégés have none', async () => {
    const { trajectory } = played[1]!;
    for (const format of ['trl-grpo', 'skyrl', 'verl', 'verl-sft', 'torchtune'] as const) {
      const { files } = await exportEpisodes([trajectory], format);
      expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['tokens.jsonl', 'vocabulary.json']));
      expect(JSON.parse(files.find(({ path }) => path === 'vocabulary.json')!.content as string)).toEqual(TOKENS);
      expect(JSON.parse(files.at(-1)!.content as string).tokens).toEqual({ episodes: 1, read_otherwise: 0 });
    }
    const other = await play([act.test, act.fix, act.submit], { resolved: true });
    expect(await tokensOf([other])).toEqual([]);
  });

  test('an episode that was read otherwise is counted and has no ids', async () => {
    const { trajectory } = played[0]!;
    const steps = trajectory.steps.map((step) => ({
      ...step,
      generations: step.generations.map((one) => ({ ...one, tokensIn: one.tokensIn + 1 })),
    }));
    const { files } = await exportEpisodes([{ ...trajectory, steps }], 'verl');
    expect(files.map(({ path }) => path)).not.toContain('tokens.jsonl');
    expect(JSON.parse(files.at(-1)!.content as string).tokens).toEqual({ episodes: 0, read_otherwise: 1 });
  });

  test.each<[string, (row: TokenRow) => void, RegExp]>([
    ['another id', (row) => (row.input_ids[3] = row.input_ids[3]! + 1), /row 1: the ids are not those of the episode/],
    ['an id that is none', (row) => (row.input_ids[3] = 0.5), /row 1\.input_ids\[3\] should be a whole number/],
    ['a part too many', (row) => (row.part = 99), /row 1: no such part/],
    ['a mask cut short', (row) => row.loss_mask.pop(), /row 1: a list of another length/],
    ['what was read as written', (row) => (row.written_mask[0] = 1), /token 0 was read, not written/],
    ['what was read as learned', (row) => (row.loss_mask[0] = 1), /token 0 is learned, but another wrote it/],
    ['a probability of what was read', (row) => (row.logprobs[0] = -1), /token 0: no such probability/],
    ['half a mask', (row) => (row.loss_mask[0] = 2), /token 0: a mask is 0 or 1/],
  ])('%s is found', async (_, change, says) => {
    const { trajectory } = played[0]!;
    const rows = structuredClone(await tokensOf([trajectory]));
    change(rows[0]!);
    expect(() => checkTokens(rows as never, [trajectory])).toThrow(says);
  });
});
