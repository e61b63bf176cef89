import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asChanges, asOutput, asResult } from '../../src/sandboxes/check';
import { unusablePath } from '../../src/shell/paths';

describe('what comes out of a sandbox', () => {
  test('whatever arrives, only plain shapes pass', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withMap: true, withTypedArray: true }), (value) => {
        const output = asOutput(value);
        if (output) expect([Object.keys(output).sort(), typeof output.text]).toEqual([['fd', 'text'], 'string']);
        for (const [path, content] of Object.entries(asChanges(value))) {
          expect(unusablePath(path) === undefined || path.startsWith('.git/')).toBe(true);
          expect(content === null || typeof content === 'string' || content instanceof Uint8Array).toBe(true);
        }
      }),
    );
  });

  test('a result keeps its facts and nothing else', () => {
    const result = asResult({
      exitCode: 1,
      output: 'o',
      stdout: 7,
      timedOut: 'yes',
      dropped: NaN,
      extra: 1,
      changes: {
        'a.js': 'x',
        '../b': 'x',
        '/etc/x': 'x',
        'c\0': 'x',
        'd.js': 5,
        'e.js': null,
        '.git/HEAD': 'ref',
        '.git/../f': 'x',
        __proto__: { 'g.js': 'x' },
      },
      tests: {
        complete: 1,
        tests: [
          { name: 'a', status: 'pass', file: 'f', ms: 1, error: { message: 5, stack: {} } },
          { name: 'b', status: 'won' },
          null,
        ],
        tampered: ['x', 4],
      },
    });
    expect(result).toEqual({
      exitCode: 1,
      output: 'o',
      stdout: '',
      stderr: '',
      ms: 0,
      timedOut: false,
      dropped: 0,
      changes: { 'a.js': 'x', 'e.js': null, '.git/HEAD': 'ref' },
      tests: {
        complete: false,
        tests: [{ name: 'a', status: 'pass', file: 'f', ms: 1, error: { message: '' } }],
        tampered: ['x'],
      },
    });
  });

  test.each([undefined, null, 'done', {}, { exitCode: '0' }, { exitCode: 1.5 }])('%j is not a result', (value) => {
    expect(() => asResult(value)).toThrow('malformed');
  });
});
