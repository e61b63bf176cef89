/** A file changed by hand becomes one edit action that does the same. */
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { editOf } from '../../src/ui/desk/edits';

const made = (before: string, after: string) => {
  const edit = editOf(before, after)!;
  expect(before.split(edit.find)).toHaveLength(2); // it stands there once
  return before.replace(edit.find, () => edit.replace);
};

test('one line, the same line twice, an insertion, a deletion, the ends', () => {
  const file = 'a\nb\nsame\nc\nsame\nd\n';
  for (const after of [
    'a\nB\nsame\nc\nsame\nd\n',
    'a\nb\nsame\nc\nother\nd\n',
    'a\nb\nsame\nnew\nc\nsame\nd\n',
    'b\nsame\nc\nsame\nd\n',
    'a\nb\nsame\nc\nsame\nd',
  ])
    expect(made(file, after)).toBe(after);
  expect(editOf(file, file)).toBeNull();
});

test('whatever was typed', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '', 'if (x) {', '}'), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [before, after] = [`${a.join('\n')}!`, b.join('\n')];
      if (before !== after) expect(made(before, after)).toBe(after);
    }),
  );
});
