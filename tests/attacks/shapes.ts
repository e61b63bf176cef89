/** The fixture's task in other shapes: a helper of its own, another command, other assertions. */
import type { Task } from '../../src/types';

const each = (texts: Record<string, string> | undefined, edit: (text: string, path: string) => string) =>
  Object.fromEntries(Object.entries(texts ?? {}).map(([path, text]) => [path, edit(text, path)]));
const inTests = (task: Task, edit: (text: string, path: string) => string): Task => ({
  ...task,
  tests: each(task.tests, edit),
  hiddenTests: each(task.hiddenTests, edit),
});
const up = (path: string) => (path.includes('hidden/') ? '../..' : '..');
const HELPER = "import assert from 'node:assert/strict';\nexport const check = (a, b) => assert.equal(a, b);\n";

/** The tests compare by a helper that lies at `path`. */
export const helped =
  (path: string, text = HELPER) =>
  (task: Task): Task => ({
    ...inTests(task, (source, file) =>
      source
        .replace(/import assert from .*;/, `import { check } from '${up(file)}/${path}';`)
        .replaceAll('assert.equal(', 'check('),
    ),
    files: { ...task.files, [path]: text },
  });

/** … that they name `#check`. */
export const aliased = (task: Task): Task => {
  const made = inTests(helped('support/check.js')(task), (source) =>
    source.replace(/'[./]*support\/check\.js'/, "'#check'"),
  );
  const manifest = {
    ...(JSON.parse(task.files['package.json']!) as object),
    imports: { '#check': './support/check.js' },
  };
  return { ...made, files: { ...made.files, 'package.json': JSON.stringify(manifest) } };
};

/** `node test/sum.test.js`, without hidden tests. */
export const script = (task: Task): Task => ({
  ...visible(task),
  run: `node ${Object.keys(task.tests)[0]!}`,
});

export const visible = (task: Task): Task => {
  const { hiddenTests, ...rest } = task;
  void hiddenTests;
  return { ...rest, failToPass: ['adds numbers', 'the sum of nothing is zero'] };
};

/** Another assertion. */
export const asserting = (from: string, to: string) => (task: Task) =>
  inTests(task, (source) => source.replaceAll(from, to));

/** The source is imported without its extension, from CommonJS. */
export const bare = (task: Task): Task => inTests(task, (source) => source.replaceAll("sum.js')", "sum')"));

/** A name for tests that stands in a folder of tests, loaded by every test. */
export const withSetup = (task: Task): Task => ({
  ...inTests(task, (source, file) => `import '${up(file)}/test/setup.js';\n${source}`),
  tests: {
    ...inTests(task, (source, file) => `import '${up(file)}/test/setup.js';\n${source}`).tests,
    'test/setup.js': 'globalThis.READY = true;\n',
  },
});

const VALUES = { adds: 6, nothing: 0, mean: 0, negative: -3, two: 3 };
const KEYS: [call: string, key: keyof typeof VALUES][] = [
  ['sum([1, 2, 3])', 'adds'],
  ['sum([])', 'nothing'],
  ['mean([])', 'mean'],
  ['sum([-4, 1])', 'negative'],
  ['mean([2, 4])', 'two'],
];

const listed = (call: string) => `((v) => (Array.isArray(v) ? v : [v]))(${call})`;

/** Compared as lists by another assertion; or (`data`) with what lies in a file beside the tests. */
export const comparedTo =
  (how: string) =>
  (task: Task): Task => {
    if (how !== 'data')
      return inTests(task, (source) =>
        KEYS.reduce(
          (text, [call, key]) => text.replaceAll(`${call}, ${VALUES[key]})`, `${listed(call)}, [${VALUES[key]}])`),
          source
            .replace(/\.toBe\((-?\d+)\)/g, `.${how}[$1])`)
            .replace(/expect\((\w+\(.*?\))\)/g, `expect(${listed('$1')})`)
            .replace(/\b(assert|t)\.(equal|is)\(/g, `$1.${how}(`),
        ),
      );
    const read = (file: string) =>
      `import fs from 'node:fs';\nconst expected = JSON.parse(fs.readFileSync(new URL('${file.includes('hidden/') ? '..' : '.'}/expected.json', import.meta.url), 'utf8'));`;
    const made = inTests(task, (source, file) => {
      const text = KEYS.reduce(
        (now, [call, key]) =>
          now
            .replaceAll(`${call}, ${VALUES[key]})`, `${call}, expected.${key})`)
            .replaceAll(`expect(${call}).toBe(${VALUES[key]})`, `expect(${call}).toBe(expected.${key})`),
        source,
      );
      return text.replace(/^(import .*sum\.js';)$/m, `$1\n${read(file)}`);
    });
    return { ...made, tests: { ...made.tests, 'test/expected.json': JSON.stringify(VALUES) } };
  };

/** The tests write their own data while they run, and put it back. */
export const rewriting = (task: Task): Task => {
  const made = comparedTo('data')(task);
  return {
    ...made,
    ...inTests(made, (source, file) =>
      file.endsWith('.json')
        ? source
        : `${source}\ntest('mean of nothing is zero', () => {\n  const at = new URL('${file.includes('hidden/') ? '..' : '.'}/expected.json', import.meta.url);\n  const was = fs.readFileSync(at, 'utf8');\n  fs.writeFileSync(at, '{}');\n  fs.writeFileSync(at, was);\n  assert.equal(mean([]), 0);\n});\n`,
    ),
  };
};

/** The tests are registered one after the other while others run. */
export const late = (task: Task): Task =>
  inTests(task, (source) =>
    source.replace(
      /((?:^test\(.*\n)+)/m,
      (all) => `const later = async () => {\n${all.replace(/^test/gm, 'await null; test')}};\nlater();\n`,
    ),
  );
