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
