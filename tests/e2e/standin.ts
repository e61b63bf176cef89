/**
 * A stand-in for StackBlitz's /headless page: it speaks the client's own protocol (Comlink 4.3.0) over an engine of a few
 * lines. Its only program is `node FILE`, which runs the file as a function of (read, write, print, sleep, exit).
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';

const comlink = fs.readFileSync(createRequire(import.meta.url).resolve('comlink/dist/umd/comlink.min.js'), 'utf8');

const engine = `
const files = new Map();
const watchers = new Set();
const listeners = new Map();
const norm = (path) => path.split('/').filter((part) => part && part !== '.').join('/');
const touch = (path) => { for (const { dir, listener } of watchers) if (norm(path).startsWith(dir)) listener('change', norm(path).slice(dir.length + 1)); };
const write = (path, data) => { files.set(norm(path), typeof data === 'string' ? new TextEncoder().encode(data) : data); touch(path); };
const load = (node, prefix) => { for (const [name, child] of Object.entries(node.d)) {
  if (child.d) load(child, prefix + name + '/');
  else write(prefix + name, child.f.b ? Uint8Array.from(child.f.c, (c) => c.charCodeAt(0)) : child.f.c);
} };
const fsApi = {
  async readFile(path, encoding) { const data = files.get(norm(path)); if (!data) throw new Error('ENOENT: ' + path); return encoding ? new TextDecoder().decode(data) : data; },
  async writeFile(path, data) { write(path, data); },
  async mkdir() { return ''; },
  async rm(path) { const at = norm(path); for (const name of [...files.keys()]) if (name === at || name.startsWith(at + '/')) files.delete(name); touch(path); },
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
      node.d[parts.at(-1)] = { f: { c: new TextDecoder().decode(data) } };
    }
    return new TextEncoder().encode(JSON.stringify(root));
  },
  on(event, listener) { listeners.set(event, listener); return Comlink.proxy(() => listeners.delete(event)); },
  async run({ command, args, cwd = '.', env = {} }, out, err, output) {
    const say = (text) => output?.(new TextEncoder().encode(text));
    let end; let killed = false;
    const onExit = new Promise((resolve) => (end = resolve));
    const finish = (code) => { output?.(null); end(code); };
    const file = command === 'node' ? args.at(-1) : undefined;
    const code = file === undefined ? undefined : files.get(norm(cwd + '/' + file));
    if (command === 'npm' && (args[0] === 'install' || args[0] === 'ci')) { say('added 1 package\\r\\n'); write(cwd + '/node_modules/x/index.js', 'x'); setTimeout(() => finish(0)); }
    else if (!code) { say('\\u001b[31m' + command + ': not found\\u001b[0m\\r\\n'); setTimeout(() => finish(127)); }
    else setTimeout(async () => {
      try {
        const api = [(path) => new TextDecoder().decode(files.get(norm(cwd + '/' + path)) ?? new Uint8Array()), (path, text) => write(cwd + '/' + path, text), (text) => say(text + '\\r\\n'), (ms) => new Promise((resolve) => setTimeout(resolve, ms)), () => killed, (port) => listeners.get('server-ready')?.(port, location.origin + '/preview'), env];
        finish((await new (async () => {}).constructor('read', 'write', 'print', 'sleep', 'dead', 'serve', 'env', new TextDecoder().decode(code))(...api)) ?? 0);
      } catch (error) { say(String(error) + '\\r\\n'); finish(1); }
    });
    return Comlink.proxy({ onExit, kill() { killed = true; setTimeout(() => finish(143), 20); }, write() {}, resize() {} });
  },
  teardown() { files.clear(); watchers.clear(); },
});
const { port1, port2 } = new MessageChannel();
Comlink.expose({ build: () => Comlink.proxy(instance()) }, port1);
parent.postMessage({ type: 'init' }, '*', [port2]);
`;

export const headless = `<!doctype html><title>stand-in</title><script>${comlink}</script><script>${engine}</script>`;
