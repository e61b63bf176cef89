/**
 * What V8 knows of a thread's script, kept for the threads to come: a thread is started for every command, and most of what
 * it does is the same. For Node's worker threads; all are texts that are evaluated there.
 */
import { prelude } from '../node/prelude';
import type { NodeRequest } from '../node/protocol';
import evaluate from './programs/evaluate.cjs?raw';
import make from './programs/make.cjs?raw';
import shell from './programs/shell.cjs?raw';
import attempt from './programs/try.cjs?raw';

/** The exec thread: in a block, so that a guest sees none of these names. */
export const EXEC = `{${evaluate}${prelude}evaluate();}`;

/** The shell's thread. */
export const SHELL = `{${evaluate}${shell}}`;

/** Runs a script for its code cache: as it is, or through a request first, so that what a test run needs is compiled by then. */
export const MAKE = `${evaluate}${make}`;
export const TRY = `{${evaluate}${attempt.replace('/* PRELUDE */', () => prelude)}}`;

/** Small, ours, and like what comes: modules of both kinds, a test that passes, one that fails. */
export const SAMPLE: NodeRequest = {
  entry: { type: 'node', argv: ['--test'] },
  cwd: '/repo',
  env: { HOME: '/home/user', PATH: '/usr/bin', TZ: 'UTC' },
  stdin: '',
  files: {
    '/repo/package.json': '{"type":"module"}',
    '/repo/a.js': 'export const next = (n) => n + 1;\n',
    '/repo/b.cjs': "exports.list = require('node:path').join('a', 'b').split('/');\n",
    '/repo/test/a.test.js': `import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { next } from '../a.js';
import b from '../b.cjs';
test('passes', async () => assert.equal(next(await 1), 2));
describe('some', () => {
  it('fails', () => assert.deepEqual(b.list, ['a', { c: 1 }]));
});
`,
  },
  libs: {},
  known: [],
  verdict: false,
  outputCap: 1_000_000,
};
