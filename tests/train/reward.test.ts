/** The reward: the paper's worked numbers, each term by itself on real episodes, and what must hold for every episode. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loopTerm, rewards, score, rewardStage, STAGE_I, STAGE_II, type RewardOptions } from '../../src/train/reward';
import { readFacts, type EpisodeFacts } from '../../src/train/reward/facts';
import { codeNames, recordedJudge, ruleJudge } from '../../src/train/reward/judge';
import { changedLines, patchSimilarity, ratio } from '../../src/train/reward/similarity';
import type { Gate } from '../../src/types';
import { act, ADVICE, GOLD, play } from './episodes';

const facts = (over: Partial<EpisodeFacts> = {}): EpisodeFacts => ({
  id: 'e',
  task: 't',
  runs: [],
  calls: [],
  attempts: 0,
  backToBack: 0,
  resolved: null,
  similarity: null,
  ...over,
});
const calls = (...scores: [warrant: number, follow: number][]): EpisodeFacts['calls'] =>
  scores.map(([warrant, follow], i) => ({
    step: i,
    asked: true,
    question: '',
    guidance: '',
    from: i + 1,
    to: i + 1,
    warrant,
    follow,
  }));

describe('loop term', () => {
  test.each([
    [[14], 0, 0],
    [[15], -0.5, -0.5],
    [[20], -3, -3],
    [[33], -9.5, -9.5],
    [[34], -10, -10],
    [[75], -10, -10],
    [[1, 8], -0.5, 0],
    [[1, 15], -4, -0.5],
    [[20, 8], -3.5, -3.5],
    [[], 0, 0],
  ])('runs %j cost %d read literally, %d read as the prose', (runs, literal, prose) => {
    expect(loopTerm(runs, { ...STAGE_II.loop, lenient: 'first-run' })).toBe(literal);
    expect(loopTerm(runs, { ...STAGE_II.loop, lenient: 'until-trigger' })).toBe(prose);
  });

  const runs = fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 12 });
  test('lies between the floor and 0; the prose never costs more than the formula; longer runs never cost less', () => {
    fc.assert(
      fc.property(runs, fc.nat(11), (lengths, at) => {
        const literal = loopTerm(lengths, { ...STAGE_II.loop, lenient: 'first-run' });
        const prose = loopTerm(lengths, STAGE_II.loop);
        expect(literal).toBeGreaterThanOrEqual(-10);
        expect(prose).toBeLessThanOrEqual(0);
        expect(prose).toBeGreaterThanOrEqual(literal);
        const longer = lengths.map((length, i) => (i === at ? length + 1 : length));
        expect(loopTerm(longer, STAGE_II.loop)).toBeLessThanOrEqual(prose);
      }),
    );
  });
});

describe('the formula', () => {
  test('stage II by hand: two calls, one followed, one not', () => {
    // loop −0.5 (one run of 15) -> gate 1; warrant (0.8 − 1)/2; back-to-back −0.5; follow (0.9 − 2)/2 -> gate ½
    const { total, terms } = score(
      facts({ runs: [15, 3], calls: calls([0.8, 0.9], [0.3, 0.2]), attempts: 2, backToBack: 1, resolved: true }),
    );
    expect(terms).toMatchObject({ loop: -0.5, gateLoop: 1, backToBack: -0.5, quota: 0, gateFollow: 0.5, correct: 1 });
    expect(terms.warrant).toBeCloseTo(-0.1, 12);
    expect(terms.expert).toBeCloseTo(-0.6, 12);
    expect(terms.follow).toBeCloseTo(-0.55, 12);
    expect(terms.other).toBeCloseTo(1 - 0.3 * 0.6, 12);
    expect(total).toBeCloseTo(-0.5 + 2 * -0.55 + 0.5 * 0.82, 12);
  });

  test('stage I has no follow gate and a small follow weight', () => {
    const ignored = facts({ calls: calls([0.8, 0.1]), attempts: 1, resolved: true });
    expect(score(ignored, STAGE_I).total).toBeCloseTo(0.25 * -0.5 + 1 + 0.3 * 0.8, 12);
    expect(score(ignored, STAGE_II).total).toBeCloseTo(2 * -2, 12);
  });

  test('a lucky patch cannot hide a loop', () => {
    const lucky = (run: number) => score(facts({ runs: [run], resolved: true }), STAGE_II).terms;
    expect(lucky(14)).toMatchObject({ gateLoop: 1 });
    expect(lucky(16)).toMatchObject({ loop: -1, gateLoop: 0.5 });
    expect(lucky(24)).toMatchObject({ loop: -5, gateLoop: 0 });
    expect(score(facts({ runs: [24], resolved: true })).total).toBe(-5);
  });

  test('similarity counts only for an unresolved episode whose gold patch is known', () => {
    const sim = (over: Partial<EpisodeFacts>) => score(facts(over)).terms.sim;
    expect(sim({ resolved: false, similarity: 0.49 })).toBe(-1);
    expect(sim({ resolved: false, similarity: 0.5 })).toBe(0);
    expect(sim({ resolved: true, similarity: 0 })).toBe(0);
    expect(sim({ resolved: false, similarity: null })).toBe(0);
    expect(sim({ resolved: null, similarity: 0 })).toBe(0);
  });

  test('back-to-back calls cost at most 1; attempts over the quota cost 1; the quota can be off', () => {
    const at = (over: Partial<EpisodeFacts>, options: RewardOptions = STAGE_II) => score(facts(over), options).terms;
    expect(at({ backToBack: 1 }).backToBack).toBe(-0.5);
    expect(at({ backToBack: 9 }).backToBack).toBe(-1);
    expect(at({ attempts: 6 }).quota).toBe(0);
    expect(at({ attempts: 7 }).quota).toBe(-1);
    expect(at({ attempts: 70 }, { ...STAGE_II, quota: null }).quota).toBe(0);
  });

  test('no call costs nothing unless the option asks for it', () => {
    expect(score(facts({ resolved: true })).total).toBe(1);
    expect(score(facts({ resolved: true }), { ...STAGE_II, noCall: -10 }).total).toBe(-9);
    expect(score(facts({ attempts: 1 }), { ...STAGE_II, noCall: -10 }).terms.noCall).toBe(0);
  });

  test('strict takes the worst warrant; the last reply can be left out of follow', () => {
    const two = facts({ calls: calls([0.8, 0.9], [0.6, 0.1]), attempts: 2 });
    expect(score(two, { ...STAGE_II, warrant: { ...STAGE_II.warrant, strict: true } }).terms.warrant).toBe(0.6);
    const left: RewardOptions = { ...STAGE_II, follow: { ...STAGE_II.follow, last: 'left-out' } };
    expect(score(two, left).terms.follow).toBe(0.9);
    expect(score(facts({ calls: calls([1, 0]), attempts: 1 }), left).terms).toMatchObject({ follow: 0, gateFollow: 1 });
  });

  test('the curriculum changes after half of the steps', () => {
    expect([1, 80, 81, 160].map((step) => rewardStage(step, 160) === STAGE_I)).toEqual([true, true, false, false]);
  });

  test('every reward is a finite number, and the total is what its terms say', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const anyFacts = fc.record({
      runs: fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 8 }),
      calls: fc.array(fc.tuple(unit, unit), { maxLength: 6 }).map((scores) => calls(...scores)),
      attempts: fc.nat(9),
      backToBack: fc.nat(5),
      resolved: fc.constantFrom(true, false, null),
      similarity: fc.option(unit),
    });
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(STAGE_I, STAGE_II), (over, options) => {
        const { total, terms: t } = score(facts(over), options);
        expect(Number.isFinite(total)).toBe(true);
        const { follow, expert, sim } = options.weights;
        const other = t.correct + sim * t.sim + expert * (t.warrant + t.backToBack + t.quota);
        expect(total).toBeCloseTo(t.loop + follow * t.follow + t.gateLoop * t.gateFollow * other + t.noCall, 9);
        expect([0, 0.5, 1]).toContain(t.gateLoop);
        expect([0, 0.5, 1]).toContain(t.gateFollow);
      }),
    );
  });
});

const ASK = act.ask('The test "clamp upper" fails in src/clamp.js; I saw expected 3, got 5. What is wrong?');
const GOOD = [act.test, act.view, ASK, act.view, act.fix, act.test, act.submit];

describe('facts of real episodes', () => {
  test('asked when stuck, followed, checked and resolved: both scores are high', async () => {
    const episode = await play(GOOD, { resolved: true });
    const read = readFacts(episode, { goldPatch: GOLD });
    expect(read).toMatchObject({ attempts: 1, backToBack: 0, resolved: true, similarity: 1 });
    expect(read.runs).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(read.calls).toMatchObject([{ step: 2, asked: true, guidance: ADVICE, from: 3, to: 7, follow: 1 }]);
    expect(read.calls[0]!.warrant).toBeCloseTo(0.8, 12);
    const { total } = rewards(episode, { ...STAGE_II, goldPatch: GOLD });
    expect(total).toBeCloseTo(2 * 1 + 1 + 0.3 * 0.8, 12);
  });

  test('asking first of all is not warranted', async () => {
    const read = readFacts(await play([act.ask('What should I do?'), act.fix, act.test, act.submit]));
    expect(read.calls[0]!.warrant).toBe(0);
  });

  test('the same question again is not warranted, however stuck', async () => {
    const read = readFacts(await play([act.test, act.view, ASK, act.worse, act.test, ASK, act.submit]));
    expect(read.calls.map((call) => call.warrant <= 0.25)).toEqual([false, true]);
    expect(read.backToBack).toBe(0);
  });

  test('advice that is ignored is not followed; looking at the place is half of it; a missed edit is no edit', async () => {
    const follows = async (...after: string[]) =>
      readFacts(await play([act.test, act.view, ASK, ...after])).calls[0]!.follow;
    expect(await follows()).toBe(0);
    expect(await follows(act.run('ls'), act.submit)).toBe(0);
    expect(await follows(act.view, act.submit)).toBeCloseTo(0.3, 12);
    expect(await follows(act.miss, act.submit)).toBeCloseTo(0.3, 12);
    expect(await follows(act.fix, act.submit)).toBeCloseTo(0.6, 12);
    expect(await follows(act.worse, act.test, act.submit)).toBeCloseTo(0.8, 12);
    expect(await follows(act.fix, act.test)).toBeCloseTo(1, 12);
  });

  test('reporting back in the next question counts', async () => {
    const report = act.ask('I viewed src/clamp.js and saw nothing. What else?');
    const read = readFacts(await play([act.test, act.view, ASK, act.view, report, act.submit]));
    expect(read.calls[0]).toMatchObject({ from: 3, to: 4 });
    expect(read.calls[0]!.follow).toBeCloseTo(0.5, 12);
  });

  test('back to back: no action of its own between two attempts, refused ones included', async () => {
    const limits = { steps: 20, wallMs: 1e6, expertCalls: 1, tokens: 1e6, cost: 2 };
    const read = readFacts(await play([act.test, ASK, act.ask('And now?'), act.ask('Why?'), act.submit], { limits }));
    expect(read).toMatchObject({ attempts: 3, backToBack: 2 });
    expect(read.calls).toHaveLength(1);
  });

  test('a gate that opens makes a call; what is carried out in that step follows its guidance', async () => {
    const gate: Gate = ({ steps }) => ({ score: steps.length === 2 ? 1 : 0, reason: 'now', question: 'stuck?' });
    const episode = await play([act.test, act.view, act.view, act.fix, act.test, act.submit], { gate });
    const [call] = readFacts(episode).calls;
    expect(call).toMatchObject({ step: 2, asked: false, question: '', from: 2, to: 5, follow: 1 });
  });

  test('what the expert does in its place is no run of the protégé', async () => {
    const gate: Gate = ({ steps }) => ({ score: steps.length === 1 ? 1 : 0, reason: 'now' });
    const episode = await play([act.view, act.view, act.view], { gate, mode: 'act', advice: [act.view] });
    expect(episode.steps[1]!.generations.at(-1)!.by).toBe('expert');
    expect(readFacts(episode)).toMatchObject({ runs: [1, 1, 1, 1], attempts: 1 });
    expect(readFacts(episode).calls[0]).toMatchObject({ from: 2, follow: expect.closeTo(0.3, 12) });
  });

  test('twenty searches in a row cost what the paper says', async () => {
    const greps = Array.from({ length: 20 }, (_, i) => act.run(`cd src && grep -n x${i} clamp.js`));
    const { terms } = rewards(await play([...greps, act.submit], { resolved: false }));
    expect(terms).toMatchObject({ loop: -3, gateLoop: 0.5, correct: 0 });
  });

  test('another judge can take the place of the rule', async () => {
    const episode = await play(GOOD, { resolved: true });
    const stern = rewards(episode, { ...STAGE_II, judge: () => ({ warrant: 0, follow: 0 }) });
    expect(stern.terms).toMatchObject({ warrant: -1, follow: -2, gateFollow: 0 });
    expect(stern.total).toBe(-4);
    expect(ruleJudge(episode, readFacts(episode).calls[0]!)).toEqual({
      warrant: expect.closeTo(0.8, 12),
      follow: expect.closeTo(1, 12),
    });
  });
});

test('a recorded judge is a model’s word where there is one, else the rule', async () => {
  const episode = await play([...GOOD.slice(0, -1), act.ask('Is it done?'), act.submit], { resolved: true });
  const rule = readFacts(episode).calls;
  const spent = { tokensIn: 0, tokensOut: 0, cost: 0, ms: 0 };
  const judgements = [
    { step: 2, warrant: 0.9, follow: null, reason: 'Stuck.', ...spent },
    { step: 6, warrant: 0.1, follow: 0.2, reason: 'It was done.', ...spent },
  ];
  const read = readFacts({ ...episode, judgements }, { judge: recordedJudge }).calls;
  expect(read.map(({ warrant, follow }) => [warrant, follow])).toEqual([
    [0.9, rule[0]!.follow],
    [0.1, 0.2],
  ]);
});

describe('names and similarity', () => {
  test('names are what looks like code', () => {
    expect(codeNames('Look at src/a.js, in parseArgs (line 12). Change `lo` or `max - 1`, e.g. MAX_INT.')).toEqual([
      'max',
      'src/a.js',
      'parseArgs',
      'MAX_INT',
    ]);
    expect(codeNames('An off-by-one in the loop.')).toEqual([]);
  });

  test('only changed lines count, without noise', () => {
    expect(changedLines(GOLD)).toBe('-if (n < hi) return hi;\n+if (n > hi) return hi;');
    expect(patchSimilarity(GOLD.replace('@@ -1,5 +1,5 @@', '@@ -9,5 +9,5 @@').replaceAll('  if', '\tif'), GOLD)).toBe(
      1,
    );
    expect(patchSimilarity('', GOLD)).toBe(0);
    expect(patchSimilarity('', '')).toBe(1);
  });

  test('the ratio is difflib’s', () => {
    expect(ratio('abcd', 'bcde')).toBe(0.75);
    expect(ratio('private Thread currentThread;', 'private volatile Thread currentThread;')).toBeCloseTo(58 / 67, 12);
    expect(ratio('tide', 'diet')).toBe(0.25);
    expect(ratio('diet', 'tide')).toBe(0.5);
  });
});
