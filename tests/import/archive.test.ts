import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { importArchive } from '../../src/import/archive';
import { importFolder, type FolderEntry } from '../../src/import/folder';
import { inBatches, whole } from '../../src/import/batches';
import { drain, map } from '../../src/lib/stream';
import { pathFault } from '../../src/tasks/paths';
import { gzip, hostile, rawTar, rawZip } from './hostile';

const open = (bytes: Uint8Array, name = 'repo.zip') => drain(importArchive(bytes, name));

describe('archives in good faith', () => {
  const files = {
    'clock-main/package.json': '{}',
    'clock-main/src/a.js': 'a\n',
    'clock-main/.gitignore': 'dist\n*.log',
    'clock-main/dist/x.js': 'x',
    'clock-main/debug.log': 'l',
  };

  test('a zip: the one top folder is stripped, .gitignore heeded', async () => {
    const got = await open(
      zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
      'clock-main.zip',
    );
    expect(got.files).toEqual({ 'package.json': '{}', 'src/a.js': 'a\n', '.gitignore': 'dist\n*.log' });
    expect(got.notes).toEqual(['Left out, named by .gitignore: dist/x.js, debug.log.']);
    expect(got).toMatchObject({ name: 'clock-main', origin: { kind: 'archive', folder: 'clock-main' } });
  });

  test('one that git made is version control’s: nothing of it is ignored', async () => {
    const commit = 'a'.repeat(40);
    const bytes = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
    const zip = new Uint8Array([...bytes.subarray(0, -2), 40, 0, ...strToU8(commit)]);
    expect(Object.keys((await open(zip, 'clock-main.zip')).files)).toContain('dist/x.js');
    const global = { name: 'pax_global_header', type: 'g', data: strToU8(`52 comment=${commit}\n`) };
    const entries = Object.entries(files).map(([name, text]) => ({ name, data: strToU8(text) }));
    const got = await open(await gzip(rawTar([global, ...entries])), 'clock.tgz');
    expect(Object.keys(got.files)).toContain('debug.log');
  });

  test.each([
    ['tar', (bytes: Uint8Array) => bytes],
    ['tar.gz', gzip],
  ])('a %s', async (_, pack) => {
    const entries = Object.entries(files).map(([name, text]) => ({ name, data: strToU8(text) }));
    const got = await open(pack(rawTar([{ name: 'clock-main/', type: '5' }, ...entries])), 'clock.tgz');
    expect(Object.keys(got.files).sort()).toEqual(['.gitignore', 'package.json', 'src/a.js']);
  });

  test('a zip with backslashes between folders, as some tools of Windows write them', async () => {
    const names = [
      'r\\',
      'r\\src\\',
      'r\\src\\a.js',
      'r\\package.json',
      'r\\node_modules\\x\\i.js',
      'r\\.git\\config',
      'r\\..\\b.js',
    ];
    const got = await open(
      rawZip(names.map((name) => ({ name, data: strToU8(name.endsWith('\\') ? '' : 'x') }))),
      'r.zip',
    );
    expect(Object.keys(got.files).sort()).toEqual(['package.json', 'src/a.js']);
    expect(got.notes).toEqual([
      'Left out, installed packages: node_modules/.',
      'Left out, the path leaves the repository with ..: ../b.js.',
    ]);
  });

  test.each(['package', 'tests', '.'])(
    'a tar in %s/: installed packages and what Yarn keeps are named, and count for nothing',
    async (top) => {
      const packages = Array.from({ length: 5001 }, (_, i) => `node_modules/p/${i}.js`);
      const yarn = ['.pnp.cjs', '.pnp.loader.mjs', '.yarn/cache/p-npm-1.0.0-abc.zip', '.yarn/releases/yarn-4.cjs'];
      const fixture = 'spec/fixtures/node_modules/f/i.js';
      const names = ['package.json', ...packages, ...yarn, 'packages/a/node_modules/q/i.js', fixture, 'docs/.pnp.md'];
      const got = await open(rawTar(names.map((name) => ({ name: `${top}/${name}`, data: strToU8('{}') }))), 'p.tar');
      expect(Object.keys(got.files)).toEqual(['package.json', '.yarn/releases/yarn-4.cjs', fixture, 'docs/.pnp.md']);
      expect(got.notes).toHaveLength(1);
      const left = ['.pnp.cjs', '.pnp.loader.mjs', '.yarn/cache/', 'node_modules/', 'packages/a/node_modules/'];
      expect(/^Left out, installed packages: (.*)\.$/.exec(got.notes[0]!)?.[1]!.split(', ').sort()).toEqual(left);
    },
  );
});

describe(`${Object.keys(hostile).length} hostile archives`, () => {
  test.each(Object.keys(hostile))('%s', async (name) => {
    const got = await open(hostile[name]!()).catch((error: Error) => error);
    if (got instanceof Error) {
      expect(got.name).toBe('ImportError');
      expect(got.message).toMatch(/^\S[^\n]{10,220}[.]$/);
      return;
    }
    for (const path of Object.keys(got.files)) expect(pathFault(path)).toBeNull();
    expect(Object.getPrototypeOf(got.files)).toBe(Object.prototype);
    expect(Object.values(got.files).filter((content) => String(content).startsWith('evil'))).toEqual([]);
    // Whatever else was in it, the honest file is there and a note says what stayed out, unless nothing did.
    expect(got.files['src/a.js'] ?? got.files['a.js']).toBe('a');
  });
});

test('an import in batches is the same import', async () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`r/f${i}.js`, strToU8('x'.repeat(i * 20))]));
  const bytes = zipSync({ ...many, 'r/__proto.js': strToU8('p') });
  let batches = 0;
  const parts = map(inBatches(importArchive(bytes, 'r.zip')), (part) => ('batch' in part && batches++, part));
  expect(await drain(whole(parts))).toEqual(await open(bytes, 'r.zip'));
  expect(batches).toBeGreaterThan(3);
});

test('a folder: ignored and never imported files stay out, and are not even read', async () => {
  const read: string[] = [];
  const entry = (path: string, text: string): FolderEntry => ({
    path,
    size: text.length,
    bytes: async () => (read.push(path), strToU8(text)),
  });
  const entries = [
    entry('.gitignore', 'out/\n'),
    entry('a.js', 'a'),
    entry('out/b.js', 'b'),
    entry('node_modules/x/index.js', 'x'),
    entry('sub/.gitignore', 'secret*'),
    entry('sub/secret.txt', 's'),
    entry('sub/c.js', 'c'),
  ];
  const got = await drain(importFolder(entries, 'mine'));
  expect(Object.keys(got.files).sort()).toEqual(['.gitignore', 'a.js', 'sub/.gitignore', 'sub/c.js']);
  expect(read.filter((path) => /out|node_modules|secret/.test(path))).toEqual([]);
  await expect(drain(importFolder([], 'none'))).rejects.toMatchObject({ kind: 'empty' });
});
