/** Properties of the pure parts: parse is total, render is append-only, trim counts right, diffs round-trip. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replaceOnce } from '../../src/agent/edit';
import { parse, parseReply } from '../../src/agent/parse';
import { defaultPrompts, expertMessages, guidance, render, trim } from '../../src/agent/prompt';
import { applyPatch, diffFiles, applyChanges, parsePatch, PatchError, same } from '../../src/lib/diff';
import type { Action, Files, Generation, Step } from '../../src/types';
import { stateOf } from '../fixtures/state';

const generation = (by: Generation['by'], text: string, action: Action | null): Generation => ({
  by,
  text,
  action,
  tokensIn: 1,
  tokensOut: 1,
  cost: 0,
  ms: 1,
});
const words = fc.string({ maxLength: 40 });
const step: fc.Arbitrary<Step> = fc
  .record({ kind: fc.constantFrom('alone', 'ask', 'advise', 'act'), p: words, e: words, q: words, o: words })
  .map(({ kind, p, e, q, o }) => {
    const run: Action = { kind: 'run', command: p };
    const generations = {
      alone: [generation('protege', p, run)],
      ask: [generation('protege', p, { kind: 'ask', question: p }), generation('expert', e, null)],
      advise: [generation('protege', p, run), generation('expert', e, null), generation('protege', q, run)],
      act: [generation('protege', p, run), generation('expert', e, run)],
    }[kind];
    const text = kind === 'ask' ? guidance(e) : o;
    return { generations, reading: null, observation: { text, ms: 1 }, changes: {} };
  });

describe('parse', () => {
  test('is total, on noise and on mutilated actions', () => {
    const json = fc.oneof(
      fc.json(),
      fc
        .record({
          action: fc.constantFrom('run', 'edit', 'view', 'ask', 'submit', 'x'),
          command: fc.anything(),
          path: fc.anything(),
        })
        .map((v) => {
          try {
            return JSON.stringify(v);
          } catch {
            return '{';
          }
        }),
    );
    const noisy = fc.tuple(words, json, words, fc.nat(200)).map(([a, b, c, cut]) => (a + b + c).slice(0, cut));
    fc.assert(
      fc.property(fc.oneof(fc.string(), noisy), (text) => {
        const action = parse(text);
        expect(['run', 'edit', 'view', 'ask', 'submit', 'invalid']).toContain(action.kind);
        if (action.kind === 'invalid') expect(action.reason).toMatch(/\S/);
      }),
      { numRuns: 500 },
    );
  });

  test('reads back any action, fenced or between prose', () => {
    const text = fc.string({ minLength: 1, maxLength: 60 }).filter((s) => s.trim() !== '' && !s.includes('</think>'));
    const value = fc.oneof(
      fc.record({ action: fc.constant('run'), command: text }),
      fc
        .record({ action: fc.constant('edit'), path: text, find: fc.string(), replace: fc.string() })
        .filter((v) => !(v.find + v.replace).includes('</think>')),
      fc.record({ action: fc.constant('ask'), question: text }),
    );
    const around = fc.constantFrom(
      ['', ''],
      ['I look.\n```json\n', '\n```\nThen {I} go on.'],
      ['<think>{"action":"submit"}</think>', ''],
    );
    fc.assert(
      fc.property(value, around, (v, [before, after]) => {
        const { action: kind, ...rest } = v;
        expect(parse(before + JSON.stringify(v) + after)).toEqual({ kind, ...rest });
      }),
    );
  });

  test.each<[string, Action]>([
    ['{"action":"submit"}', { kind: 'submit' }],
    [
      '{"action":"edit","path":"a.js","find":"a\n\tb","replace":"c",}',
      { kind: 'edit', path: 'a.js', find: 'a\n\tb', replace: 'c' },
    ],
    ['{"action":"run","command":"grep \\d x"}', { kind: 'run', command: 'grep \\d x' }],
    ['{"action":"view","path":"a.js","from":"3"}', { kind: 'view', path: 'a.js', from: 3 }],
    ['{"action":"view","path":"a.js","from":null,"to":null}', { kind: 'view', path: 'a.js' }],
    [
      '{"action":"edit","path":"a.js"}\n<<<<<<< FIND\n  a "q"\n=======\n  b\n  c\n>>>>>>> REPLACE',
      { kind: 'edit', path: 'a.js', find: '  a "q"', replace: '  b\n  c' },
    ],
    [
      '{"action":"edit","path":"a.js"}\n<<<<<<< SEARCH\nold\n=======\n>>>>>>> REPLACE',
      { kind: 'edit', path: 'a.js', find: 'old', replace: '' },
    ],
  ])('%s', (text, action) => expect(parse(text)).toEqual(action));

  test.each([
    ['', /empty.*"action":"run"/],
    ['I would run the tests.', /No action found.*\{"action":"run"/],
    ['{"action":"run","command":"npm test', /not finished/],
    ['action: run, command: npm test', /No action found/],
    ['{"action":"run","command":npm test}', /not valid.*\\n/],
    ['{"action":"run"}', /"run" needs "command".*\{"action":"run"/],
    ['{"action":"fly"}', /no action "fly".*"submit"/],
    ['{"action":"view","path":"a","from":-1}', /line numbers/],
    ['{"action":"edit","path":"a","find":"x"}', /"find" and "replace"/],
  ])('%s is invalid, and says why', (text, reason) =>
    expect(parse(text)).toEqual({ kind: 'invalid', reason: expect.stringMatching(reason) }),
  );

  test('counts what else was in the reply', () => {
    expect(parseReply('{"action":"run","command":"a"} {"action":"run","command":"a"} {"action":"submit"}').extra).toBe(
      1,
    );
  });
});

describe('render', () => {
  test('the messages for k steps begin those for k + 1', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.nat(), (steps, n) => {
        const k = n % steps.length;
        const fewer = render(stateOf(steps.slice(0, k)), [], 'protege');
        const pending = render(stateOf(steps.slice(0, k)), steps[k]!.generations.slice(0, 1), 'protege');
        const more = render(stateOf(steps.slice(0, k + 1)), [], 'protege');
        expect(more.slice(0, fewer.length)).toEqual(fewer);
        expect(more.slice(0, pending.length)).toEqual(pending);
      }),
    );
  });

  test('guidance is whole and marked, whatever its length', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), fc.string({ minLength: 5000, maxLength: 7900 }), (steps, long) => {
        const asked: Step = {
          generations: [generation('protege', 'a', { kind: 'ask', question: 'q' }), generation('expert', long, null)],
          reading: null,
          observation: { text: guidance(long), ms: 1 },
          changes: {},
        };
        const messages = render(stateOf([...steps, asked]), [], 'protege');
        expect(messages.at(-1)).toEqual({ role: 'user', content: guidance(long), guidance: true });
        expect(guidance(long).length).toBeGreaterThan(long.length);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ['messages', 3],
    ['turns', 2],
    ['all', 0],
  ] as const)('the expert reads the task, %s and the question', (unit, last) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const base = stateOf(steps);
        const state = {
          ...base,
          config: { ...base.config, context: { ...base.config.context, expert: { last, unit } } },
        };
        const pending = [generation('protege', 'PENDING', { kind: 'ask', question: 'why?' })];
        const [system, user] = expertMessages(state, pending, 'why?');
        expect(system!.content).toBe(defaultPrompts.expert);
        expect(user!.content).toMatch(/^Task:\np\n/);
        expect(user!.content.endsWith('Question:\nwhy?')).toBe(true);
        const shown = user!.content.match(/^\[(agent|result)\]$/gm)?.length ?? 0;
        const all = render(state, pending, 'protege').length - 2;
        const expected = {
          messages: Math.min(3, all),
          all,
          turns: render({ ...state, steps: steps.slice(-2) }, pending, 'protege').length - 2,
        };
        expect(shown).toBeGreaterThanOrEqual(expected[unit]);
      }),
    );
  });

  test('the system prompt is short: at most 1,500 tokens, counted at a careful 3 characters each', () => {
    expect(defaultPrompts.protege.length / 3).toBeLessThan(1500);
    for (const line of defaultPrompts.protege.split('\n').filter((l) => l.startsWith('{')))
      expect(parse(line).kind).not.toBe('invalid');
  });
});

describe('trim', () => {
  test('keeps head and tail, fits, and counts exactly what it left out', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 3000, unit: fc.constantFrom('a', 'é', '👍', '\n', ' '), size: 'max' }),
        fc.integer({ min: 100, max: 1500 }),
        (text, max) => {
          const out = trim(text, max);
          if (text.length <= max) return void expect(out).toBe(text);
          const match = /^([\s\S]*?)\n?\[… ([\d,]+) characters? in [\d,]+ lines? left out …\]\n([\s\S]*)$/.exec(out)!;
          const [, head, count, tail] = match as unknown as [string, string, string, string];
          expect(text.startsWith(head)).toBe(true);
          expect(text.endsWith(tail)).toBe(true);
          const left = Number(count.replaceAll(',', ''));
          expect([0, 1]).toContain(text.length - head.length - tail.length - left);
          expect(out.length).toBeLessThanOrEqual(max + 4);
        },
      ),
    );
  });
});

const line = fc.oneof(
  fc.constantFrom('', 'a', 'b', '  b', '-- x', '++ y', '@@ -1 +1 @@', 'diff --git a/x b/x', '\\ No newline', 'é'),
  fc.string({ maxLength: 8 }).map((s) => s.replace(/[\n\r]/g, '')),
);
const content = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, eol, end]) => lines.join(eol) + (end && lines.length ? eol : ''));
const path = fc.constantFrom(
  'a.js',
  'src/b.js',
  'with space.txt',
  'constructor',
  '__proto__',
  'quo"te.js',
  'ünï.js',
  'src/deep/c.ts',
  'tab\t.js',
);
const tree: fc.Arbitrary<Files> = fc
  .array(fc.tuple(path, content), { maxLength: 6 })
  .map((entries) => Object.fromEntries(entries));

describe('diff', () => {
  test('apply undoes what diff found', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const patch = diffFiles(before, after);
        expect(applyPatch(before, patch)).toEqual(after);
        expect(diffFiles(after, after)).toBe('');
      }),
      { numRuns: 400 },
    );
  });

  test('a rewritten file is one hunk, found in no time', () => {
    const lines = (word: string) => Array.from({ length: 6000 }, (_, i) => `${word} ${i}`).join('\n');
    const [before, after] = [{ 'a.js': lines('old') }, { 'a.js': `${lines('new')}\n` }];
    const patch = diffFiles(before, after);
    expect(patch.match(/^@@/gm)).toHaveLength(1);
    expect(applyPatch(before, patch)).toEqual(after);
  });

  test('headers as git writes them', () => {
    const patch = diffFiles({ 'gone.js': 'x\n', 'a.js': 'one\ntwo' }, { 'new.js': '', 'a.js': 'one\nTWO' });
    expect(patch).toContain(
      'diff --git a/gone.js b/gone.js\ndeleted file mode 100644\n--- a/gone.js\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n',
    );
    expect(patch).toContain('diff --git a/new.js b/new.js\nnew file mode 100644\n');
    expect(patch).toContain('-two\n\\ No newline at end of file\n+TWO\n\\ No newline at end of file\n');
  });

  test('binary files are noted and change nothing', () => {
    const patch = diffFiles({ 'a.bin': new Uint8Array([1]) }, { 'a.bin': new Uint8Array([2]), 'b.js': 'x\n' });
    expect(patch).toContain('Binary files a/a.bin and b/a.bin differ');
    expect(applyPatch({ 'a.bin': new Uint8Array([1]) }, patch)['b.js']).toBe('x\n');
    expect(same(new Uint8Array([1]), new Uint8Array([1]))).toBe(true);
  });

  test('copies, swaps, other prefixes, lost blanks and carriage returns, as git takes them', () => {
    const moved = (from: string, to: string, word = 'rename') =>
      `diff --git a/${from} b/${to}\nsimilarity index 100%\n${word} from ${from}\n${word} to ${to}\n`;
    const files = { a: 'a\n\nx\n', b: 'b\n', w: 'one\r\ntwo\r\n' };
    expect(applyPatch(files, moved('a', 'c', 'copy'))).toEqual({ ...files, c: 'a\n\nx\n' });
    expect(applyPatch(files, moved('a', 'b') + moved('b', 'a'))).toEqual({ ...files, a: 'b\n', b: files.a });
    expect(applyPatch(files, moved('a', 'c') + moved('c', 'd'))).toEqual({ b: 'b\n', w: files.w, d: files.a });
    const other = 'diff --git i/a w/a\n--- i/a\n+++ w/a\n@@ -1,3 +1,3 @@\n a\n\n-x\n+y\n';
    expect(applyPatch(files, other)['a']).toBe('a\n\ny\n');
    const ends = 'diff --git a/w b/w\r\n--- a/w\r\n+++ b/w\r\n@@ -1,2 +1,2 @@\r\n one\r\n-two\r\n+2\r\n';
    expect(applyPatch(files, ends)['w']).toBe('one\r\n2\r\n');
    const bytes = 'diff --git a/i.png b/i.png\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZQzWMY5-00A-q\n\n';
    expect(applyPatch({ ...files, 'i.png': new Uint8Array([1]) }, bytes + other)['a']).toBe('a\n\ny\n');
  });

  test('says which hunk did not fit', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
    const changed = lines.map((text, i) => (i === 2 || i === 25 ? `${text}!` : text));
    const patch = diffFiles({ 'a.js': lines.join('\n') }, { 'a.js': changed.join('\n') });
    const broken = lines.map((text, i) => (i === 24 ? 'other' : text)).join('\n');
    expect(() => applyPatch({ 'a.js': broken }, patch)).toThrow(/Hunk 2 of 2 for a\.js/);
    expect(() => applyPatch({}, patch)).toThrow(/changes a\.js, which does not exist/);
    expect(() => parsePatch('hello')).toThrow(PatchError);
    expect(() => applyPatch({ 'b.js': 'x' }, diffFiles({}, { 'b.js': 'y\n' }))).toThrow(/creates b\.js, which exists/);
  });

  test('never throws anything but a PatchError', () => {
    const noise = fc
      .array(
        fc.constantFrom(
          '--- a/x',
          '+++ b/x',
          '@@ -1,1 +1,1 @@',
          '-a',
          '+b',
          ' c',
          'diff --git a/x b/x',
          'Binary files a/x and b/x differ',
          'new file mode 100644',
          'rename from x',
          'rename to y',
          '\\ No newline at end of file',
          '',
        ),
      )
      .map((l) => l.join('\n'));
    fc.assert(
      fc.property(noise, (patch) => {
        try {
          applyPatch({ x: 'a\n' }, patch);
        } catch (error) {
          expect(error).toBeInstanceOf(PatchError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('fold: null deletes, later wins', () => {
    expect(applyChanges({ a: '1', b: '2' }, { a: null, c: '3' }, { c: '4' })).toEqual({ b: '2', c: '4' });
  });
});

describe('edit', () => {
  test('an exact single match is replaced, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), words, (a, b, put) => {
        const text = `${a}«x»${b}`.replace(/\r/g, '');
        const done = replaceOnce(text, '«x»', put, true);
        if (a.includes('«x»') || b.includes('«x»')) return;
        expect(done).toMatchObject({ ok: true, content: text.replace('«x»', () => put.replace(/\r\n/g, '\n')) });
      }),
    );
  });

  const file =
    'function a() {\n    if (x) {\n        return 1;\n    }\n    return 2;\n}\nfunction b() {\n    return 2;\n}\n';

  test('white space may differ; the indentation of the file stays', () => {
    const done = replaceOnce(file, 'if (x) {\n  return 1;  \n}', 'if (!x) {\n  return 1;\n}');
    expect(done).toMatchObject({ ok: true, how: 'whitespace', first: 2, last: 4 });
    expect(done.ok && done.content).toContain('    if (!x) {\n      return 1;\n    }\n');
  });

  test('Windows line ends are kept; mixed ones are left as they are', () => {
    const done = replaceOnce('a\r\nb\r\nc\r\n', 'a\nb', 'a\nB');
    expect(done).toMatchObject({ ok: true, content: 'a\r\nB\r\nc\r\n' });
    expect(replaceOnce('a\r\nb\nc\n', 'c', 'C')).toMatchObject({ ok: true, content: 'a\r\nb\nC\n' });
  });

  test('line numbers copied from a view are taken off', () => {
    expect(replaceOnce(file, '2|    if (x) {', '2|    if (y) {')).toMatchObject({
      ok: true,
      content: file.replace('x', 'y'),
    });
  });

  test.each([
    ['return 2;', 'occurs 2 times, at lines 5, 8'],
    ['if (xx) {', 'nearest lines are:\n1|function a() {\n2|    if (x) {\n3|'],
    ['zzzzzz qqqq', 'No line is like it; the file has 9 lines'],
    ['  \n ', 'only white space'],
  ])('a miss tells: %s', (find, why) => {
    expect(replaceOnce(file, find, 'new')).toEqual({ ok: false, why: expect.stringContaining(why) });
  });

  test('nothing to change is said', () => expect(replaceOnce(file, 'a', 'a')).toMatchObject({ ok: false }));
});
