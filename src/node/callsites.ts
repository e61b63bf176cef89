/**
 * `Error.prepareStackTrace` with the call sites that Node would give: files of the guest under their names, none of the
 * runtime's own frames, and Node's loader where a module was loaded.
 */
import type { Guest } from './guest';
import type { Loader } from './loader/loader';

const LOADER: [type: string, method: string, line: number, column: number][] = [
  ['Module', '_compile', 1521, 14],
  ['Object', '.js', 1623, 10],
  ['Module', 'load', 1266, 32],
  ['Function', '_load', 1091, 12],
];
const FILE = 'node:internal/modules/cjs/loader';
const PLAIN = 'isNative isConstructor isAsync isPromiseAll'.split(' ');

function loaderSite([type, method, line, column]: (typeof LOADER)[number]): Guest {
  const name = method === '.js' ? 'Module._extensions..js' : `Module.${method}`;
  const site: Guest = {
    getFileName: () => FILE,
    getScriptNameOrSourceURL: () => FILE,
    getFunctionName: () => name,
    getMethodName: () => method,
    getTypeName: () => type,
    getLineNumber: () => line,
    getColumnNumber: () => column,
    getThis: () => undefined,
    getFunction: () => undefined,
    getEvalOrigin: () => undefined,
    getPromiseIndex: () => null,
    isToplevel: () => false,
    isEval: () => false,
    toString: () => `${name} (${FILE}:${line}:${column})`,
  };
  for (const key of PLAIN) site[key] = () => false;
  return site;
}

/** Is that the text of a module itself: a function that begins in the wrapper before it? */
const atTop = (site: Guest, url: string, loader: Loader): boolean =>
  (site.getEnclosingLineNumber?.() ?? 1) === 1 &&
  (site.getEnclosingColumnNumber?.() ?? 1) <= (loader.prefixes.get(url) ?? 0);

/** One of the guest's frames under Node's names. */
function guestSite(site: Guest, url: string, loader: Loader): Guest {
  // Every function without a name is called so: the text is evaluated.
  const nameless = site.getFunctionName() === 'eval';
  const line: number | null = site.getLineNumber();
  const prefix = line === 1 ? (loader.prefixes.get(url) ?? 0) : 0;
  const column = Math.max(1, (site.getColumnNumber() ?? 1) - prefix);
  const name = (): string | null => (nameless ? null : site.getFunctionName());
  const top = nameless && atTop(site, url, loader);
  const toplevel = (): boolean => (top ? url.startsWith('file:') : site.isToplevel());
  const type = (): string | null => (toplevel() ? null : top ? 'Object' : site.getTypeName());
  const out: Guest = {
    getFileName: () => url,
    getScriptNameOrSourceURL: () => url,
    getFunctionName: name,
    getMethodName: () => (nameless ? null : site.getMethodName()),
    getTypeName: type,
    getLineNumber: () => line,
    getColumnNumber: () => column,
    getThis: () => undefined,
    getFunction: () => (top ? undefined : site.getFunction()),
    getEvalOrigin: () => undefined,
    getPromiseIndex: () => site.getPromiseIndex?.() ?? null,
    getEnclosingLineNumber: () => site.getEnclosingLineNumber?.() ?? line,
    getEnclosingColumnNumber: () => site.getEnclosingColumnNumber?.() ?? column,
    getScriptHash: () => '',
    isToplevel: toplevel,
    isEval: () => false,
    toString() {
      const place = `${url}:${line}:${column}`;
      if (nameless) return toplevel() ? place : `${type()}.<anonymous> (${place})`;
      return String(site).replace(/[^(\s]+:\d+:\d+(\)?)$/, (_, close: string) => place + close);
    },
  };
  for (const key of PLAIN) out[key] = () => site[key]?.() ?? false;
  return out;
}

/** The guest's frames among an engine's. */
export function shown(sites: Guest[], loader: Loader): Guest[] {
  const out: Guest[] = [];
  let loading = false;
  for (const site of sites) {
    const url: unknown = site.getFileName() ?? site.getScriptNameOrSourceURL();
    if (
      typeof url === 'string' &&
      /^(\/|file:\/\/\/|\[eval\]|\[stdin\]|evalmachine)/.test(url) &&
      !url.endsWith('/exec.js')
    ) {
      out.push(guestSite(site, url, loader));
      loading = url.startsWith('/') && site.getFunctionName() === 'eval' && atTop(site, url, loader);
      continue;
    }
    if (loading) out.push(...LOADER.map(loaderSite));
    loading = false;
    // Array.map and the like; what the runtime calls by itself is not shown.
    const name: string | null = site.getFunctionName();
    if (typeof url !== 'string' && name && !/^(apply|next|eval|.*\.(apply|next))$/.test(name)) out.push(site);
  }
  if (loading) out.push(...LOADER.map(loaderSite));
  return out;
}

/** Called once per worker: what the guest puts at `Error.prepareStackTrace` gets the guest's frames. */
export function installCallSites(loader: () => Loader | undefined): void {
  type Hook = (error: unknown, sites: Guest[]) => unknown;
  const wrappers = new WeakMap<object, Hook>();
  const originals = new WeakSet<object>();
  let hook: unknown;
  Object.defineProperty(Error, 'prepareStackTrace', {
    get: () => hook,
    set(given: unknown) {
      if (typeof given !== 'function' || originals.has(given)) {
        hook = given;
        return;
      }
      let wrapper = wrappers.get(given);
      if (!wrapper) {
        wrapper = (error, sites) => {
          const own = loader();
          return (given as Hook)(error, own ? shown(sites, own) : sites);
        };
        wrappers.set(given, wrapper);
        originals.add(wrapper);
      }
      hook = wrapper;
    },
    enumerable: false,
    configurable: true,
  });
}
