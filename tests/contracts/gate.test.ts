/** What every gate promises, over the whole registry. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gates } from '../../src/gates/index';
import type { Action, Entry, Gate, Generation, Step } from '../../src/types';
import { stateOf } from '../fixtures/state';

const text = fc.string({ maxLength: 30 });
const action: fc.Arbitrary<Action | null> = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('run' as const), command: text }),
  fc.record({ kind: fc.constant('view' as const), path: text }),
  fc.record({ kind: fc.constant('edit' as const), path: text, find: text, replace: text }),
  fc.record({ kind: fc.constant('ask' as const), question: text }),
  fc.constant({ kind: 'submit' as const }),
  fc.record({ kind: fc.constant('invalid' as const), reason: text }),
);
const generation = (by: Generation['by'] = 'protege'): fc.Arbitrary<Generation> =>
  fc.record({
    text,
    action,
    by: fc.constant(by),
    tokensIn: fc.nat(),
    tokensOut: fc.nat(),
    cost: fc.constantFrom(0, null, NaN),
    ms: fc.nat(),
  });
const observation = fc.record(
  {
    text,
    ms: fc.nat(),
    failed: fc.boolean(),
    tests: fc.record({
      tests: fc.array(
        fc.record({
          name: text,
          file: text,
          status: fc.constantFrom('pass', 'fail', 'skip', 'todo'),
          ms: fc.nat(),
          error: fc.record({ message: text }),
        }),
        { maxLength: 3 },
      ),
      complete: fc.boolean(),
      tampered: fc.constant([]),
    }),
  },
  { requiredKeys: ['text', 'ms'] },
);
const step: fc.Arbitrary<Step> = fc.record({
  generations: fc.oneof(fc.tuple(generation()), fc.tuple(generation(), generation('expert')), fc.constant([])),
  reading: fc.constant(null),
  observation,
  changes: fc.constant({}),
}) as fc.Arbitrary<Step>;

for (const [id, entry] of Object.entries(gates) as [string, Entry<Gate>][]) {
  describe(`gate ${id}`, () => {
    const create = async () => (await entry.load()).create({}, undefined);

    test('says what it is', () => {
      expect(entry.label).toMatch(/\S/);
      expect(entry.about).toMatch(/\.$/);
    });

    test('reads any proposal after any history: a score from 0 to 1 and a reason, the same each time', async () => {
      const gate = await create();
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), generation(), async (steps, proposal) => {
          const state = stateOf(steps);
          const before = structuredClone({ state, proposal });
          const reading = await gate(state, proposal);
          expect(reading.score).toBeGreaterThanOrEqual(0);
          expect(reading.score).toBeLessThanOrEqual(1);
          expect(reading.reason).toMatch(/\S/);
          if (reading.score >= 0.5 && proposal.action?.kind !== 'ask') expect(reading.question).toMatch(/\S/);
          expect(await gate(state, proposal)).toEqual(reading);
          expect(await (await create())(state, proposal)).toEqual(reading);
          expect({ state, proposal }).toEqual(before);
        }),
        { numRuns: 60 },
      );
    });
  });
}
