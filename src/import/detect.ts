/** What kind of repository this is, how its tests run, and which sandbox can run them. Pure; looks at names and text. */
import { isTestPath } from '../facts/protected';
import { resolveFrom } from '../lib/paths';
import type { Files, Framework } from '../types';
import { importedBy, manifestOf, type Manifest } from './manifest';
import { needsContainer, needsElsewhere } from './needs';
import { membersOf, type Member } from './workspaces';
import { shellWord } from '../lib/text';
import { relativeSpecifiers } from '../lib/specifiers';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

export interface Detected {
  manager: PackageManager | null;
  lockfile: string | null;
  /** Of a monorepo; tests run in one of them. */
  members: Member[];
  framework: Framework | null;
  /** Undefined when nothing can be found that runs tests. */
  command?: string;
  /** Starts the framework itself, for when the script's results can't be read. */
  alternative?: string;
  /** What the command's script says. */
  script?: string;
  typescript: boolean;
  sandbox: 'embedded' | 'webcontainer';
  /** Why this sandbox, one sentence each. */
  why: string[];
  /** What keeps the tests from running anywhere here, one sentence each. */
  faults: string[];
  tests: string[];
}

const LOCKS: [string, PackageManager][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

const CODE = /\.[cm]?[jt]sx?$/;
const FOREIGN = /(^|\/)(node_modules|fixtures?)\//;

/** A file that holds tests, or lies beside them. */
export const isSuiteFile = (path: string): boolean => CODE.test(path) && isTestPath(path) && !FOREIGN.test(path);

const FRAMEWORK: [RegExp, Framework, string][] = [
  [/\bvitest\b/, 'vitest', 'npx vitest run'],
  [/\bjest\b/, 'jest', 'npx jest'],
  [/\bmocha\b/, 'mocha', 'npx mocha'],
  [/\buvu\b/, 'uvu', 'npx uvu'],
  [/\bava\b/, 'ava', 'npx ava'],
  [/\btape\b/, 'tape', 'npx tape'],
  [/\btap\b/, 'tap', 'npx tap'],
  [/\bnode\b.*--test\b/, 'node:test', 'node --test'],
];

/** The files of one package of a monorepo, as a repository of their own. */
export function packageFiles(files: Files, dir: string): Files {
  if (dir === '') return files;
  const start = `${dir}/`;
  return Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith(start))
      .map(([path, content]) => [path.slice(start.length), content]),
  );
}

export function detect(files: Files): Detected {
  const manifest = manifestOf(files);
  const paths = Object.keys(files);
  const tests = paths.filter(isSuiteFile).sort();
  const [lockfile, locked] = LOCKS.find(([name]) => Object.hasOwn(files, name)) ?? [null, null];
  const named = /^(npm|pnpm|yarn|bun)@/.exec(manifest?.packageManager ?? '')?.[1] as PackageManager | undefined;
  const members = membersOf(files);
  const faults: string[] = [];
  if (manifest === null)
    faults.push('package.json is not valid JSON. Mend it in the repository, then import it again.');
  const script = testScript(manifest);
  const imported = importedBy(files);
  const found = framework(script, imported, manifest, files, tests);
  const command = script ? 'npm test' : found ? found.command : undefined;
  const typescript =
    paths.some((path) => /\.[cm]?tsx?$/.test(path) && !path.endsWith('.d.ts')) || Object.hasOwn(files, 'tsconfig.json');
  if (!command) faults.push(noTests(manifest, members, tests, paths));
  const about = { files, manifest: manifest ?? undefined, script: script ?? '', imported, tests };
  const reasons = needsContainer(about, found?.framework ?? null);
  faults.push(...needsElsewhere(about));
  return {
    manager: named ?? locked ?? (manifest ? 'npm' : null),
    lockfile,
    members,
    framework: found?.framework ?? null,
    ...(command ? { command } : {}),
    ...(script && found ? { alternative: found.command } : {}),
    ...(script ? { script } : {}),
    typescript,
    sandbox: reasons.length ? 'webcontainer' : 'embedded',
    why: reasons.length ? reasons : [plain(found?.framework, typescript)],
    faults,
    tests,
  };
}

const plain = (framework: Framework | undefined, typescript: boolean): string =>
  `Plain ${typescript ? 'TypeScript' : 'JavaScript'}${framework ? ` tested with ${framework}` : ''}: the embedded sandbox runs it, offline.`;

/** npm's own placeholder is no test script. */
function testScript(manifest: Manifest | null | undefined): string | undefined {
  const script = manifest?.scripts.test?.trim();
  return !script || /no test specified/.test(script) ? undefined : script;
}

/** `npm run unit && npm run lint` is read through to what it starts. */
function expand(script: string, scripts: Record<string, string>, depth = 0): string {
  if (depth > 4) return script;
  return script.replace(
    /\b(?:npm|yarn|pnpm)\s+(?:run(?:-script)?\s+)?(?:--?\S+\s+)*([\w:-]+)/g,
    (whole, name: string) => {
      const inner = scripts[name === 't' ? 'test' : name];
      return inner === undefined || inner === script ? whole : expand(inner, scripts, depth + 1);
    },
  );
}

function framework(
  script: string | undefined,
  imported: ReadonlySet<string>,
  manifest: Manifest | null | undefined,
  files: Files,
  tests: string[],
): { framework: Framework; command: string } | undefined {
  const whole = script ? expand(script, manifest?.scripts ?? {}) : '';
  const started = FRAMEWORK.find(([word]) => word.test(whole));
  if (started) return { framework: started[1], command: started[2] };
  const listed = { ...manifest?.dependencies, ...manifest?.devDependencies };
  const declared = FRAMEWORK.find(([, name]) => imported.has(name) || Object.hasOwn(listed, name));
  if (declared && tests.length)
    return { framework: declared[1], command: `${declared[2]}${named(declared[1], tests, files)}` };
  return guessed(tests, imported, files);
}

/** tape runs nothing and uvu everything unless they are told what: the test files that no other one imports. */
function named(framework: Framework, tests: string[], files: Files): string {
  if (framework !== 'tape' && framework !== 'uvu') return '';
  const reached = new Map(tests.map((path) => [path, relativeImports(path, String(files[path]))]));
  const imported = new Set([...reached.values()].flat());
  const suites = new Set(tests.map(stem));
  const own = tests.filter(
    (path) =>
      !imported.has(stem(path)) &&
      (reached.get(path)!.some((other) => suites.has(other)) ||
        new RegExp(`['"]${framework}['"]`).test(String(files[path]))),
  );
  return own.length > 0 && own.length <= 20 ? ` ${own.map(shellWord).join(' ')}` : '';
}

const stem = (path: string): string => path.replace(/(\/index)?\.[cm]?[jt]sx?$/, '');

/** Paths from the root, without extension. */
const relativeImports = (path: string, text: string): string[] =>
  relativeSpecifiers(text).map((specifier) => stem(resolveFrom(path, specifier)));

/** By what the tests call, when nothing names a framework. */
function guessed(
  tests: string[],
  imported: ReadonlySet<string>,
  files: Files,
): { framework: Framework; command: string } | undefined {
  const texts = tests.map((path) => String(files[path]));
  const some = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  if (some(/(?:\bfrom\s*|\brequire\s*\(\s*)['"]node:test['"]/))
    return { framework: 'node:test', command: 'node --test' };
  // Scripts that write TAP themselves, without a framework.
  const bare = tests.filter((path) => /['"`]not ok /.test(String(files[path])));
  if (bare.length > 0 && bare.length === tests.length && bare.length <= 20)
    return { framework: 'flat-tap', command: `npx flat-tap ${bare.join(' ')}` };
  if (!some(/^\s*(?:describe|suite|it|test)\s*\(/m)) return undefined;
  if (some(/\bexpect\s*\(/) && !['chai', 'expect', 'expect.js', 'unexpected'].some((name) => imported.has(name)))
    return { framework: 'jest', command: 'npx jest' };
  const ui = some(/^\s*suite\s*\(/m) ? ' --ui tdd' : '';
  // mocha by itself looks only right below test/.
  const paths = tests.length <= 20 && tests.some((path) => !/^test\/[^/]+$/.test(path)) ? ` ${tests.join(' ')}` : '';
  return { framework: 'mocha', command: `npx mocha${ui}${paths}` };
}

function noTests(manifest: Manifest | null | undefined, members: Member[], tests: string[], paths: string[]): string {
  if (members.some(({ test }) => test))
    return 'The root has no test script of its own. Choose one of its packages below.';
  if (manifest === undefined && !paths.some((path) => /\.[cm]?[jt]sx?$/.test(path)))
    return 'This is no JavaScript or TypeScript repository: it has no package.json and no such files. Choose another one.';
  if (tests.length === 0) return 'No tests were found. Write a failing test below, or name the command that runs them.';
  return 'package.json has no test script. Name the command that runs the tests below.';
}
