// After the site is built: tells its service worker which files there are, so that a reload without a network works.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Engines and other large files: kept once they were used. */
const LARGE = 2_000_000;
/** The repo of the task that the page offers first. */
const FIRST = 'spans';
/** What a first run does not need. */
const LATER = /^(models\/(fill|loop)\/|sandbox\/(packs\/|strict\.js|container\.js)|tasks\/repos\/)/;
const NEVER = /(^|\/)\.|^_|^(sw\.js|container-sw\.js|404\.html|container\.html)$|\.map$/;

const json = (...parts) => JSON.parse(fs.readFileSync(path.join(...parts), 'utf8'));

/** The first task, and the library that runs its tests. */
function firstRun(dir) {
  const { framework } = json(dir, 'tasks/index.json').repos.find(({ name }) => name === FIRST);
  const packs = json(dir, 'sandbox/packs/index.json');
  const needed = (id) => (packs[id] ? [packs[id].file, ...packs[id].needs.flatMap(needed)] : []);
  const files = ['index.json', ...needed(framework)].map((file) => `sandbox/packs/${file}`);
  return new Set([`tasks/repos/${FIRST}.json`, ...files]);
}

/** Fills in the lists of `dir`/sw.js. @returns bytes kept before the worker takes over, and at idle */
export function offline(dir) {
  /** Names and hashes. @type {Record<'CORE' | 'REST' | 'USED', [string, string][]>} */
  const lists = { CORE: [], REST: [], USED: [] };
  const first = firstRun(dir);
  const bytes = { CORE: 0, REST: 0, USED: 0 };
  for (const entry of fs.readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(dir, full).split(path.sep).join('/');
    if (!entry.isFile() || NEVER.test(name)) continue;
    const body = fs.readFileSync(full);
    const list = body.length > LARGE ? 'USED' : LATER.test(name) && !first.has(name) ? 'REST' : 'CORE';
    lists[list].push([name, createHash('sha256').update(body).digest('hex').slice(0, 12)]);
    bytes[list] += body.length;
  }
  for (const list of Object.values(lists)) list.sort(([a], [b]) => (a < b ? -1 : 1));
  const version = createHash('sha256').update(JSON.stringify(lists)).digest('hex').slice(0, 12);
  const worker = path.join(dir, 'sw.js');
  const text = Object.entries(lists).reduce(
    (text, [name, list]) => text.replace(`const ${name} = [];`, () => `const ${name} = ${JSON.stringify(list)};`),
    fs.readFileSync(worker, 'utf8').replace("const VERSION = 'unbuilt';", `const VERSION = '${version}';`),
  );
  fs.writeFileSync(worker, text);
  return bytes;
}
