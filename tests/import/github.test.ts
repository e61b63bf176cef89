import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { importAddress, type ImportOptions } from '../../src/import';
import type { ImportProgress } from '../../src/import/progress';
import { COMMIT, openHub, type Hub } from './hub';

let hub: Hub;
beforeEach(async () => {
  hub = await openHub();
  hub.repos['acme/clock'] = {
    files: {
      'package.json': '{"name":"clock"}',
      'src/clock.js': 'export const tick = 1;\n',
      'packages/a/index.js': 'a\n',
      'logo.png': new Uint8Array([137, 80, 78, 71, 0, 1]),
    },
  };
});
afterEach(() => hub.close());

const bring = (address: string, options: ImportOptions = {}, on?: (progress: ImportProgress) => void) =>
  drain(importAddress(address, { hosts: hub.hosts, backoffMs: 1, ...options }), on);
const fails = (address: string, options: ImportOptions = {}) =>
  bring(address, options).then(
    () => expect.fail('it came in'),
    (error: Error & { kind: string }) => error,
  );

describe('a public repository', () => {
  test('comes through jsDelivr, pinned to a commit; binary files are kept', async () => {
    const seen: ImportProgress[] = [];
    const got = await bring(`${hub.url}/acme/clock`, {}, (progress) => seen.push(progress));
    expect(got.origin).toEqual({ kind: 'github', owner: 'acme', repo: 'clock', commit: COMMIT });
    expect(Object.keys(got.files).sort()).toEqual(['logo.png', 'package.json', 'packages/a/index.js', 'src/clock.js']);
    expect(got.files['logo.png']).toBeInstanceOf(Uint8Array);
    expect(got.notes.join()).toContain('logo.png');
    expect(seen[0]).toMatchObject({ phase: 'finding' });
    expect(seen.at(-1)).toMatchObject({ phase: 'files', done: 4, total: 4 });
    expect(hub.requests.every((line) => !line.includes('/raw/') && !line.includes('/trees/'))).toBe(true);
  });

  test('a sub-folder becomes the root', async () => {
    const got = await bring('acme/clock/tree/main/packages/a');
    expect(got.files).toEqual({ 'index.js': 'a\n' });
    expect(got.origin).toMatchObject({ folder: 'packages/a', ref: 'main' });
    expect((await fails('acme/clock/tree/main/packages/b')).message).toContain('has no folder packages/b');
  });

  test('branches with slashes, tags and commits', async () => {
    const other = 'f'.repeat(40);
    hub.repos['acme/clock']!.refs = { 'feature/x': other, v1: other };
    expect((await bring('acme/clock/tree/feature/x')).origin).toMatchObject({ commit: other, ref: 'feature/x' });
    expect((await bring('acme/clock/tree/feature/x/src')).files).toEqual({ 'clock.js': 'export const tick = 1;\n' });
    expect((await bring('acme/clock@v1')).origin).toMatchObject({ commit: other });
    expect((await bring(`acme/clock@${other}`)).origin).toMatchObject({ commit: other });
  });

  test('branches of any depth, also when the rate limit is reached', async () => {
    const [deep, other] = ['dependabot/npm_and_yarn/packages/api/lodash-4.17.21', 'e'.repeat(40)];
    hub.repos['acme/clock']!.refs = { [deep]: other, 'feature/x': other };
    const got = await bring(`acme/clock/tree/${deep}`);
    expect(got.origin).toMatchObject({ commit: other, ref: deep });
    expect(got.origin).not.toHaveProperty('folder');
    hub.faults.push({ match: /\/commits\//, status: 403, headers: { 'x-ratelimit-remaining': '0' } });
    const limited = await bring('acme/clock/tree/feature/x/packages/a');
    expect(limited.origin).toMatchObject({ ref: 'feature/x', folder: 'packages/a' });
    expect(limited.notes.join()).toContain('Not pinned to a commit');
    expect((await fails('acme/clock/tree/none/at/all')).kind).toBe('rate');
  });

  test('fixtures come in whatever their folders are called; what stays out is named', async () => {
    hub.repos['acme/fix'] = {
      files: {
        'package.json': '{}',
        'test/fixtures/node_modules/dep/index.js': 'x\n',
        'test/fixtures/coverage/a.json': '{}',
        'src/.cache/x.js': 'c\n',
        'src/build/plan.js': 'b\n',
        'node_modules/x/index.js': 'x',
        'coverage/lcov.info': 'x',
      },
    };
    const got = await bring('acme/fix');
    expect(Object.keys(got.files).sort()).toEqual([
      'package.json',
      'src/.cache/x.js',
      'src/build/plan.js',
      'test/fixtures/coverage/a.json',
      'test/fixtures/node_modules/dep/index.js',
    ]);
    expect(got.notes).toEqual([
      'Left out, installed packages: node_modules/.',
      'Left out, made by tools: coverage/lcov.info.',
    ]);
  });

  test('a pull request and an issue bring their text', async () => {
    hub.repos['acme/clock']!.pulls = { 7: { title: 'Tick', body: 'It\r\nstops.', head: { sha: COMMIT, ref: 'fix' } } };
    hub.repos['acme/clock']!.issues = { 9: { title: 'Tock', body: 'Late.' } };
    expect((await bring('acme/clock/pull/7')).problem).toBe('Tick\n\nIt\nstops.');
    expect((await bring('acme/clock#9')).problem).toBe('Tock\n\nLate.');
    expect((await fails('acme/clock/pull/8')).message).toContain('Pull request 8 of acme/clock was not found');
  });

  test('at most 12 requests at once', async () => {
    for (let i = 0; i < 200; i++) hub.repos['acme/clock']!.files[`src/f${i}.js`] = `export default ${i};\n`;
    hub.delayMs = 3;
    expect(Object.keys((await bring('acme/clock')).files)).toHaveLength(204);
    expect(hub.most()).toBeLessThanOrEqual(12);
    expect(hub.most()).toBeGreaterThan(4);
  });
});

describe('when jsDelivr cannot', () => {
  beforeEach(() => void hub.faults.push({ match: /^\/data\//, status: 403 }));

  test('REST lists and raw delivers; submodules and links are named', async () => {
    Object.assign(hub.repos['acme/clock']!, { submodules: ['vendor/lib'], links: { 'docs/latest': '../README.md' } });
    const got = await bring('acme/clock');
    expect(Object.keys(got.files)).toHaveLength(4);
    expect(got.notes.join(' ')).toMatch(/submodule is another repository: vendor\/lib.*symbolic link: docs\/latest/s);
  });

  test('a truncated tree is walked', async () => {
    hub.repos['acme/clock']!.truncateAt = 2;
    const got = await bring('acme/clock');
    expect(Object.keys(got.files)).toHaveLength(4);
  });

  test('a private repository needs the token, which only its keeper sees', async () => {
    hub.repos['acme/clock']!.token = 'secret';
    expect((await fails('acme/clock')).message).toMatch(/was not found.*needs a token/);
    const withToken = (url: string, init: RequestInit) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: 'Bearer secret' } });
    hub.requests.length = 0;
    const got = await bring('acme/clock', { withToken });
    expect(got.files['src/clock.js']).toBe('export const tick = 1;\n');
    expect(hub.requests.filter((line) => !line.startsWith('GET /api/'))).toEqual([]);
    hub.requests.length = 0;
    hub.faults.push({ match: /\/commits\//, status: 403, headers: { 'x-ratelimit-remaining': '0' } });
    expect(await fails('acme/clock@main', { withToken })).toMatchObject({ kind: 'rate' });
    expect(hub.requests.filter((line) => !line.startsWith('GET /api/'))).toEqual([]);
  });
});

describe('trouble', () => {
  test('with a token a public repository still comes through the CDN; a token that is refused says so', async () => {
    const withToken = (url: string, init: RequestInit) => fetch(url, init);
    await bring('acme/clock', { withToken });
    expect(hub.requests.some((line) => line.startsWith('GET /cdn/'))).toBe(true);
    hub.faults.push({ match: /^\/api\//, status: 401 });
    expect((await fails('acme/clock', { withToken })).message).toMatch(/does not accept the token/);
  });

  test('one file that the CDN lost comes from raw, a wrong one too', async () => {
    hub.faults.push({ match: /^\/cdn\/.*clock\.js$/, status: 404 });
    expect((await bring('acme/clock')).files['src/clock.js']).toBe('export const tick = 1;\n');
    hub.faults.length = 0;
    hub.faults.push({ match: /^\/cdn\/.*clock\.js$/, status: 200 });
    expect((await bring('acme/clock')).files['src/clock.js']).toBe('export const tick = 1;\n');
    hub.faults.push({ match: /^\/raw\//, status: 200 });
    expect(await fails('acme/clock')).toMatchObject({ kind: 'integrity' });
  });

  test('429 and 503 are waited out, a cut line too', async () => {
    hub.faults.push({ match: /^\/cdn\//, status: 429, times: 3, headers: { 'retry-after': '0' } });
    hub.faults.push({ match: /^\/data\//, status: 503, times: 2 });
    hub.faults.push({ match: /^\/api\//, status: 0, cut: true, times: 1 });
    expect(Object.keys((await bring('acme/clock')).files)).toHaveLength(4);
  });

  test('a spent hourly limit says until when; without REST the CDN still delivers, not pinned', async () => {
    const reset = Math.floor(Date.now() / 1000) + 1800;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    hub.faults.push({ match: /^\/api\//, status: 403, headers });
    const got = await bring('acme/clock@main');
    expect(got.origin).toEqual({ kind: 'github', owner: 'acme', repo: 'clock', ref: 'main' });
    expect(got.notes[0]).toMatch(/^Not pinned to a commit: .* allows no more requests/);
    hub.faults.push({ match: /^\/data\//, status: 404 });
    const error = (await fails('acme/clock/pull/7')) as Error & { until?: Date };
    expect(error).toMatchObject({ kind: 'rate' });
    expect(error.until?.getTime()).toBe(reset * 1000);
    expect(hub.requests.filter((line) => line.includes('/pulls/'))).toHaveLength(1);
  });

  test('a missing branch names the default one; a missing repository says so', async () => {
    hub.repos['acme/clock']!.defaultBranch = 'trunk';
    expect((await fails('acme/clock@master')).message).toContain(
      'Its default branch is trunk: import acme/clock@trunk',
    );
    expect(await fails('acme/nothing')).toMatchObject({ kind: 'missing' });
    expect((await fails('acme/nothing@x')).message).toMatch(/was not found/);
  });

  test('an empty repository, one with too many files, one too heavy', async () => {
    hub.repos['acme/none'] = { files: {} };
    expect(await fails('acme/none')).toMatchObject({ kind: 'empty' });
    hub.repos['acme/many'] = { files: Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`f${i}`, ''])) };
    expect(await fails('acme/many')).toMatchObject({ kind: 'large' });
    const heavy = new Uint8Array(1.9 * 1024 * 1024);
    hub.repos['acme/heavy'] = { files: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i}.bin`, heavy])) };
    hub.requests.length = 0;
    expect(await fails('acme/heavy')).toMatchObject({ kind: 'large' });
    expect(hub.requests.some((line) => line.includes('/cdn/'))).toBe(false);
  });

  test('case clashes, Git LFS and large files are named, the rest comes in', async () => {
    const files = {
      'src/A.js': '1',
      'src/a.js': '2',
      'big.bin': new Uint8Array(2 * 1024 * 1024 + 1),
      'model.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n',
      'node_modules/x/index.js': 'x',
    };
    hub.repos['acme/odd'] = { files };
    const got = await bring('acme/odd');
    expect(Object.keys(got.files).sort()).toEqual(['model.bin', 'src/A.js']);
    expect(got.notes.join(' ')).toMatch(/only in upper and lower case: src\/a.js/);
    expect(got.notes.join(' ')).toMatch(/larger than 2.0 MB: big.bin/);
    expect(got.notes.join(' ')).toMatch(/Git LFS keeps the content of model.bin/);
  });

  test('an answer that is no listing is a sentence, not a crash', async () => {
    hub.faults.push({ match: /^\/data\//, status: 200 }, { match: /trees/, status: 200 });
    expect(await fails('acme/clock')).toMatchObject({ name: 'ImportError', kind: 'network' });
  });
});

test('cancel stops; the next try fetches only what is missing', async () => {
  for (let i = 0; i < 40; i++) hub.repos['acme/clock']!.files[`src/f${i}.js`] = `export default ${i};\n`;
  const abort = new AbortController();
  const kept = new Map<string, Uint8Array>();
  const cut = bring(
    'acme/clock',
    { signal: abort.signal, kept },
    ({ done }) => done >= 10 && abort.abort(new Error('stop')),
  );
  await expect(cut).rejects.toThrow('stop');
  const had = kept.size;
  expect(had).toBeGreaterThanOrEqual(10);
  hub.requests.length = 0;
  expect(Object.keys((await bring('acme/clock', { kept })).files)).toHaveLength(44);
  // distinct, as a request that was under way at the abort may only be counted now
  expect(new Set(hub.requests.filter((line) => line.includes('/cdn/')))).toHaveProperty('size', 44 - had);
});

describe('npm packages', () => {
  beforeEach(() => {
    const files = (version: string) => ({
      'package.json': JSON.stringify({ name: 'mitt', version, repository: 'acme/mitt' }),
      'index.js': 'x',
    });
    hub.packages.mitt = { '1.0.0': files('1.0.0'), '1.4.0': files('1.4.0'), '2.0.0': files('2.0.0') };
  });
  test('a range picks what npm would; the note names the repository', async () => {
    const got = await bring('mitt@^1.0.0');
    expect(got.origin).toEqual({ kind: 'npm', name: 'mitt', version: '1.4.0' });
    expect(got.notes[0]).toBe('The published package has no tests. Its repository may: import acme/mitt.');
    expect((await bring('mitt')).origin).toMatchObject({ version: '2.0.0' });
  });
  test('versions that do not exist', async () => {
    expect((await fails('mitt@^9')).message).toBe('No version of mitt fits "^9". Name one that exists.');
    expect(await fails('mitt@nope')).toMatchObject({ kind: 'missing' });
    expect(await fails('no-such-package')).toMatchObject({ kind: 'missing' });
  });
});
