/**
 * What of Node and of the test runners the embedded sandbox does not have, where a repository shows that it needs it.
 * docs/node.md says the same to people; tests/docs.test.ts holds both equal.
 */
import type { Framework } from '../types';

/** By the calls that ask for it: `of` modules, behind their name where it is `told`. */
export const ABSENT: { what: string; of: string[]; names: string; told?: boolean }[] = [
  {
    what: 'ciphers, keys or signatures of node:crypto',
    of: ['crypto'],
    names:
      'createCipheriv createDecipheriv createSign createVerify createECDH createDiffieHellman createPrivateKey createPublicKey generateKeyPair generateKeyPairSync privateDecrypt publicEncrypt',
  },
  {
    what: 'Brotli of node:zlib',
    of: ['zlib'],
    names:
      'brotliCompress brotliCompressSync brotliDecompress brotliDecompressSync createBrotliCompress createBrotliDecompress',
  },
  { what: 'fs.watch', of: ['fs'], names: 'watch watchFile', told: true },
  { what: 'UDP sockets', of: ['dgram'], names: 'createSocket', told: true },
  { what: 'TLS or HTTP/2 servers', of: ['http2', 'tls'], names: 'createServer createSecureServer', told: true },
  { what: 'TLS or HTTP/2 servers', of: ['https'], names: 'createServer', told: true },
];
const callOf = ({ of, names, told }: (typeof ABSENT)[number]) =>
  new RegExp(`\\b${told ? `(?:${of.join('|')})\\.` : ''}(?:${names.replaceAll(' ', '|')})\\s*\\(`);

/** What is looked at of a repository. */
export interface SeenRepo {
  framework: Framework | null;
  /** The test script. */
  script: string;
  /** The version range of a package that tests are run with. */
  version(name: string): string | undefined;
  /** Some file of its own with such a path holds this. */
  text(path: RegExp, content: RegExp): boolean;
}

export interface Lack {
  /** As the table of docs/node.md has it, there in bold where it is `needed`. */
  what: string;
  /** Tests of such a repository fail without it. Absent: they run just the same, or it does not show in files. */
  needed?: (seen: SeenRepo) => boolean;
  /** What the import says then. */
  says?: string | ((seen: SeenRepo) => string);
}

const CONFIG = /(^|\/)(package\.json|(jest|vitest|vite)\.(config|workspace)\.\w+)$/;
const simulated = (seen: SeenRepo): boolean =>
  seen.text(
    /(^|\/)(package\.json|(jest|vitest|vite)\.(config|workspace)\.\w+)$|\.(test|spec)\.[cm]?[jt]sx?$/,
    /(?:jest-environment|vitest-environment)[ \t]+(\S*(?:jsdom|happy-dom))|\b(?:testEnvironment|environment)['"]?\s*:\s*['"](\S*(?:jsdom|happy-dom))['"]/,
  ) || /--(test)?[eE]nv(ironment)?[= ]\S*(jsdom|happy-dom)/.test(seen.script);
const SIMULATED =
  'Its tests run in a simulated browser (jsdom or happy-dom), which the embedded sandbox does not have.';
const tapVersion = ({ version }: SeenRepo) => Number(/\d+/.exec(version('tap') ?? '')?.[0]);

/** Of each runner, by its name in the table of docs/node.md. */
export const RUNNERS: Record<string, Lack[]> = {
  'jest 29': [
    { what: 'coverage' },
    { what: 'watching' },
    { what: '`testEnvironment` other than node', needed: simulated, says: SIMULATED },
    { what: 'writing inline snapshots' },
    {
      what: '`runner` or `resolver` of its own',
      needed: (seen) =>
        seen.framework === 'jest' && seen.text(CONFIG, /['"]?\b(runner|resolver)['"]?\s*:\s*['"](<rootDir>|\.|jest-)/),
      says: 'Its jest has a runner or resolver of its own, which the embedded sandbox does not load.',
    },
    {
      what: '`automock` of everything',
      needed: (seen) =>
        seen.framework === 'jest' &&
        (seen.text(CONFIG, /['"]?\bautomock['"]?\s*:\s*true/) || /--automock\b/.test(seen.script)),
      says: 'Its jest mocks every module by itself (automock), which the embedded sandbox does not.',
    },
  ],
  'vitest 4': [
    {
      what: 'browsers',
      needed: (seen) =>
        seen.framework === 'vitest' &&
        (/--browser\b(?!=false)/.test(seen.script) ||
          seen.text(CONFIG, /\bbrowser['"]?\s*:\s*\{[^}]*\benabled['"]?\s*:\s*true/)),
      says: 'Its vitest runs tests in a browser of its own, which the embedded sandbox does not start.',
    },
    { what: 'typecheck' },
    { what: 'coverage' },
    { what: 'benchmarks' },
    { what: 'plugins of Vite (left out, with a word on stderr)' },
    { what: 'environments other than node', needed: simulated, says: SIMULATED },
    { what: 'workers: files run one after another' },
  ],
  'mocha 12': [
    {
      what: '`--parallel`',
      needed: (seen) =>
        seen.framework === 'mocha' &&
        (/--parallel\b/.test(seen.script) || seen.text(/(^|\/)\.mocharc\.\w+$/, /\bparallel['"]?\s*:\s*true/)),
      says: 'It runs mocha in parallel, which the embedded sandbox does not.',
    },
    { what: '`--watch`' },
    { what: 'reporters that write files' },
  ],
  'tap 16': [
    {
      what: 'tap above 16',
      needed: (seen) => seen.framework === 'tap' && tapVersion(seen) > 16,
      says: (seen) => `It is tested with tap ${tapVersion(seen)}; the embedded sandbox speaks tap 16.`,
    },
    { what: 'plugins' },
    { what: 'coverage' },
    { what: 'watching' },
  ],
  'tape 5': [{ what: 'coverage' }],
  'uvu 0.5': [{ what: 'coverage' }, { what: 'watching' }],
  'ava 6': [
    { what: 'coverage' },
    { what: 'watching' },
    { what: 'workers: files run one after another' },
    { what: 'new snapshots where `CI` is set' },
  ],
};

/** What the import says of modules and of runners, one sentence each. */
export function lacks(seen: SeenRepo): string[] {
  const modules = ABSENT.filter((one) => seen.text(/\.[cm]?[jt]sx?$/, callOf(one))).map(
    ({ what }) => `It uses ${what}, which the embedded sandbox does not have.`,
  );
  const runners = Object.values(RUNNERS)
    .flat()
    .filter(({ needed }) => needed?.(seen))
    .map(({ says = '' }) => (typeof says === 'string' ? says : says(seen)));
  return [...new Set([...modules, ...runners])];
}
