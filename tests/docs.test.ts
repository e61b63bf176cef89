/** The front door: the README stays short, and what the documents point to is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ABSENT, RUNNERS } from '../src/import/absent';

const ROOT = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const documents = [
  ...['README', 'ARCHITECTURE', 'CONTRIBUTING', 'CHANGELOG', 'SECURITY', 'THREAT_MODEL'].map((name) => `${name}.md`),
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

test('the README is at most 120 lines, with one picture', () => {
  const text = read('README.md');
  expect(text.split('\n').length).toBeLessThanOrEqual(120);
  expect(text.match(/!\[/g)).toHaveLength(1);
});

test.each(documents)('%s: links lead somewhere', (path) => {
  const links = [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link]) => link!);
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(path), link)))).toEqual([]);
});

test('what CONTRIBUTING names is there', () => {
  const named = [...read('CONTRIBUTING.md').matchAll(/`((?:src|tests|scripts|docs|site)\/[\w./-]+)`/g)]
    .map(([, name]) => name!)
    .filter((name) => !name.includes('NAME'));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
});

test('what ARCHITECTURE names is there: paths where it says, files somewhere', () => {
  const text = read('ARCHITECTURE.md').replace(/(\S*)\{([\w,]+)\}(\.\w+)/g, (_, before, names, after) =>
    String(names)
      .split(',')
      .map((name) => `${before}${name}${after}`)
      .join(' '),
  );
  const folders = '(?:src|tests|scripts|docs|site|workers|public|training)';
  const paths = [...text.matchAll(new RegExp(`(?<![\\w/])${folders}\\/[\\w./-]+[\\w]`, 'g'))].map(([path]) => path);
  expect(paths.length).toBeGreaterThan(40);
  // what the build makes is not committed
  expect(paths.filter((path) => !path.startsWith('public/sandbox') && !existsSync(join(ROOT, path)))).toEqual([]);
  const there = ['src', 'tests', 'scripts', 'workers', 'public', 'training'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((path) => String(path).replaceAll('\\', '/')),
  );
  const known = new Set(there.map((path) => path.split('/').at(-1)));
  const files = [...text.matchAll(/(?<![\w./])[\w.]+\.(?:ts|mjs|js|svelte|html)\b/g)].map(([file]) => file);
  expect(files.length).toBeGreaterThan(60);
  expect(files.filter((file) => !known.has(file) && !existsSync(join(ROOT, file)))).toEqual([]);
});

test('the version is the newest of the changelog', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(/^## (\d+\.\d+\.\d+)$/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
});

test('what the import says is absent stands in the table of docs/node.md', () => {
  const rows = new Map(
    [...read('docs/node.md').matchAll(/^\| `([\w/]+)` \| (.*) \|$/gm)].map(([, name, row]) => [name!, row!]),
  );
  for (const { of, names } of ABSENT)
    for (const name of names.split(' '))
      expect(
        of.some((module) => rows.get(module)?.includes(`\`${name}\``)),
        name,
      ).toBe(true);
});

test('what is absent of each runner is one table: what the import looks for stands in bold', () => {
  const rows = [...read('docs/node.md').matchAll(/^\| ([a-z]+ [\d.]+) \| (.*) \|$/gm)].map(([, name, row]) => [
    name,
    row,
  ]);
  const said = Object.entries(RUNNERS).map(([name, lacks]) => [
    name,
    lacks.map(({ what, needed }) => (needed ? `**${what}**` : what)).join(', '),
  ]);
  expect(rows).toEqual(said);
  for (const { needed, says } of Object.values(RUNNERS).flat()) expect(says === undefined).toBe(needed === undefined);
});
