/** Verdict mode: what the texts of the tests put doubles in place of. Only there may anybody, and nothing is doubled for the tests. */

/** Halves of one module. */
const FILES = ['fs', 'fs/promises'];
const TIMERS = ['timers', 'timers/promises'];
/** Built-in modules of which packages and tests get a copy of their own: what they compare is read or made through these. */
export const READ: readonly string[] = [
  ...[...FILES, 'path', 'os', 'url', 'crypto', 'child_process', 'util', 'querystring', 'string_decoder', 'punycode'],
  ...['zlib', 'v8', 'vm', 'perf_hooks', ...TIMERS],
];
/** A test that plays another platform. */
const PLAYED =
  /\bprocess\s*\.\s*(platform|arch|versions?|release|features|hrtime|uptime|memoryUsage|cpuUsage)\b(\s*\.\s*\w+)?\s*=(?!=)|[(,]\s*((globalThis|global)\s*\.\s*)?process\s*[,)]|\bdelete\s+process\b/;
/** Time that a library plays. */
const FAKED = /fake-?timers|\bmock\.timers\b|\blolex\b|\bsinon\b/i;
/** Where a module is taken under a name; `module` says how its name is written, in one group. */
const takes = (module: string) =>
  new RegExp(
    String.raw`\b(?:import\s+(?:\*\s*as\s+)?([\w$]+)\s+from\s*|import\s*[\w$]*,?\s*\{[^}]*\bdefault\s+as\s+([\w$]+)[^}]*\}\s*from\s*|([\w$]+)\s*=\s*(?:await\s+)?(?:require|import)\s*\(\s*)(['"` +
      '`' +
      String.raw`])${module}\4`,
    'g',
  );
const BUILTINS = takes(String.raw`(?:node:)?([\w/]+)`);
const PACKAGES = takes(String.raw`([@\w][@\w./-]*)`);
const DOUBLES =
  /\b(mock-?fs|mock-require|mockery|memfs|unionfs|proxyquire\w*|rewire\w*|esmock|quibble|testdouble|decache|import-fresh|require-uncached|require\.cache|_load|_resolveFilename|_extensions|(jest|vi|mock|td)\.(mock|doMock|unstable_mockModule|module|replace\w*))\b/i;

const SAID = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
const NAMED = /\bimport\b[^;()]*?\bfrom\b|[\w$]+\s*=\s*(?:await\s+)?(?:require|import)\s*\(/g;

/** Modules that a text takes, each with a pattern of the name it has there; and the text without words, imports and requires. */
function takenIn(text: string, modules: RegExp): { rest: string; taken: [module: string, name: string][] } {
  const taken = [...text.matchAll(modules)].map(([, star, named, assigned, , module]): [string, string] => [
    module!,
    `(?<![\\w$.])${(star ?? named ?? assigned)!.replace(/\$/g, '\\$&')}(?![\\w$])`,
  ]);
  return { rest: text.replace(SAID, ' ').replace(NAMED, ' '), taken };
}

/** Packages whose members a text replaces by doubles; `*`: any. */
export function stubbedIn(text: string): string[] {
  if (DOUBLES.test(text)) return ['*'];
  const { rest, taken } = takenIn(text, PACKAGES);
  const out: string[] = [];
  for (const [module, name] of taken) {
    const more = `\\b\\w*([sS]tub|[sS]py|[mM]ock|[rR]eplace|defineProperty|assign)\\w*\\s*\\(\\s*${name}|${name}(\\s*\\.[\\w$]+)+\\s*=(?![=>])|\\bdelete\\s+${name}`;
    if (new RegExp(more).test(rest)) out.push(/^(@[^/]+\/)?[^/]+/.exec(module)![0]);
  }
  return out;
}

/** Built-in modules of which a text does more than read members (hands on, changes), both halves where it does so to one. */
export function replacedIn(text: string): readonly string[] {
  if (DOUBLES.test(text)) return [...READ, 'process'];
  const { rest, taken } = takenIn(text, BUILTINS);
  const out: string[] = PLAYED.test(rest) ? ['process'] : [];
  if (FAKED.test(text)) out.push(...TIMERS);
  for (const [module, name] of taken) {
    const more = `${name}(?!\\s*\\.)|${name}\\s*\\.promises\\b(?!\\s*\\.)|${name}(\\s*\\.[\\w$]+)+\\s*=(?![=>])|\\bdelete\\s+${name}`;
    if (READ.includes(module) && new RegExp(more).test(rest)) out.push(module);
  }
  for (const halves of [FILES, TIMERS]) if (halves.some((half) => out.includes(half))) out.push(...halves);
  return out;
}

/**
 * Members of built-ins that honest tests replace by doubles: clocks, chance, what depends on the place. Whoever else replaces
 * one steers what the tests measure, draw or compare with.
 */
export const STUBBED: Readonly<Record<string, readonly string[]>> = {
  Math: ['random'],
  Date: ['now'],
  'Date.prototype': ['getTimezoneOffset', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'],
  'Performance.prototype': ['now'],
  performance: ['now', 'timeOrigin'],
  crypto: ['getRandomValues', 'randomUUID'],
  // It is handed every error that an assertion library makes.
  Error: ['captureStackTrace'],
};
const PLAYERS = /\b(seedrandom|mock-?date|timekeeper|jest-date-mock|jest-mock-random)\b/i;

/** Does the text replace members of this built-in? `owner`: a key of STUBBED. */
export function replacesMember(text: string, owner: string): boolean {
  if (PLAYERS.test(text)) return true;
  const name = owner.startsWith('Perf') ? '[Pp]erformance' : owner.replace(/\..*/, '');
  if (!new RegExp(name).test(text)) return false;
  const object = `\\b${name}(\\s*\\.\\s*prototype)?\\s*`;
  const more = `\\bdelete\\s+${object}|${object}(\\.\\s*\\w+|\\[[^\\]]*\\])\\s*=(?![=>])|\\(\\s*((globalThis|global|window)\\s*\\.\\s*)?${object},`;
  return new RegExp(more).test(text.replace(SAID, ' '));
}
