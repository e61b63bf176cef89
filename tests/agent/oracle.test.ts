import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffFiles, parsePatch } from '../../src/lib/diff';
import { drain } from '../../src/lib/stream';
import { create } from '../../src/models/oracle';
import { mistakeKind } from '../../src/models/oracle/kind';
import { task } from './memory';

const fixed = { ...task.files, 'src/clamp.js': task.files['src/clamp.js']!.replace('n < hi', 'n > hi') };
const goldPatch = diffFiles(task.files, fixed);
const ask = async (options: object, deps: object = { goldPatch, task }, question = 'Where?') =>
  (await drain(create({ ...options }, deps).generate([{ role: 'user', content: question }]))).text;

const quoted = (patch: string, text: string) =>
  parsePatch(patch)
    .flatMap((file) => file.hunks.flatMap((hunk) => hunk.lines))
    .filter((line) => line.startsWith('+') && line.slice(1).replace(/\s/g, '').length >= 8)
    .filter((line) => text.includes(line.slice(1).trim()));

describe('oracle', () => {
  test('gives away as much as its level of detail', async () => {
    expect(await ask({ detail: 'file' })).toMatch(/^Look at src\/clamp\.js\.\n/);
    expect(await ask({ detail: 'function' })).toMatch(/^Look at src\/clamp\.js, in clamp\.\n/);
    expect(await ask({ detail: 'line' })).toMatch(/^Look at src\/clamp\.js, in clamp, around line 3\.\n/);
    expect(await ask({ detail: 'kind' })).toMatch(/around line 3\. A comparison there points the wrong way\./);
  });

  test('misleads with probability `wrong`, by its seed', async () => {
    const more = { ...task.files, 'src/other.js': 'export function other() {\n  return 1;\n}\n' };
    const deps = { goldPatch, task: { files: more } };
    expect(await ask({ wrong: 1, detail: 'function' }, deps)).toMatch(/src\/other\.js, in other/);
    const texts = await Promise.all(Array.from({ length: 200 }, (_, seed) => ask({ wrong: 0.5, seed }, deps)));
    const wrong = texts.filter((text) => text.includes('other')).length;
    expect(wrong).toBeGreaterThan(70);
    expect(wrong).toBeLessThan(130);
    expect(await ask({ wrong: 0.5, seed: 4 }, deps)).toBe(texts[4]);
  });

  test('never quotes a line that the patch adds', async () => {
    const name = fc.constantFrom(
      'clampValue',
      'src/clamp.js',
      'around',
      'Look at src/clamp.js',
      'A comparison there points the wrong way.',
      'run the tests again',
      'x',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('file', 'function', 'line', 'kind'),
        async (lines, detail) => {
          const patch = diffFiles(task.files, { ...task.files, 'src/clamp.js': `${lines.join('\n')}\n` });
          expect(quoted(patch, await ask({ detail }, { goldPatch: patch, task }))).toEqual([]);
        },
      ),
    );
  });

  test('needs a gold patch, a known level and a probability', () => {
    expect(() => create({}, {})).toThrow(/gold patch/);
    expect(() => create({ detail: 'all' }, { goldPatch })).toThrow(/one of file, function/);
    expect(() => create({ wrong: 2 }, { goldPatch })).toThrow(/probability/);
  });

  test.each([
    ['a < b', 'a <= b', /boundary.*leaves out/],
    ['a >= b', 'a > b', /boundary.*takes in/],
    ['a === b', 'a !== b', /inverted/],
    ['a && b', 'a || b', /logical operator/],
    ['a + b', 'a - b', /arithmetic/],
    ['n + 2', 'n + 1', /too large/],
    ["x = 'a'", "x = 'b'", /text constant/],
    ['f(a, b)', 'f(b, a)', /swapped/],
    ['a.first', 'a.last', /property or method/],
    ['use(left)', 'use(right)', /wrong variable/],
    ['x = f()', 'x = await f()', /not awaited/],
    ['f(x)', 'return f(x)', /not returned/],
    ['if (!ok)', 'if (ok)', /negated/],
    ['', 'if (x) return 0;', /check is missing/],
    ['drop(x);', '', /too much/],
  ])('%s -> %s', (wrong, right, sentence) =>
    expect(mistakeKind(wrong ? [wrong] : [], right ? [right] : [])).toMatch(sentence),
  );
});
