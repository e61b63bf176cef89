/** The lane says what the gate did: the bar it used, why it stayed shut, the signs with their sizes. */
import { describe, expect, test } from 'vitest';
import { steady } from '../../src/gates/hysteresis';
import { signsIn, withSigns } from '../../src/lib/signs';
import type { Gate, Generation, Reading, State, Step } from '../../src/types';
import { askMarks, barLine, combs, marksAt, marksNow, marksOf, restsOf, tell } from '../../src/ui/lane/marks';
import { config, makeEpisode, says } from '../gates/episodes';

const said = says({ kind: 'view', path: 'a.js' });
const expert: Generation = { ...said, by: 'expert', action: null };
const step = (reading: Reading | null, asked = false): Step => ({
  generations: asked ? [said, expert, said] : [said],
  reading,
  observation: { text: '', ms: 1 },
  changes: {},
});

describe('marks', () => {
  test('a score over the threshold and under the gate’s own bar is no opening', () => {
    const [mark] = marksOf([step({ score: 0.81, reason: '', held: 'Its dial opens it from 0.88.' })], {
      threshold: 0.5,
    });
    expect(mark).toMatchObject({ state: 'held', bar: 0.88 });
    expect(tell(mark!)).toContain('stayed shut at 0.81');
    expect(tell(mark!)).not.toContain('≥');
  });

  test('live readings carry the bar of their step: the dial, after advice more, and the wait', async () => {
    const scores = [0.6, 0.95, 0.95, 0.95, 0.95, 0.99, 0.2, 0.95];
    const raw: Gate = ({ steps }) => ({ score: scores[steps.length]!, reason: 'r' });
    const gate = steady(raw, { cooldown: 3, hysteresis: 0.02 }, 0.94);
    const steps: Step[] = [];
    for (let i = 0; i < scores.length; i++) {
      const state: State = { task: makeEpisode(1).public, config, steps: [...steps] };
      const reading = await gate(state, said);
      steps.push(step(reading, reading.score >= config.threshold && !reading.held));
    }
    const marks = marksOf(steps, config);
    expect(marks.map(({ state }) => state)).toEqual(['held', 'asked', 'held', 'held', 'held', 'asked', 'shut', 'held']);
    expect(marks.map(({ bar }) => bar)).toEqual([0.94, 0.94, 0.96, 0.96, 0.96, 0.96, 0.96, 0.94]);
    expect(restsOf(steps, marks)).toEqual([false, false, true, true, true, false, true, true]);
  });

  test('at another bar: it would ask, would wait, stays shut; nothing is said of what was', () => {
    const steps = [0.2, 0.7, 0.9, 0.7].map((score) => step({ score, reason: '' }));
    const marks = marksAt(steps, 0.6, new Set([1]));
    expect(marks.map(({ state }) => state)).toEqual(['shut', 'would', 'held', 'held']);
    expect(tell(marks[1]!)).toBe('The gate would open: 0.70 reaches 0.60.');
    expect(tell(marks[2]!)).toMatch(/stayed shut at 0\.90\. It waits/);
  });

  test('drawn: a stroke a step, by kind and side of the step on show; the bar as one line; asks kept, added and gone', () => {
    const steps = [
      step({ score: 0.2, reason: '' }),
      step({ score: 0.9, reason: '' }, true),
      step(null),
      step({ score: 1, reason: '' }),
    ];
    const marks = marksOf(steps, { threshold: 0.5 });
    const paths = Object.fromEntries(
      combs(marks, 1, Infinity).map(({ state, future, path }) => [`${state} ${future}`, path]),
    );
    expect(paths).toMatchObject({
      'shut false': 'M0.5 1V0.800',
      'open false': 'M1.5 1V0.100',
      'open true': 'M3.5 1V0.000',
      'held true': '',
    });
    expect(
      combs(marks, 1, 1)
        .map(({ path }) => path)
        .join(''),
    ).toBe('M0.5 1V0.800'); // the rest is to be guessed
    expect(barLine(marks, Infinity)).toBe('M0 0.500H1H2M3 0.500H4');
    expect(askMarks(steps, null)).toEqual([{ at: 1, kind: 'was' }]);
    expect(askMarks(steps, new Set([1, 3])).map(({ kind }) => kind)).toEqual(['was', 'more']);
    expect(askMarks(steps, new Set())).toEqual([{ at: 1, kind: 'less' }]);
  });

  test('opened without an answer, asked, shut, no reading', () => {
    const steps = [
      step({ score: 0.7, reason: '' }),
      step({ score: 0.7, reason: '' }, true),
      step({ score: 0, reason: '' }),
      step(null),
    ];
    expect(marksOf(steps, { threshold: 0.5 }).map(({ state }) => state)).toEqual(['unheard', 'asked', 'shut', 'none']);
    // the step under way: its gate has opened, and the expert is about to answer
    const [under] = marksNow(steps.slice(0, 1), { threshold: 0.5 }, true);
    expect(tell(under!)).toBe('The gate opened: 0.70 reaches 0.50. The expert is asked now.');
    expect(marksNow(steps.slice(0, 1), { threshold: 0.5 }, false)).toEqual(
      marksOf(steps.slice(0, 1), { threshold: 0.5 }),
    );
  });
});

test('signs are read back as they were said, words with commas and colons too', () => {
  const signs = [
    { words: '3 failing at first, 2 at best', weight: 1.2 },
    { words: 'the same action for the 3. time', weight: -0.4 },
  ];
  expect(signsIn(withSigns('62 % likely', signs))).toEqual({ head: '62 % likely.', signs });
  expect(signsIn('The protégé asks.')).toEqual({ head: 'The protégé asks.', signs: [] });
  expect(signsIn('Odd: nothing here (at all).').signs).toEqual([]);
});
