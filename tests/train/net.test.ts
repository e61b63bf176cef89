/** The net: right gradients, a cache that changes nothing, checkpoints that notice damage, the same curve twice. */
import { describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { parseCheckpoint, writeCheckpoint } from '../../src/models/trained/checkpoint';
import { openDecoder } from '../../src/models/trained/decoder';
import { fromHalf, toHalf } from '../../src/models/trained/half';
import { randomWeights } from '../../src/models/trained/init';
import type { Shape, Weights } from '../../src/models/trained/net';
import { TOKENS } from '../../src/models/trained/vocab';
import { packBatch, type Example } from '../../src/train/batch';
import { openGrader } from '../../src/train/optimise';
import { newLearner, sftDefaults, trainSft } from '../../src/train/sft';

const shape: Shape = { vocab: TOKENS.length, width: 16, layers: 2, heads: 2, hidden: 24, context: 64 };
const weights = randomWeights(shape, 3);
weights.norm!.fill(1);

/** Says what stood five tokens before. */
const examples: Example[] = Array.from({ length: 24 }, (_, r) => {
  const tokens = Array.from({ length: 30 }, (_, i) => 20 + ((i * 7 + r * 5) % 11));
  const allowed = Array.from({ length: 11 }, (_, i) => 20 + i);
  const written = [10, 20, 29].map((at) => ({ at, token: tokens[at]!, allowed, weight: 1 }));
  return { id: `copy-${r}/repair`, tokens, written };
});

test('gradients agree with finite differences', async () => {
  const sizes = { rows: 4, length: 32, written: 4 };
  const grader = await openGrader(shape, sizes);
  const batch = packBatch(examples.slice(0, 4), sizes, shape);
  const { grads } = await grader.grade(weights, batch);
  const lossAt = async (name: string, i: number, by: number) => {
    const moved: Weights = { ...weights, [name]: weights[name]!.slice() };
    moved[name]![i]! += by;
    return (await grader.grade(moved, batch)).loss;
  };
  for (const [name, i] of [
    ['embed', 16 * 22 + 3],
    ['0.q', 5],
    ['0.v', 9],
    ['1.gate', 7],
    ['1.down', 40],
    ['norm', 2],
  ] as const) {
    const numeric = ((await lossAt(name, i, 1e-2)) - (await lossAt(name, i, -1e-2))) / 2e-2;
    expect(Math.abs(numeric - grads[name]![i]!), name).toBeLessThan(2e-4 + 0.05 * Math.abs(numeric));
  }
  grader.close();
});

test('reading with a cache, in pieces or again, gives the same logits; branches leave no trace', async () => {
  const decoder = await openDecoder(weights, shape);
  const tokens = Array.from({ length: 40 }, (_, i) => (i * 37) % shape.vocab);
  const whole = await decoder.read(tokens);
  await decoder.read(tokens.slice(0, 25).concat(7, 8));
  const [left, right] = await decoder.branch([
    [5, 6],
    [9, 6],
  ]);
  const again = await decoder.read(tokens);
  for (let i = 0; i < shape.vocab; i += 50) expect(again[i]).toBeCloseTo(whole[i]!, 4);
  const branched = await decoder.read([...tokens.slice(0, 25), 7, 8, 5, 6]);
  for (let i = 0; i < shape.vocab; i += 50) expect(left![i]).toBeCloseTo(branched[i]!, 4);
  expect([...left!]).not.toEqual([...right!]);
  decoder.close();
});

test('training learns, and the same seed gives the same curve', async () => {
  const options = { ...sftDefaults, steps: 25, rows: 4, length: 32, short: 8, warmup: 3, every: 25, rate: 1e-2 };
  const curve = async () => {
    const losses: number[] = [];
    const learner = newLearner(randomWeights(shape, 5));
    const end = await drain(trainSft(shape, learner, examples.slice(4), examples.slice(0, 4), options), ({ loss }) =>
      losses.push(loss),
    );
    return { losses, end };
  };
  const [one, two] = [await curve(), await curve()];
  expect(one.end).toBe('done');
  expect(one.losses).toEqual(two.losses);
  expect(one.losses.at(-1)!).toBeLessThan(one.losses[0]! * 0.9);
});

test('a loss that is not a number stops training and leaves the weights alone', async () => {
  const learner = newLearner(randomWeights(shape, 5));
  learner.weights['0.q']![0] = NaN;
  const before = Object.values(learner.weights).map((data) => data.slice());
  const options = { ...sftDefaults, steps: 3, rows: 4, length: 32, short: 8 };
  expect(await drain(trainSft(shape, learner, examples, [], options))).toBe('not a number');
  expect(Object.values(learner.weights)).toEqual(before);
});

describe('checkpoints', () => {
  const file = writeCheckpoint(
    { shape, weights, notes: { step: 7 }, extra: { 'first/norm': new Float32Array([1, 2]) } },
    32,
  );

  test('come back as they were', () => {
    const back = parseCheckpoint(file);
    expect(back.shape).toEqual(shape);
    expect(back.weights).toEqual(weights);
    expect(back.notes).toEqual({ step: 7 });
    expect([...back.extra['first/norm']!]).toEqual([1, 2]);
    const half = parseCheckpoint(writeCheckpoint({ shape, weights, notes: {}, extra: {} }, 16));
    half.weights.embed!.forEach((x, i) => expect(Math.abs(x - weights.embed![i]!)).toBeLessThan(1e-3));
  });

  test.each([
    ['empty', new Uint8Array()],
    ['something else', new TextEncoder().encode('GGUF and then some more bytes')],
    ['cut short', file.slice(0, -10)],
    ['cut in its header', file.slice(0, 30)],
    ['damaged', file.map((byte, i) => (i === file.length - 5 ? byte ^ 64 : byte))],
    ['too long', new Uint8Array([...file, 0])],
  ])('%s: says so', (_, bytes) => {
    expect(() => parseCheckpoint(bytes)).toThrow(/no usable checkpoint of the tiny protégé: .+\. Train/);
  });

  test('16-bit floats round to the nearest', () => {
    for (const x of [0, -0, 1, -2.5, 65504, 6.1e-5, 1 / 3]) expect(fromHalf(toHalf(x))).toBeCloseTo(x, 3);
    expect(fromHalf(toHalf(1e9))).toBe(Infinity);
    expect(fromHalf(toHalf(-1e-12))).toBe(-0);
    expect(fromHalf(toHalf(NaN))).toBeNaN();
  });
});
