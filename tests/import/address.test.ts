import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/import/address';
import { checkHosts } from '../../src/import/hosts';

const hub = (more: object = {}) => ({ kind: 'github', owner: 'acme', repo: 'clock', ...more });

describe('what people paste', () => {
  test.each([
    ['acme/clock', hub()],
    [' acme/clock ', hub()],
    ['acme/clock@v1.2.0', hub({ ref: 'v1.2.0' })],
    ['acme/clock#next', hub({ ref: 'next' })],
    ['acme/clock#12', hub({ issue: 12 })],
    ['acme/clock/tree/main/packages/a', hub({ tree: ['main', 'packages', 'a'] })],
    ['https://github.com/acme/clock', hub()],
    ['http://www.github.com/acme/clock/', hub()],
    ['github.com/acme/clock.git', hub()],
    ['git+https://github.com/acme/clock.git', hub()],
    ['git@github.com:acme/clock.git', hub()],
    ['https://github.com/acme/clock/tree/feature/x', hub({ tree: ['feature', 'x'] })],
    ['https://github.com/acme/clock/blob/main/src/a.js#L3', hub({ tree: ['main', 'src'] })],
    ['https://github.com/acme/clock/commit/abc1234', hub({ ref: 'abc1234' })],
    ['https://github.com/acme/clock/releases/tag/v2', hub({ ref: 'v2' })],
    ['https://github.com/acme/clock/pull/7/files', hub({ pull: 7 })],
    ['https://github.com/acme/clock/issues/9', hub({ issue: 9 })],
    ['https://github.com/acme/clock/wiki', hub()],
    ['https://github.com/acme/clock/blame/main/src/a.js', hub({ tree: ['main', 'src'] })],
    ['https://github.com/acme/clock/releases/download/v1.2/clock.tgz', hub({ ref: 'v1.2' })],
    ['https://codeload.github.com/acme/clock/legacy.tar.gz/refs/tags/v1', hub({ ref: 'v1' })],
    ['https://api.github.com/repos/acme/clock/zipball/main', hub({ ref: 'main' })],
    ['git clone https://github.com/acme/clock.git', hub()],
    ['<https://github.com/acme/clock>', hub()],
    ['github:acme/clock#semver:^1', hub()],
    ['npm install left-pad@^1', { kind: 'npm', name: 'left-pad', range: '^1' }],
    ['https://registry.npmjs.org/@a/b/-/b-1.0.0.tgz', { kind: 'npm', name: '@a/b', range: '1.0.0' }],
    ['left-pad', { kind: 'npm', name: 'left-pad' }],
    ['left-pad@^1.2', { kind: 'npm', name: 'left-pad', range: '^1.2' }],
    ['@scope/name', { kind: 'npm', name: '@scope/name' }],
    ['@scope/name@next', { kind: 'npm', name: '@scope/name', range: 'next' }],
    ['npm:mitt', { kind: 'npm', name: 'mitt' }],
    ['https://www.npmjs.com/package/@a/b/v/1.0.0', { kind: 'npm', name: '@a/b', range: '1.0.0' }],
  ])('%s', (text, source) => expect(parseAddress(text)).toEqual(source));

  test('addresses of a mirror', () => {
    expect(parseAddress('http://127.0.0.1:8080/acme/clock/tree/main', 'http://127.0.0.1:8080')).toEqual(
      hub({ tree: ['main'] }),
    );
    expect(parseAddress('https://git.example/gh/acme/clock', 'https://git.example/gh')).toEqual(hub());
  });

  test.each([
    '',
    '   ',
    'https://example.com/a/b',
    'ftp://github.com/a/b',
    'a b',
    '../..',
    'acme/..',
    'https://github.com/acme',
    '@',
    'x'.repeat(300),
  ])('refused in one sentence: %s', (text) => {
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ name: 'ImportError', kind: 'address' }));
    expect(() => parseAddress(text)).toThrow(/owner\/repo/);
  });
});

test('hosts are https, or this machine', () => {
  expect(checkHosts({ api: 'http://127.0.0.1:9/api/' }).api).toBe('http://127.0.0.1:9/api');
  expect(checkHosts({ cdn: '' }).cdn).toBe('https://cdn.jsdelivr.net');
  for (const api of ['http://example.com', 'nonsense', 'https://u:p@example.com', 'javascript:alert(1)'])
    expect(() => checkHosts({ api })).toThrow(expect.objectContaining({ kind: 'address' }));
});

test.each<[string, object]>([
  ['https://github.com/acme/clock#next', { owner: 'acme', repo: 'clock', ref: 'next' }],
  ['git+https://github.com/acme/clock.git#v1.2', { repo: 'clock', ref: 'v1.2' }],
  ['github:acme/clock#feature/x', { repo: 'clock', ref: 'feature/x' }],
  ['git@github.com:acme/clock.git#v1', { repo: 'clock', ref: 'v1' }],
  ['https://github.com/acme/clock#readme', { repo: 'clock' }],
  ['https://github.com/acme/clock/archive/refs/heads/feature/x.zip', { ref: 'feature/x' }],
  ['https://github.com/acme/clock/archive/refs/tags/v1.0.tar.gz', { ref: 'v1.0' }],
  ['https://github.com/acme/clock/archive/main.zip', { ref: 'main' }],
  ['https://codeload.github.com/acme/clock/zip/refs/heads/main', { ref: 'main' }],
  ['https://github.com/acme/clock/compare/main...feature/x', { owner: 'acme', ref: 'feature/x' }],
  ['https://github.com/acme/clock/compare/main...bob:fix', { owner: 'bob', repo: 'clock', ref: 'fix' }],
  ['https://github.com/acme/clock/compare/main...bob:watch:fix', { owner: 'bob', repo: 'watch', ref: 'fix' }],
  ['https://raw.githubusercontent.com/acme/clock/main/src/a.js', { tree: ['main', 'src'] }],
])('%s', (text, expected) => expect(parseAddress(text)).toMatchObject({ kind: 'github', ...expected }));
