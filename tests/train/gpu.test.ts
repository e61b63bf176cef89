/** The graphics card as a grader that may break, here with the processor's own grader as the one that breaks. */
import { describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { randomWeights } from '../../src/models/trained/init';
import type { Shape } from '../../src/models/trained/net';
import { TOKENS } from '../../src/models/trained/vocab';
import { packBatch, type Example } from '../../src/train/batch';
import { apart, openCard } from '../../src/train/gpu';
import { enduring, watch, type Broken, type Device } from '../../src/train/fallback';
import { openGrader, type Gradient, type Grader } from '../../src/train/optimise';
import { newLearner, sftDefaults, trainSft } from '../../src/train/sft';
import { openRowwise } from '../../src/train/shards';
import { say } from '../../src/ui/training/place';
import { PATIENCE } from '../patience';

const shape: Shape = { vocab: TOKENS.length, width: 8, layers: 1, heads: 2, hidden: 12, context: 64 };
const examples: Example[] = Array.from({ length: 12 }, (_, r) => {
  const tokens = Array.from({ length: 30 }, (_, i) => 20 + ((i * 7 + r * 5) % 11));
  const written = [10, 29].map((at) => ({ at, token: tokens[at]!, allowed: [20, 21, tokens[at]!], weight: 1 }));
  return { id: `copy-${r}/repair`, tokens, written };
});
const options = { ...sftDefaults, steps: 6, rows: 2, length: 32, short: 8, warmup: 2 };

/** A device that is lost, or says an error, when the test says so. */
function device() {
  let lose: (told: { message: string }) => void = () => {};
  let listener: (event: { error: { message: string } }) => void = () => {};
  const made: Device = {
    lost: new Promise((resolve) => (lose = resolve)),
    addEventListener: (_, listen) => void (listener = listen),
  };
  return { made, lose, complain: (message: string) => listener({ error: { message } }) };
}

async function curve(open?: Parameters<typeof trainSft>[6], learner = newLearner(randomWeights(shape, 5))) {
  const losses: number[] = [];
  const end = await drain(trainSft(shape, learner, examples, [], options, undefined, open), ({ loss }) =>
    losses.push(loss),
  );
  return { end, losses, weights: learner.weights };
}

describe('a fault in the third step', () => {
  const breaks: [Broken['fault'], (got: Promise<Gradient>, broken: ReturnType<typeof device>) => Promise<Gradient>][] =
    [
      [
        'lost',
        (_, { lose }) => (lose({ message: 'gone' }), Promise.reject(new DOMException('mapAsync', 'AbortError'))),
      ],
      ['failed', () => Promise.reject(new Error('Too many buffers'))],
      ['failed', (got, { complain }) => (complain('out of memory'), got)],
      ['silent', () => new Promise<never>(() => {})],
      ['not a number', async (got) => ({ ...(await got), loss: NaN })],
      ['not a number', async (got) => ({ ...(await got), grads: { embed: new Float32Array([Infinity]) } })],
    ];

  test.each(breaks)(
    '%s: the other grader takes the same step; the curve and the weights are the same',
    async (fault, act) => {
      const broken = device();
      const told: Broken[] = [];
      const health = watch(broken.made, (one) => told.push(one));
      let calls = 0;
      let after = 0;
      const open = async (sizes: Parameters<typeof openRowwise>[1]) => {
        const risky = await openRowwise(shape, sizes);
        const grade: Grader['grade'] = (...given) => {
          if (told.length > 0) after++;
          const got = risky.grade(...given);
          return ++calls === 3 ? act(got, broken) : got;
        };
        return enduring(
          { ...risky, grade },
          await openRowwise(shape, sizes),
          health,
          fault === 'silent' ? 3000 : PATIENCE.fact,
        );
      };
      const plain = await curve();
      expect(await curve(open)).toEqual(plain);
      expect(plain.end).toBe('done');
      expect(told.map((one) => one.fault)).toEqual([fault]);
      expect(health.fault()).toBe(told[0]);
      expect(after).toBe(0); // it is never asked again
    },
  );

  test('what is no number on either is not the card’s fault', async () => {
    const health = watch(device().made, () => expect.unreachable());
    const learner = newLearner(randomWeights(shape, 5));
    learner.weights['0.q']![0] = NaN;
    const open = async (sizes: Parameters<typeof openRowwise>[1]) =>
      enduring(await openRowwise(shape, sizes), await openRowwise(shape, sizes), health, PATIENCE.fact);
    expect((await curve(open, learner)).end).toBe('not a number');
    expect(health.fault()).toBeNull();
  });
});

test('a gradient is compared weight by weight', async () => {
  const sizes = { rows: 2, length: 32, written: 2 };
  const weights = randomWeights(shape, 5);
  const batch = packBatch(examples.slice(0, 2), sizes, shape);
  const [whole, rowwise] = [await openGrader(shape, sizes), await openRowwise(shape, sizes)];
  const [one, same] = [await whole.grade(weights, batch), await rowwise.grade(weights, batch)];
  expect(apart(one, same)).toBeLessThan(1e-4); // rounding
  const spoilt = (f: (x: number) => number) => ({ ...one, grads: { ...one.grads, '0.v': one.grads['0.v']!.map(f) } });
  expect(
    apart(
      one,
      spoilt((x) => x * 1.1),
    ),
  ).toBeGreaterThan(0.01);
  expect(
    apart(
      one,
      spoilt(() => 0),
    ),
  ).toBeGreaterThan(0.01);
  expect(
    apart(
      one,
      spoilt(() => NaN),
    ),
  ).toBe(Infinity);
  expect(apart(one, { ...one, loss: NaN })).toBe(Infinity);
  expect(apart(one, { ...one, loss: one.loss * 1.1 })).toBeGreaterThan(0.01);
  whole.close();
  rowwise.close();
});

test.each([
  ['never', 'never', 'Learns on the processor, as you asked.'],
  ['auto', 'absent', 'Learns on the processor: this browser offers no graphics card.'],
  ['always', 'absent', 'Learns on the processor: this browser offers no graphics card.'],
] as const)('where there is no card, %s means the processor', async (mode, why, words) => {
  const card = openCard(mode, () => expect.unreachable());
  const place = await card.settle(shape);
  expect(place).toEqual({ on: 'processor', why });
  expect(say(place)).toBe(words);
  expect(await curve((sizes) => card.grader(shape, sizes, { kind: 'cross-entropy' }))).toEqual(await curve());
});
