// What every command needs first: a new enough Node, the dependencies, and (for tests) a Chromium. Only Node built-ins here.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const stampFile = path.join(root, 'node_modules', '.protege-install');

/** Ends the process with one sentence for the user. @returns {never} */
export function stop(message) {
  console.error(`\n${message}\n`);
  process.exit(2);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    stop(
      `Node ${process.versions.node} is too old: install Node 20.19 or newer (https://nodejs.org) and run the command again.`,
    );
  }
}

/** How npm is started here: command, arguments and options for spawn. @returns {[string, string[], { shell?: boolean }]} */
export function npm(args) {
  const script = process.env.npm_execpath;
  if (script) return [process.execPath, [script, ...args], {}];
  const windows = process.platform === 'win32';
  return [windows ? 'npm.cmd' : 'npm', args, { shell: windows }];
}

/** Installs the locked dependencies unless node_modules already matches package-lock.json. Noise goes to stderr. */
export function install() {
  checkNode();
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  const want = createHash('sha256').update(lock).digest('hex');
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === want) return;
  console.error('Installing dependencies (once) …');
  const [command, args, options] = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  const done = spawnSync(command, args, { ...options, cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) stop('npm ci failed (see above). Check the network, then run the command again.');
  fs.writeFileSync(stampFile, want);
}

/** Runs a program of node_modules/.bin in the project root, inheriting the terminal; returns its exit code. */
export function bin(name, args, options = {}) {
  const pkg = { vite: 'vite/bin/vite.js', vitest: 'vitest/vitest.mjs' }[name];
  const done = spawnSync(process.execPath, [path.join(root, 'node_modules', pkg), ...args], {
    cwd: root,
    stdio: options.stdio ?? 'inherit',
    env: { ...process.env, ...options.env },
  });
  return done.status ?? 1;
}

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

async function playwrightChromium() {
  const { chromium } = await import('playwright');
  const file = chromium.executablePath();
  return file && fs.existsSync(file) ? file : undefined;
}

/** A Chromium to test with: $CHROMIUM_PATH, the system's, Playwright's, else Debian's package when root. */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return fs.existsSync(named) ? named : stop(`CHROMIUM_PATH points to ${named}, which does not exist.`);
  const found = candidates.find((file) => fs.existsSync(file)) ?? (await playwrightChromium());
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get')) {
    console.error("No Chromium found: installing Debian's package …");
    const run = (...args) =>
      execFileSync('apt-get', args, {
        stdio: ['ignore', 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    try {
      run('update', '-qq');
      run('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
    } catch {
      stop(
        'apt-get could not install chromium (see above). Install Chromium or Chrome, or set CHROMIUM_PATH to its binary.',
      );
    }
    if (fs.existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  return stop(
    'The tests need a Chromium and none was found. Install Chrome or Chromium, or type `npx playwright install chromium`, or set CHROMIUM_PATH to a binary; then run `npm test` again.',
  );
}

/** The port a listening server has. @param {import('node:net').Server} server */
export const portOf = (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port;

/** Newest change below the given paths: is `output` older than any of them? */
export function stale(output, inputs) {
  if (!fs.existsSync(output)) return true;
  const limit = fs.statSync(output).mtimeMs;
  const newer = (file) => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (!stat) return false;
    if (!stat.isDirectory()) return stat.mtimeMs > limit;
    return fs.readdirSync(file).some((name) => newer(path.join(file, name)));
  };
  return inputs.some((name) => newer(path.join(root, name)));
}
