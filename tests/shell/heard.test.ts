/** Whatever a process says over its port: what has the wrong shape is not heard, and how much there is, is counted. */
import { expect, test } from 'vitest';
import { listener, MOST } from '../../src/shell/heard';

const NONSENSE = [
  null, undefined, 1, 'x', [], {}, { type: 'test' }, { type: 'test', test: null }, { type: 'test', test: { name: 1, file: 'f', status: 'pass' } },
  { type: 'test', test: { name: 'n', file: 'f', status: 'resolved' } }, { type: 'output' }, { type: 'output', fd: 3, text: 'x' }, { type: 'output', fd: 1, text: {} },
  { type: 'spawn', id: {}, command: null }, { type: 'spawn', id: 1, command: { toString: 1 }, cwd: '/', stdin: '' }, { type: 'kill', id: '__proto__' }, { type: 'tampered', what: 5 }, { type: 'constructor' },
]; // prettier-ignore

test.each(NONSENSE)('%j is not heard', (message) => {
  expect(listener()(message)).toBeNull();
});

test('an end is an end, whatever it says', () => {
  const said = {
    type: 'exit',
    exitCode: 'x',
    dropped: -1e9,
    changes: { '/repo/a': 'x', '/repo/n': 5, '/repo/o': { toString: 1 }, '/repo/gone': null },
  };
  expect(listener()(said)).toEqual({
    type: 'exit',
    exitCode: 1,
    dropped: 0,
    changes: { '/repo/a': 'x', '/repo/gone': null },
  });
  expect(listener()({ type: 'exit', exitCode: 3, changes: null })).toEqual({
    type: 'exit',
    exitCode: 3,
    dropped: 0,
    changes: {},
  });
  const many = Object.fromEntries(Array.from({ length: MOST.files + 1 }, (_, i) => [`/repo/${i}`, '']));
  expect(() => listener()({ type: 'exit', exitCode: 0, changes: many })).toThrow(/20001 files/);
});

test('sizes are capped where they come in', () => {
  const hear = listener();
  const long = {
    name: 'n'.repeat(1e6),
    file: 'f',
    status: 'fail',
    ms: NaN,
    error: { message: 'm'.repeat(1e6), stack: 's'.repeat(1e6), extra: 1 },
  };
  const first = hear({ type: 'test', test: long }) as { test: { name: string; ms: number; error: object } };
  expect(first.test.name.length).toBeLessThan(2_100);
  expect(Object.keys(first.test.error)).toEqual(['message', 'stack']);
  expect(JSON.stringify(first).length).toBeLessThan(120_000);
  for (let i = 0; i < 400; i++) hear({ type: 'test', test: long });
  expect(JSON.stringify(hear({ type: 'test', test: long })).length).toBeLessThan(3_000);
  let heard = 0;
  for (let i = 0; i < MOST.tests + 10; i++)
    if (hear({ type: 'test', test: { name: 'n', file: 'f', status: 'pass', ms: 1 } })) heard++;
  expect(heard).toBeLessThan(MOST.tests);
  let bytes = 0;
  for (let i = 0; i < 20; i++)
    bytes += (hear({ type: 'output', fd: 1, text: 'x'.repeat(1 << 20) }) as { text: string } | null)?.text.length ?? 0;
  expect(bytes).toBe(MOST.outputBytes);
});
