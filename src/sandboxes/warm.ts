/**
 * What V8 knows of a thread's script, kept for the threads to come: a thread is started for every command, and most of what
 * it does is the same. For Node's worker threads; all are texts that are evaluated there.
 */
import { prelude } from '../node/prelude';
import type { NodeRequest } from '../node/protocol';

/** Defines `evaluate`: runs `workerData.script`, with V8's code cache in half the time. */
export const EVALUATE = `
const { Script } = require('node:vm');
const { script, cache } = require('node:worker_threads').workerData;
const evaluate = () => {
  const compiled = new Script(script, { filename: '[worker eval]', ...(cache ? { cachedData: cache } : {}) });
  compiled.runInThisContext();
  return compiled;
};
`;

/** The exec thread: in a block, so that a guest sees none of these names. */
export const EXEC = `{${EVALUATE}${prelude}evaluate();}`;

/** A thread without any guest runs the script once and posts what V8 then knows of it. */
export const MAKE = `${EVALUATE}
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
parentPort.postMessage(evaluate().createCachedData());
`;

/** The exec script, after it has carried out `workerData.request`: what a test run needs is compiled by then. */
export const TRY = `{${EVALUATE}
const { parentPort, MessageChannel } = require('node:worker_threads');
const { request } = require('node:worker_threads').workerData;
const say = parentPort.postMessage.bind(parentPort);
const { port1, port2 } = new MessageChannel();
${prelude}
const compiled = evaluate();
port1.on('message', ({ type }) => { if (type === 'exit') say(compiled.createCachedData()); });
globalThis.onmessage({ data: { type: 'request', request, port: port2 } });
}`;

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
