/** The real frameworks as processes: what they say about a fixture, as name -> status. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Fixture } from './fixtures';
import { PATIENCE } from '../patience';

const modules = resolve('node_modules');
type Status = 'pass' | 'fail' | 'skip' | 'todo';
export interface Truth {
  code: number;
  /** Sorted `status name` lines; absent for frameworks that do not name what they ran (uvu). */
  tests?: string[];
  /** [ran, passed, skipped] where only that is known. */
  counts?: [number, number, number];
}

const BIN: Record<Fixture['framework'], string> = {
  mocha: 'mocha/bin/mocha.js',
  jest: 'jest/bin/jest.js',
  vitest: 'vitest/vitest.mjs',
  tape: 'tape/bin/tape',
  uvu: 'uvu/bin.js',
  ava: 'ava/entrypoints/cli.mjs',
  tap: '',
};

export function truth({ framework, files, argv }: Fixture): Truth {
  const dir = mkdtempSync(join(tmpdir(), 'fixture-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    mkdirSync(join(dir, 'node_modules'));
    const names: [string, string][] = framework === 'tap' ? [['tap', 'libtap']] : [[framework, framework]];
    for (const [name, from] of names) symlinkSync(join(modules, from), join(dir, 'node_modules', name));
    const node = (args: string[]) =>
      spawnSync(process.execPath, args, {
        cwd: dir,
        encoding: 'utf8',
        timeout: PATIENCE.fact,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', CI: '1', FORCE_COLOR: '0' },
      });
    const bin = join(modules, BIN[framework]);
    const result = (args: string[]) => node([bin, ...args]);
    if (framework === 'mocha') {
      const { status, stdout } = result([...argv, '--reporter', 'json']);
      return { code: status ?? 1, tests: mocha(stdout) };
    }
    if (framework === 'jest') {
      const { status } = result([...argv, '--json', '--outputFile=out.json', '--watchman=false', '--ci']);
      return { code: status ?? 1, tests: jest(readFileSync(join(dir, 'out.json'), 'utf8'), dir) };
    }
    if (framework === 'vitest') {
      const { status } = result([...argv, '--reporter=json', '--outputFile=out.json']);
      return { code: status ?? 1, tests: jest(readFileSync(join(dir, 'out.json'), 'utf8'), dir) };
    }
    if (framework === 'uvu') {
      const { status, stdout } = result(argv);
      const number = (word: string) => Number(new RegExp(`${word}:\\s+(\\d+)`).exec(stdout)?.[1]);
      return { code: status ?? 1, counts: [number('Total'), number('Passed'), number('Skipped')] };
    }
    if (framework === 'ava') {
      const { status, stdout } = result([...argv, '--tap']);
      return { code: status ?? 1, tests: tapPoints(stdout) };
    }
    const { status, stdout } = framework === 'tap' ? node(argv) : result(argv);
    return { code: status ?? 1, tests: framework === 'tap' ? tapPoints(stdout) : tapGroups(stdout) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Titled {
  fullTitle: string;
}

function mocha(text: string): string[] {
  const report = JSON.parse(text.slice(text.indexOf('{'))) as Record<'passes' | 'failures' | 'pending', Titled[]>;
  const lines = (status: Status, tests: Titled[]) => tests.map(({ fullTitle }) => `${status} ${fullTitle}`);
  return [...lines('pass', report.passes), ...lines('fail', report.failures), ...lines('skip', report.pending)].sort();
}

interface Suite {
  name: string;
  message: string;
  status: string;
  assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
}

function jest(text: string, dir: string): string[] {
  const status: Record<string, Status> = {
    passed: 'pass',
    failed: 'fail',
    pending: 'skip',
    skipped: 'skip',
    todo: 'todo',
  };
  const { testResults } = JSON.parse(text) as { testResults: Suite[] };
  return testResults
    .flatMap((suite) =>
      suite.assertionResults.length === 0
        ? [`fail file ${suite.name.split('/').slice(-2).join('/')}`]
        : suite.assertionResults.map(
            ({ ancestorTitles, title, status: s }) => `${status[s] ?? s} ${[...ancestorTitles, title].join(' ')}`,
          ),
    )
    .map((line) => line.replaceAll(dir, '<cwd>'))
    .sort();
}

/** Top-level points of a TAP stream. */
function tapPoints(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const match = /^(not )?ok \d+(?: - )?(.*?)(?: # (SKIP|TODO|time=).*)?(?: \{)?$/i.exec(line);
    if (!match) continue;
    const directive = match[3]?.toLowerCase();
    const status = directive === 'skip' ? 'skip' : directive === 'todo' ? 'todo' : match[1] ? 'fail' : 'pass';
    lines.push(`${status} ${match[2]}`);
  }
  return lines.sort();
}

/** tape: the points below each `# name`. */
function tapGroups(text: string): string[] {
  const groups: { name: string; status: Status }[] = [];
  for (const line of text.split('\n')) {
    const head = /^# (SKIP |TODO )?(.*)$/.exec(line);
    if (head && !/^(tests|pass|fail|ok|todo)\b/.test(head[2]!)) {
      groups.push({ name: head[2]!, status: head[1] === 'SKIP ' ? 'skip' : head[1] ? 'todo' : 'pass' });
    }
    const last = groups.at(-1);
    if (last && line.startsWith('not ok') && !/# TODO/.test(line)) last.status = 'fail';
  }
  return groups.map(({ name, status }) => `${status} ${name}`).sort();
}
