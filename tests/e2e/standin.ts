/**
 * A stand-in for StackBlitz's /headless page: it speaks the client's own protocol (Comlink 4.3.0) over an engine of a few
 * lines. Its programs are `node FILE`, which runs the file as a function of what `api` lists, and `jsh`, which does so with
 * each line that is typed. It watches files and counts the writes that the page asked for (`asked`).
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';

const comlink = fs.readFileSync(createRequire(import.meta.url).resolve('comlink/dist/umd/comlink.min.js'), 'utf8');

const engine = `
const files = new Map();
const watchers = new Set();
const listeners = new Map();
const norm = (path) => path.split('/').filter((part) => part && part !== '.').join('/');
let asked = 0;
const touch = (path) => { for (const { dir, listener } of watchers) if (norm(path).startsWith(dir + '/')) listener('change', norm(path).slice(dir.length + 1)); };
const write = (path, data) => { files.set(norm(path), typeof data === 'string' ? new TextEncoder().encode(data) : data); touch(path); };
const load = (node, prefix) => { for (const [name, child] of Object.entries(node.d)) {
  if (child.d) load(child, prefix + name + '/');
  else write(prefix + name, child.f.b ? Uint8Array.from(child.f.c, (c) => c.charCodeAt(0)) : child.f.c);
} };
const fsApi = {
  async readFile(path, encoding) { const data = files.get(norm(path)); if (!data) throw new Error('ENOENT: ' + path); return encoding ? new TextDecoder().decode(data) : data; },
  async writeFile(path, data) { asked++; write(path, data); },
  async mkdir() { return ''; },
  async rm(path) { asked++; const at = norm(path); for (const name of [...files.keys()]) if (name === at || name.startsWith(at + '/')) files.delete(name); touch(path); },
  async readdir(path) { const at = norm(path) + '/'; return [...new Set([...files.keys()].filter((name) => name.startsWith(at)).map((name) => name.slice(at.length).split('/')[0]))]; },
  async rename(from, to) { files.set(norm(to), files.get(norm(from))); files.delete(norm(from)); },
  watch(path, options, listener) { const one = { dir: norm(path), listener }; watchers.add(one); return Comlink.proxy({ close() { watchers.delete(one); } }); },
};
const instance = () => ({
  fs: () => Comlink.proxy(fsApi),
  previewScript: () => Comlink.proxy({}),
  runtimeInfo: () => ({ path: '/bin', cwd: '/home/repo' }),
  setCredentials() {},
  loadFiles(payload, { mountPoints } = {}) { load(JSON.parse(new TextDecoder().decode(payload)), mountPoints ? norm(mountPoints) + '/' : ''); },
  serialize(path) {
    const root = { d: {} };
    const at = norm(path) + '/';
    for (const [name, data] of files) {
      if (!name.startsWith(at) || /node_modules/.test(name)) continue;
      const parts = name.slice(at.length).split('/');
      let node = root;
      for (const part of parts.slice(0, -1)) node = node.d[part] ??= { d: {} };
      const text = new TextDecoder().decode(data);
      node.d[parts.at(-1)] = { f: text.includes('\\uFFFD') ? { c: String.fromCharCode(...data), b: true } : { c: text } };
    }
    return new TextEncoder().encode(JSON.stringify(root));
  },
  on(event, listener) { listeners.set(event, listener); return Comlink.proxy(() => listeners.delete(event)); },
  async run({ command, args, cwd = '.', env = {}, terminal }, out, err, output) {
    const say = (text) => output?.(new TextEncoder().encode(text));
    let end; let killed = false; let deaf = false; let size = terminal; let typed = ''; let wake = () => {};
    const ports = new Set();
    const onExit = new Promise((resolve) => (end = resolve));
    const finish = (code) => { for (const port of ports) listeners.get('port')?.(port, 'close', ''); output?.(null); end(code); };
    const line = async () => {
      for (;;) {
        const at = typed.indexOf('\\r');
        if (at >= 0) { const one = typed.slice(0, at); typed = typed.slice(at + 1); return one; }
        if (killed) return 'exit';
        await new Promise((resolve) => (wake = resolve));
      }
    };
    const run = async (code) => {
      const api = {
        read: (path) => new TextDecoder().decode(files.get(norm(cwd + '/' + path)) ?? new Uint8Array()),
        write: (path, data) => write(cwd + '/' + path, data),
        remove: (path) => { files.delete(norm(cwd + '/' + path)); touch(cwd + '/' + path); },
        print: (text) => say(text + '\\r\\n'),
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        dead: () => killed,
        ignoreKill: () => (deaf = true),
        size: () => size.cols + ' x ' + size.rows,
        serve: (port) => { ports.add(port); listeners.get('server-ready')?.(port, location.origin + '/preview'); },
        line,
        env,
      };
      return (await new (async () => {}).constructor(...Object.keys(api), code)(...Object.values(api))) ?? 0;
    };
    const shell = async () => {
      for (;;) {
        say('> ');
        const code = await line();
        if (code === 'exit') return 0;
        await run(code).catch((error) => say(String(error) + '\\r\\n'));
      }
    };
    const file = command === 'node' ? args.at(-1) : undefined;
    const code = file === undefined ? undefined : files.get(norm(cwd + '/' + file));
    if (command === 'npm' && (args[0] === 'install' || args[0] === 'ci')) { say('added 1 package\\r\\n'); write(cwd + '/node_modules/x/index.js', 'x'); setTimeout(() => finish(0)); }
    else if (!code && command !== 'jsh') { say('\\u001b[31m' + command + ': not found\\u001b[0m\\r\\n'); setTimeout(() => finish(127)); }
    else setTimeout(async () => {
      try { finish(await (command === 'jsh' ? shell() : run(new TextDecoder().decode(code)))); }
      catch (error) { say(String(error) + '\\r\\n'); finish(1); }
    });
    return Comlink.proxy({
      onExit,
      kill() { killed = true; wake(); if (!deaf) setTimeout(() => finish(143), 20); },
      write(text) { typed += text; say(text.replace('\\r', '\\r\\n')); wake(); },
      resize(to) { size = to; },
    });
  },
  teardown() { files.clear(); watchers.clear(); },
});
const { port1, port2 } = new MessageChannel();
Comlink.expose({ build: () => Comlink.proxy(instance()) }, port1);
parent.postMessage({ type: 'init' }, '*', [port2]);
`;

export const headless = `<!doctype html><title>stand-in</title><script>${comlink}</script><script>${engine}</script>`;
