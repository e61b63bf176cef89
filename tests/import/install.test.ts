import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { installPackages } from '../../src/import/install';
import { drain } from '../../src/lib/stream';
import type { Files } from '../../src/types';
import { openHub, type Hub } from './hub';

let hub: Hub;
beforeAll(async () => void (hub = await openHub()));
afterAll(() => hub.close());

const pack = (name: string, version: string, dependencies: object = {}, more: Record<string, string> = {}) => ({
  'package.json': JSON.stringify({ name, version, dependencies }),
  'index.js': `module.exports = '${name}@${version}';\n`,
  'README.md': 'never fetched',
  'index.d.ts': 'never fetched',
  ...more,
});
beforeEach(() => {
  hub.faults.length = 0;
  hub.requests.length = 0;
  hub.packages = {
    a: {
      '1.0.0': pack('a', '1.0.0', { c: '^1.0.0' }),
      '1.2.0': pack('a', '1.2.0', { c: '^1.0.0' }),
      '2.0.0': pack('a', '2.0.0'),
    },
    b: { '1.0.0': pack('b', '1.0.0', { c: '^2.0.0' }) },
    c: { '1.0.0': pack('c', '1.0.0'), '1.5.0': pack('c', '1.5.0', { a: '^1.0.0' }), '2.0.0': pack('c', '2.0.0') },
    native: { '1.0.0': pack('native', '1.0.0', {}, { 'binding.gyp': '{}' }) },
    '@s/d': { '0.1.0': pack('@s/d', '0.1.0') },
  };
});

const repo = (dependencies: Record<string, string>, more: Files = {}): Files => ({
  'package.json': JSON.stringify({ name: 'me', dependencies }),
  'index.js': Object.keys(dependencies)
    .map((name) => `require('${name}');`)
    .join('\n'),
  ...more,
});
const bring = (files: Files) => drain(installPackages(files, { hosts: hub.hosts, backoffMs: 1 }));
const places = ({ packages }: Awaited<ReturnType<typeof bring>>) =>
  packages.map(({ path, version }) => `${path}@${version}`);

describe('packages for the embedded sandbox', () => {
  test('ranges, a clash nested, a cycle, what tests never read left out', async () => {
    const got = await bring(repo({ a: '^1.0.0', b: '*', '@s/d': 'latest' }));
    expect(places(got)).toEqual([
      'node_modules/@s/d@0.1.0',
      'node_modules/a@1.2.0',
      'node_modules/b@1.0.0',
      'node_modules/b/node_modules/c@2.0.0',
      'node_modules/c@1.5.0',
    ]);
    expect(got.files['node_modules/c/index.js']).toBe("module.exports = 'c@1.5.0';\n");
    expect(hub.requests.some((line) => /README|\.d\.ts/.test(line))).toBe(false);
  });

  test('package-lock.json decides versions and places', async () => {
    const packages = {
      'node_modules/a': { version: '1.0.0', dependencies: { c: '^1.0.0' } },
      'node_modules/a/node_modules/c': { version: '1.0.0' },
    };
    const got = await bring(repo({ a: '^1.0.0' }, { 'package-lock.json': JSON.stringify({ packages }) }));
    expect(places(got)).toEqual(['node_modules/a@1.0.0', 'node_modules/a/node_modules/c@1.0.0']);
  });

  test('yarn.lock decides versions', async () => {
    const got = await bring(
      repo({ a: '^1.0.0' }, { 'yarn.lock': 'a@^1.0.0:\n  version "1.0.0"\n\nc@^1.0.0:\n  version "1.0.0"\n' }),
    );
    expect(places(got)).toEqual(['node_modules/a@1.0.0', 'node_modules/c@1.0.0']);
  });

  test('an alias, native code, git addresses and unknown packages', async () => {
    const got = await bring(repo({ old: 'npm:a@1.0.0', native: '^1.0.0', fork: 'github:x/y', ghost: '^1' }));
    expect(places(got)).toEqual(['node_modules/a@1.2.0', 'node_modules/c@1.5.0', 'node_modules/old@1.0.0']);
    expect(got.refused.map(({ name, reason }) => `${name}: ${reason}`).sort()).toEqual([
      'fork: it comes from github:x/y, not from npm',
      'ghost: The package ghost was not found. Check the spelling; a private one needs a token, or drop a zip of it here.',
      'native: it has compiled parts; use the WebContainer',
    ]);
  });

  test('a file that is not what the listing says is never taken', async () => {
    hub.faults.push({ match: /^\/cdn\/npm\/a@1\.2\.0\/index\.js/, status: 200 });
    await expect(bring(repo({ a: '^1.0.0' }))).rejects.toMatchObject({ kind: 'integrity' });
  });

  test('nothing to install asks nobody', async () => {
    expect(await bring({ 'a.js': '' })).toMatchObject({ files: {}, packages: [], refused: [] });
    expect(hub.requests).toEqual([]);
  });
});
