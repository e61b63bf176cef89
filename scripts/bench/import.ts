/** What the import benchmark runs in Node: the real import core against a loopback stand-in of GitHub and jsDelivr. */
import { strToU8, zipSync } from 'fflate';
import { importAddress } from '../../src/import';
import { detect } from '../../src/import/detect';
import { installPackages } from '../../src/import/install';
import { drain } from '../../src/lib/stream';
import { openHub } from '../../tests/import/hub';

const source = (i: number) => `export const value${i} = ${i};\n${'// a line of the file\n'.repeat(60)}`;

const repo = (count: number): Record<string, string> => ({
  'package.json': JSON.stringify({ name: 'bench', scripts: { test: 'node --test' } }),
  ...Object.fromEntries(Array.from({ length: count - 1 }, (_, i) => [`src/dir${i % 20}/file${i}.js`, source(i)])),
});

/** Milliseconds for a repository of `count` files, and the most requests that were open at once. */
export async function bring(count: number): Promise<{ ms: number; most: number }> {
  const hub = await openHub();
  hub.repos['acme/bench'] = { files: repo(count) };
  const started = performance.now();
  const { files } = await drain(importAddress('acme/bench', { hosts: hub.hosts }));
  const ms = performance.now() - started;
  if (Object.keys(files).length !== count) throw new Error('Not every file came.');
  await hub.close();
  return { ms, most: hub.most() };
}

/** Milliseconds to install `count` packages of ten files each. */
export async function packages(count: number): Promise<number> {
  const hub = await openHub();
  const names = Array.from({ length: count }, (_, i) => `pack-${i}`);
  names.forEach((name, i) => {
    const dependencies = i + 3 < count ? { [`pack-${i + 3}`]: '^1.0.0' } : {};
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`lib/${n}.js`, source(n)]));
    hub.packages[name] = {
      '1.0.0': { 'package.json': JSON.stringify({ name, version: '1.0.0', dependencies }), ...files },
    };
  });
  const dependencies = Object.fromEntries(names.slice(0, 3).map((name) => [name, '^1.0.0']));
  const files = {
    'package.json': JSON.stringify({ dependencies }),
    'a.js': names
      .slice(0, 3)
      .map((name) => `require('${name}');`)
      .join('\n'),
  };
  const started = performance.now();
  const got = await drain(installPackages(files, { hosts: hub.hosts }));
  const ms = performance.now() - started;
  if (got.packages.length !== count) throw new Error(`Only ${got.packages.length} packages came.`);
  await hub.close();
  return ms;
}

/** Milliseconds to look at a repository of `count` files. */
export function look(count: number): number {
  const files = repo(count);
  const started = performance.now();
  detect(files);
  return performance.now() - started;
}

export const zip = (count: number): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(repo(count)).map(([name, text]) => [`bench-main/${name}`, strToU8(text)])));
