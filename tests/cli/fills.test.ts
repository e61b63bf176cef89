/** Gap-filling data: prompts as at run time, completions that mend, nothing of what measures. */
import { expect, test } from 'vitest';
import { contaminated, dealt, fillExamples, fillsOf, keyOf, known } from '../../src/cli/data/fills';
import { FAMILIES, fimPrompt } from '../../src/engines/fim';
import { filled, lineHole, mendHole } from '../../src/scaffolds/guided/gap';
import type { RepoPack } from '../../src/tasks/instances';
import { mutants, splice } from '../../src/tasks/mutate';

const SOURCE = `export function total(list, start = 0) {
  let sum = start;
  for (let i = 0; i < list.length; i++) {
    if (list[i] !== undefined) sum += list[i];
  }
  return sum;
}
`;
const pack = { name: 'sums', files: { 'src/sum.js': SOURCE } } as unknown as RepoPack;
const caps = { characters: 5000, perLine: 2, perRepo: 100 };
const family = FAMILIES.find(({ id }) => id === 'qwen')!;

test('each example is what the scaffold would show, and its completion makes the file right again', () => {
  let seen = 0;
  for (const mutant of mutants('src/sum.js', SOURCE)) {
    const broken = splice(SOURCE, mutant.start, mutant.end, mutant.text);
    for (const { prompt, completion, form, line } of fillExamples(pack, mutant, false)) {
      const hole = (form === 'mend' ? mendHole : lineHole)('src/sum.js', broken, {
        path: 'src/sum.js',
        from: line,
        to: line,
      });
      expect(prompt).toBe(fimPrompt(family, hole.gap));
      expect(filled(broken, hole, completion)).toBe(SOURCE);
      expect(completion).toMatch(/^\S.*\S$/s);
      seen++;
    }
  }
  expect(seen).toBeGreaterThan(20);
});

test('deduplicated, capped, the noticed bugs first, the same from the same seed', () => {
  const noticed = new Set([keyOf(mutants('src/sum.js', SOURCE)[0]!)]);
  const made = fillsOf(pack, ['src/sum.js'], noticed, caps, 1);
  expect(made).toEqual(fillsOf(pack, ['src/sum.js'], noticed, caps, 1));
  expect(made[0]!.noticed).toBe(true);
  expect(new Set(made.map(({ prompt }) => prompt)).size).toBe(made.length);
  const ofLine = (form: string) => made.filter((one) => one.form === form && one.completion === 'return sum;').length;
  expect(ofLine('fill')).toBeLessThanOrEqual(2);
  expect(ofLine('mend')).toBeLessThanOrEqual(2);
  expect(fillsOf(pack, ['src/sum.js'], noticed, { ...caps, perRepo: 3 }, 1)).toHaveLength(3);
  expect(fillsOf(pack, ['src/sum.js'], noticed, { ...caps, characters: 50 }, 1)).toEqual([]);
});

test('what stands in a text that measures is left out, though its neighbours differ in form', () => {
  const [example] = fillsOf(pack, ['src/sum.js'], new Set(), caps, 1);
  expect(contaminated(example!, known([SOURCE.replace(/^ +/gm, '\t')]))).toBe(true);
  expect(contaminated(example!, known(['export const other = 1;\n']))).toBe(false);
});

test('dealt out in turn over the repositories', () => {
  const pile = (repo: string, n: number) => Array.from({ length: n }, () => ({ repo }) as never);
  const repos = dealt([pile('a', 3), pile('b', 1)], 0).map(({ repo }) => repo);
  expect(repos).toEqual(['a', 'b', 'a', 'a']);
});
