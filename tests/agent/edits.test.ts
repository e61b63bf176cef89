/** Edits that miss by white space, numbers or line ends, as models write them. */
import { describe, expect, test } from 'vitest';
import { replaceOnce } from '../../src/agent/edit';

const content = (file: string, find: string, replace: string, exact = false) => {
  const edited = replaceOnce(file, find, replace, exact);
  return edited.ok ? edited.content : edited.why;
};

describe('indentation', () => {
  test('only the first line was copied without it', () => {
    const file = 'class A {\n    m() {\n        this.a = 1; \n        this.b = 2;\n    }\n}\n';
    const put = content(
      file,
      'this.a = 1;\n        this.b = 2;',
      'this.a = 3;\n        if (x) {\n            y();\n        }',
    );
    expect(put).toBe(
      'class A {\n    m() {\n        this.a = 3;\n        if (x) {\n            y();\n        }\n    }\n}\n',
    );
  });

  test('spaces for tabs, nested, deeper and shallower than what was found', () => {
    const file = 'function f() {\n\tif (a) {\n\t\treturn 1;\n\t}\n}\n';
    const find = (unit: string) => `${unit}if (a) {\n${unit}${unit}return 1;\n${unit}}`;
    const replace = (unit: string) =>
      `${unit}if (a) {\n${unit}${unit}if (b) {\n${unit}${unit}${unit}return 2;\n${unit}${unit}}\n${unit}}`;
    for (const unit of ['  ', '    '])
      expect(content(file, find(unit), replace(unit))).toBe(
        'function f() {\n\tif (a) {\n\t\tif (b) {\n\t\t\treturn 2;\n\t\t}\n\t}\n}\n',
      );
    const spaced = file.replaceAll('\t', '  ');
    expect(content(spaced, find('\t'), replace('\t'))).toBe(
      'function f() {\n  if (a) {\n    if (b) {\n      return 2;\n    }\n  }\n}\n',
    );
    expect(content(file, '        return 1; ', '        return 1;\n    }\n    if (c) {\n        d();')).toBe(
      'function f() {\n\tif (a) {\n\t\treturn 1;\n\t}\n\tif (c) {\n\t\td();\n\t}\n}\n',
    );
  });

  test('none at all in find: the replacement is moved as a whole', () => {
    const file = 'x = {\n    a: [\n      1,\n    ],\n};\n';
    expect(content(file, 'a: [ \n  1,\n],', 'a: [\n  1,\n  2,\n],')).toBe(
      'x = {\n    a: [\n      1,\n      2,\n    ],\n};\n',
    );
  });
});

describe('lines that look numbered', () => {
  test.each([
    ['view', '1|a\n2|  b'],
    ['view, spaced', ' 1 |a\n 2 |  b'],
    ['cat -n', '     1\ta\n     2\t  b'],
    ['grep -n', '1:a\n2:  b'],
  ])('%s: the numbers go', (_, find) => {
    expect(content('a\n  b\nc\n', find, find.replace('b', 'B'))).toBe('a\n  B\nc\n');
  });

  test('numbers of the file stay', () => {
    expect(content('1|one\n2|two\n', '2|two', '2|zwei')).toBe('1|one\n2|zwei\n');
    expect(content('a: 1\n10: x\n', '10: x', '10: y')).toBe('a: 1\n10: y\n');
    expect(content('x\n', '7: y\n3: z', 'q')).toMatch(/not in the file/);
  });
});

describe('line ends', () => {
  test('of the file, of a part of it, and of the reply', () => {
    expect(content('a\r\nb\r\n', 'a\nb', 'c\nd')).toBe('c\r\nd\r\n');
    expect(content('a\nb\n', 'a\r\nb', 'c\r\nd')).toBe('c\nd\n');
    expect(content('x\na\r\nb\r\ny\n', 'a\nb', 'c\nd')).toBe('x\nc\r\nd\r\ny\n');
  });
});

describe('nothing instead of whole lines', () => {
  test('takes the lines, at any place of the file', () => {
    expect(content('a();\n  debug();\nb();\n', '  debug();', '')).toBe('a();\nb();\n');
    expect(content('a();\n  debug();\nb();\n', 'debug();', '')).toBe('a();\nb();\n');
    expect(content('a();\n  debug();\nb();\n', '  debug();\n', '')).toBe('a();\nb();\n');
    expect(content('a();\n\tdebug();\nb();\n', '    debug();', '')).toBe('a();\nb();\n');
    expect(content('debug();\nb();', 'debug();', '')).toBe('b();');
    expect(content('b();\ndebug();', 'debug();', '')).toBe('b();');
    expect(content('debug();', 'debug();', '')).toBe('');
    expect(content('a\r\nb\r\nc\r\n', 'b', '')).toBe('a\r\nc\r\n');
  });

  test('a part of a line is a part, and exact is exact', () => {
    expect(content('a(); b();\n', ' b();', '')).toBe('a();\n');
    expect(content('a\nb\nc\n', 'b', '', true)).toBe('a\n\nc\n');
  });
});

test('a file of 25,000 lines', () => {
  const file = Array.from({ length: 25_000 }, (_, i) => `  const v${i} = ${i};`).join('\n');
  expect(content(file, '    const v24000 = 24000;\n    const v24001 = 24001;', '    x;')).toContain(
    'v23999 = 23999;\n  x;\n  const v24002',
  );
  const why = content(file, 'let v24000 = 1;', 'x');
  expect(why).toContain('24001|  const v24000 = 24000;');
  expect(why).not.toContain('v2400 =');
});
