/** What the embedded sandbox lacks and a repository may need: native addons, builds, browsers, databases. */
import type { Files, Framework } from '../types';
import { lacks } from './absent';
import type { Manifest } from './manifest';

export interface About {
  files: Files;
  manifest: Manifest | undefined;
  script: string;
  imported: ReadonlySet<string>;
  tests: string[];
}

/** Packages with compiled parts, by name; others are found when their files are listed. */
export const NATIVE = new Set(
  'better-sqlite3 sqlite3 sharp canvas bcrypt argon2 node-sass leveldown bufferutil utf-8-validate re2 zeromq usb serialport @swc/core esbuild lightningcss isolated-vm keytar'.split(
    ' ',
  ),
);
const BROWSERS = /\b(?:karma|playwright|puppeteer|cypress|testcafe|wdio|nightwatch|web-test-runner|wtr)\b/;
const DATABASES = new Set(
  'pg mysql mysql2 mongodb mongoose redis ioredis mssql oracledb cassandra-driver @elastic/elasticsearch'.split(' '),
);
const BUILDS = /\b(?:tsc(?!\s+--noEmit)|webpack|rollup|esbuild|vite\s+build|next|nuxt|gulp|grunt|swc|babel)\b/;
const OTHER = /\b(?:jasmine|lab|bun\s+test|deno\s+test|qunit|intern)\b/;

const some = (names: ReadonlySet<string>, among: ReadonlySet<string>): string[] =>
  [...names].filter((name) => among.has(name)).sort();

/** Reasons for the WebContainer; empty = the embedded sandbox will do. */
export function needsContainer({ script, imported, files, manifest }: About, framework: Framework | null): string[] {
  const out: string[] = [];
  const natives = some(imported, NATIVE);
  if (natives.length) out.push(`${natives.join(', ')} has compiled parts that the embedded sandbox can't run.`);
  const own = Object.entries(files).filter(([path]) => !/(^|\/)node_modules\//.test(path));
  const text = (path: RegExp, content: RegExp) =>
    own.some(([name, source]) => typeof source === 'string' && path.test(name) && content.test(source));
  if (
    text(
      /\.[cm]?tsx?$/,
      /(^|\n)[ \t]*(export\s+(default\s+)?)?@[A-Za-z_$][\w$.]*(\(|\s+(export|class|abstract|public|private|protected|readonly|static|async|[\w$]+\s*[(:;=]))|[(,]\s*@[A-Za-z_$][\w$]*\(/,
    )
  )
    out.push('Its TypeScript uses decorators, which the embedded sandbox does not compile.');
  if (
    imported.has('worker_threads') ||
    imported.has('node:worker_threads') ||
    text(/\.[cm]?[jt]sx?$/, /['"](node:)?worker_threads['"]/)
  ) {
    if (text(/\.[cm]?[jt]sx?$/, /\bnew\s+(\w+\.)?Worker\s*\(/))
      out.push('It starts worker threads, which the embedded sandbox does not have.');
  }
  const version = (name: string) => manifest?.devDependencies[name];
  out.push(...lacks({ framework, script, version, text }));
  const runner = /\b(turbo|nx|lerna|moon|rush)\b/.exec(script)?.[0];
  if (runner) out.push(`Its tests are started by ${runner}, which only real Node can run.`);
  const before = manifest?.scripts.pretest ?? '';
  const build = BUILDS.exec(script)?.[0] ?? BUILDS.exec(before)?.[0];
  if (build) out.push(`Its test script builds with ${build} first; the embedded sandbox skips builds.`);
  const other = OTHER.exec(script)?.[0];
  if (other && framework === null) out.push(`It is tested with ${other}, which only real Node can run.`);
  return out;
}

/** What neither sandbox offers. */
export function needsElsewhere({ script, imported, manifest }: About): string[] {
  const out: string[] = [];
  const browser = BROWSERS.exec(script)?.[0];
  if (browser)
    out.push(
      `Its tests drive a real browser (${browser}), which no sandbox in a tab can. Name a command for the tests that don't.`,
    );
  const declared = new Set(Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies }));
  const databases = some(imported, DATABASES).filter((name) => declared.has(name));
  if (databases.length)
    out.push(
      `Its tests may need a database (${databases.join(', ')}), which no sandbox in a tab has. Name a command for the tests that don't.`,
    );
  return out;
}
