/** What a failure tells whoever repairs it, under every runner: expected, actual and line; and where a file cannot be read. */
import { describe, expect, it } from 'vitest';
import { briefReport } from '../../src/agent/brief';
import { run } from './run';

const SLUG = "exports.slug = (s) => s.trim().replace(/ /g, '_');\n";
const esm = SLUG.replace('exports.', 'export const ');
const pkg = (more: object = {}) => JSON.stringify({ name: 'x', version: '1.0.0', ...more });
const cjs = (head: string, body: string) => `${head}\nconst { slug } = require('../lib');\n${body}\n`;

/** Test file, and the command. The assertion stands on line 4. */
const runners: Record<string, [text: string, command: string, module?: boolean]> = {
  tape: [
    cjs("const test = require('tape');", "test('slug', (t) => {\nt.equal(slug(' a b '), 'a-b'); t.end(); });"),
    'tape test/*.js',
  ],
  tap: [
    cjs(
      "const t = require('tap');",
      "t.test('slug', (t) => { t.test('in', (t) => {\nt.equal(slug(' a b '), 'a-b'); t.end(); }); t.end(); });",
    ),
    'tap test/*.js',
  ],
  uvu: [
    cjs(
      "const { test } = require('uvu'); const assert = require('uvu/assert');",
      "test('slug', () => {\nassert.is(slug(' a b '), 'a-b'); });\ntest.run();",
    ),
    'uvu test',
  ],
  ava: [
    "import test from 'ava';\nimport { slug } from '../lib.js';\ntest('slug', (t) => {\nt.is(slug(' a b '), 'a-b'); });\n",
    'ava',
    true,
  ],
  'node:test': [
    cjs(
      "const test = require('node:test'); const assert = require('assert');",
      "test('slug', () => {\nassert.equal(slug(' a b '), 'a-b'); });",
    ),
    'node --test test/',
  ],
  mocha: [
    cjs("const assert = require('assert');", "it('slug', () => {\nassert.equal(slug(' a b '), 'a-b'); });"),
    'mocha',
  ],
  jest: [cjs('', "test('slug', () => {\nexpect(slug(' a b ')).toBe('a-b'); });"), 'jest --testMatch "**/test/*.js"'],
  vitest: [
    "import { test, expect } from 'vitest';\nimport { slug } from '../lib.js';\ntest('slug', () => {\nexpect(slug(' a b ')).toBe('a-b'); });\n",
    'vitest run --dir test',
    true,
  ],
};

describe.each(Object.entries(runners))('%s', (_, [text, command, module]) => {
  const name = module ? 'test/a.test.js' : 'test/a.js';
  const files = (lib: string) => ({
    'package.json': pkg({ ...(module ? { type: 'module' } : {}) }),
    'lib.js': lib,
    [name]: text,
  });
  const tests = new Set([name]);

  it('expected, actual and the line', async () => {
    const all = files(module ? esm : SLUG);
    const { tests: report } = await run(all, command);
    const said = briefReport(report!, { files: all, tests });
    expect(said).toMatch(/^tests: 1 of 1 fail\nFAIL slug\n/);
    expect(said).toMatch(/expected '?a-b'?, got '?a_b'?|- 'a_b'\n {2}\+ 'a-b'/);
    expect(said).toContain(`  ${name}:4| `);
  });

  it('a file that cannot be read: place, line and caret, in print and in short', async () => {
    const all = files(`${module ? esm : SLUG}\nconst broken = (a, b => 1;\n`);
    const { tests: report, output } = await run(all, command);
    expect(output).toMatch(/lib\.js:3\n\s*const broken = \(a, b => 1;\n {25,}\^\n/);
    expect(briefReport(report!, { files: all, tests })).toMatch(
      /\n {2}lib\.js:3\| const broken = \(a, b => 1;\n {36,}\^/,
    );
  });
});
