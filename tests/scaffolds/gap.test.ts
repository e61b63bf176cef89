import { describe, expect, test } from 'vitest';
import { cleanedFill, filled, lineHole, mendHole, partHole, fillParts } from '../../src/scaffolds/guided/gap';

const text = [
  "import { a } from './a.js';",
  '',
  'export function clamp(n, lo, hi) {',
  '  if (n < lo) return lo;',
  '  if (n < hi) return hi;',
  '  return n;',
  '}',
  '',
].join('\n');
const at = (from: number, to: number) => ({ path: 'src/clamp.js', from, to });

describe('a gap', () => {
  test('takes a line out, keeps its indentation, and puts a reply back', () => {
    const hole = lineHole('src/clamp.js', text, at(5, 5));
    expect(hole.gap.before.endsWith('  if (n < lo) return lo;\n  ')).toBe(true);
    expect(hole.gap.after.startsWith('\n  return n;')).toBe(true);
    expect(filled(text, hole, 'if (n > hi) return hi;')).toBe(text.replace('n < hi', 'n > hi'));
  });
  test('filled with what was there, the file is as it was', () => {
    for (let line = 1; line <= 7; line++) {
      const hole = lineHole('src/clamp.js', text, at(line, line));
      const old = text.split('\n')[line - 1]!.slice(hole.head.length);
      if (old !== '') expect(filled(text, hole, old)).toBe(text);
    }
  });
  test('an insertion adds a line and an empty one adds nothing', () => {
    const hole = lineHole('src/clamp.js', text, at(6, 5));
    expect(filled(text, hole, 'lo = 0;')).toBe(text.replace('  return n;', '  lo = 0;\n  return n;'));
    expect(filled(text, hole, '')).toBe(text);
  });
  test('an empty reply takes the lines out', () => {
    expect(filled(text, lineHole('src/clamp.js', text, at(4, 5)), '')).toBe(
      text.replace('  if (n < lo) return lo;\n  if (n < hi) return hi;\n', ''),
    );
  });
  test('a mentor’s words stand above it as a comment of one line, and never in the file', () => {
    const hole = lineHole('src/clamp.js', text, at(5, 5), 'the comparison\nis the wrong way round');
    expect(hole.gap.before).toContain('  // the comparison is the wrong way round\n  ');
    expect(filled(text, hole, 'x')).not.toContain('//');
  });
  test('a line that is to be mended stands above its hole as a comment', () => {
    const hole = mendHole('src/clamp.js', text, at(5, 5));
    expect(hole.gap.before.endsWith('  // wrong: if (n < hi) return hi;\n  // right:\n  ')).toBe(true);
    expect(filled(text, hole, 'if (n > hi) return hi;')).toBe(text.replace('n < hi', 'n > hi'));
  });
  test('parts of a line: its condition and its value', () => {
    const parts = fillParts('src/clamp.js', text, at(5, 5)).map(([from, to]) => text.slice(from, to));
    expect(parts).toEqual(expect.arrayContaining(['n < hi', 'hi']));
    const [[from, to]] = fillParts('src/clamp.js', text, at(5, 5)) as [[number, number]];
    const hole = partHole('src/clamp.js', text, from, to);
    expect(hole.gap.before.endsWith('  if (')).toBe(true);
    expect(filled(text, hole, 'n > hi')).toBe(text.replace('n < hi', 'n > hi'));
  });
  test('the text before the hole begins at the same point for all holes of a function far down', () => {
    const long = `${'const x = 1;\n'.repeat(200)}function f(a) {\n${'  a += 1;\n'.repeat(10)}  return a;\n}\n`;
    const first = lineHole('f.js', long, at(203, 203)).gap.before;
    const second = lineHole('f.js', long, at(207, 207)).gap.before;
    expect(second.startsWith(first.slice(0, -2))).toBe(true);
    expect(first.length).toBeLessThan(2500);
  });
});

describe('a reply', () => {
  test.each([
    ['if (a) {<|endoftext|>rest', '\n  b();', 'if (a) {'],
    ['return 1;\n```', '\n}', 'return 1;'],
    ['return 1;\n  }\n  return 2;', '\n  }\n  return 2;', 'return 1;'],
    ['return 1;\nreturn total;\n}', '\nreturn total;\n}', 'return 1;'],
    ['return 1;\n}', '\n}', 'return 1;'],
    ['a > b) return 1;\n  return 2;', ') return 1;\n}', 'a > b'],
    ['  ', '\n}', ''],
  ])('%j before %j is %j', (reply, after, expected) => {
    expect(cleanedFill(reply, after)).toBe(expected);
  });
});
