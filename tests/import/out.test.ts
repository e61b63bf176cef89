/** What goes out: hunks kept or reverted, patches for the root, links, a pull request, a report. */
import http from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { publicHosts } from '../../src/import/hosts';
import { compareLink, editLinks, steps, zipLink } from '../../src/import/links';
import { openPull, type PullOptions } from '../../src/import/pull';
import { applyCommand, keptFiles, openReview, patchFor } from '../../src/import/review';
import { applyPatch, diffFiles } from '../../src/lib/diff';
import { reportOf } from '../../src/trajectory/report';
import { demo } from '../fixtures/demo';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');
const base = { 'a.js': lines(1, 60), 'b.js': 'gone\n' };
const after = {
  'a.js': base['a.js'].replace('line 5\n', 'five\n').replace('line 30\n', '').replace('line 55\n', 'fifty\nfive\n'),
  'c.js': 'new\n',
};
const patch = diffFiles(base, after);

describe('review', () => {
  test('every choice of hunks gives files that the rebuilt patch leads to', () => {
    const review = openReview(patch);
    expect(review.map(({ path, hunks }) => [path, hunks.length])).toEqual([
      ['a.js', 3],
      ['b.js', 1],
      ['c.js', 1],
    ]);
    const hunks = review.flatMap(({ hunks }) => hunks);
    for (let choice = 0; choice < 2 ** hunks.length; choice++) {
      hunks.forEach((hunk, i) => (hunk.kept = Boolean(choice & (1 << i))));
      const kept = keptFiles(base, patch, review);
      expect(applyPatch(base, patchFor(base, kept, ''))).toEqual(kept);
      expect(String(kept['a.js']).includes('five\n')).toBe(hunks[0]!.kept || hunks[2]!.kept);
      expect('b.js' in kept).toBe(!hunks[3]!.kept);
      expect('c.js' in kept).toBe(hunks[4]!.kept);
    }
  });

  test('a folder of a repository: the patch is for the root', () => {
    expect(patchFor(base, after, 'packages/a')).toContain('--- a/packages/a/a.js\n+++ b/packages/a/a.js\n');
  });

  test('the command carries the patch, whatever is in it', () => {
    expect(applyCommand('x\nPATCH\n')).toBe("git apply <<'PATCH_'\nx\nPATCH\nPATCH_\n");
  });
});

test('GitHub by hand', () => {
  const origin = { kind: 'github', owner: 'acme', repo: 'clock', ref: 'feature/x', folder: 'pkg', commit: 'abc' };
  const changes = { 'a b.js': 'x', 'old.js': null, 'new.js': 'a & b\n', 'long.js': 'x'.repeat(5000) };
  const created = (path: string) => path === 'new.js' || path === 'long.js';
  expect(editLinks(origin, changes, created, publicHosts.web)).toEqual([
    { path: 'pkg/a b.js', href: 'https://github.com/acme/clock/edit/feature/x/pkg/a%20b.js' },
    { path: 'pkg/old.js', href: 'https://github.com/acme/clock/delete/feature/x/pkg/old.js' },
    {
      path: 'pkg/new.js',
      href: 'https://github.com/acme/clock/new/feature/x?filename=pkg%2Fnew.js&value=a+%26+b%0A',
    },
    { path: 'pkg/long.js', href: 'https://github.com/acme/clock/new/feature/x?filename=pkg%2Flong.js' },
  ]);
  const pinned = editLinks({ ...origin, ref: 'f'.repeat(40) }, { 'a.js': 'x' }, () => false, publicHosts.web);
  expect(pinned[0]!.href).toBe('https://github.com/acme/clock/edit/HEAD/pkg/a.js');
  expect(steps(origin, 'clock-1', publicHosts.web)).toMatch(/git checkout -b repair\/clock-1 abc\ngit apply /);
  expect(steps(origin, 'clock-1', publicHosts.web)).toContain(compareLink(origin, 'clock-1', publicHosts.web));
});

test.each([
  ['acme/clock', 'archive/HEAD.zip'],
  ['acme/clock@v1', 'archive/v1.zip'],
  ['https://github.com/acme/clock/pull/7', 'archive/refs/pull/7/head.zip'],
  ['left-pad', null],
  ['not an address', null],
])('the last way: the zip of %s', (address, at) => {
  expect(zipLink(address, publicHosts.web)).toBe(at && `https://github.com/acme/clock/${at}`);
});

describe('a pull request', () => {
  let server: http.Server | undefined;
  afterEach(() => server?.close());

  /** GitHub's write side, as far as this needs it. */
  async function github(
    status: Record<string, number> = {},
  ): Promise<{ options: PullOptions; sent: [string, unknown][] }> {
    const sent: [string, unknown][] = [];
    server = http.createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        const path = request.url!.replace('/repos/acme/clock', '');
        sent.push([`${request.method} ${path}`, text && JSON.parse(text)]);
        const allowed = request.headers.authorization === 'Bearer secret';
        const answers: Record<string, unknown> = {
          '': { default_branch: 'trunk' },
          '/git/commits/abc': { tree: { sha: 'old' } },
          '/git/blobs': { sha: 'blob' },
          '/git/trees': { sha: 'tree' },
          '/git/commits': { sha: 'commit' },
          '/git/refs': {},
          '/pulls': { html_url: 'https://github.com/acme/clock/pull/1' },
        };
        response
          .writeHead(allowed ? (status[path] ?? 200) : 401, { 'content-type': 'application/json' })
          .end(JSON.stringify(answers[path] ?? {}));
      });
    });
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    const api = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const withToken = (url: string, init: RequestInit) =>
      fetch(url, { ...init, headers: { ...(init.headers as object), authorization: 'Bearer secret' } });
    return {
      sent,
      options: {
        hosts: { ...publicHosts, api },
        withToken,
        owner: 'acme',
        repo: 'clock',
        commit: 'abc',
        folder: 'pkg',
        branch: 'repair/x',
        title: 'Repair',
        body: 'Report',
      },
    };
  }

  test('one commit on a branch of its own, against the commit it was made for', async () => {
    const { options, sent } = await github();
    const url = await openPull({ 'a.js': 'x', 'b.bin': new Uint8Array([0, 1]), 'old.js': null }, options);
    expect(url).toBe('https://github.com/acme/clock/pull/1');
    expect(sent).toEqual([
      ['POST /git/blobs', { content: 'AAE=', encoding: 'base64' }],
      ['GET ', ''],
      ['GET /git/commits/abc', ''],
      [
        'POST /git/trees',
        {
          base_tree: 'old',
          tree: [
            { path: 'pkg/a.js', mode: '100644', type: 'blob', content: 'x' },
            { path: 'pkg/b.bin', mode: '100644', type: 'blob', sha: 'blob' },
            { path: 'pkg/old.js', mode: '100644', type: 'blob', sha: null },
          ],
        },
      ],
      ['POST /git/commits', { message: 'Repair', tree: 'tree', parents: ['abc'] }],
      ['POST /git/refs', { ref: 'refs/heads/repair/x', sha: 'commit' }],
      ['POST /pulls', { title: 'Repair', body: 'Report', head: 'repair/x', base: 'trunk' }],
    ]);
  });

  test.each([
    ['/git/trees', 404, /may not write the files in acme\/clock\. Give it write access, or fork/],
    ['/git/refs', 422, /is there a branch repair\/x already\?/],
    ['/pulls', 422, /branch repair\/x is made, .* is the default branch a branch of acme\/clock\?/],
    ['/pulls', 500, /could not open the pull request \(500\)/],
  ])('%s answers %i', async (path, status, says) => {
    const { options } = await github({ [path]: status });
    await expect(openPull({ 'a.js': 'x' }, options)).rejects.toThrow(says);
  });
});

describe('report', () => {
  test('problem, outcome, tests, patch, expert calls', () => {
    const text = reportOf(demo, { title: 'Durations', source: 'acme/clock at 1a2b3c4' });
    expect(text).toMatch(/^# Durations: resolved\n/);
    for (const part of [
      '## Problem',
      '## Outcome',
      '## Tests',
      '| fail | pass |',
      '## Patch',
      '```diff',
      '## Expert calls',
    ])
      expect(text).toContain(part);
  });
  test('nothing in it escapes its place', () => {
    const odd = { ...demo, patch: 'a\n```\nb\n', public: { ...demo.public, problem: 'x\n# y' } };
    const text = reportOf(odd, { title: '<b>|`' });
    expect(text).toContain('# \\<b\\>\\|\\`');
    expect(text).toContain('````diff\na\n```\nb\n````');
    expect(text).toContain('> x\n> # y');
  });
});
