/** CommonJS text: checked, compiled with Node's parameters, run as a module's body. */
import type { Guest, GuestFunction } from '../guest';
import { asyncContext } from '../context';
import { apply } from '../primordials';
import { makeRequire, type GuestModule } from './commonjs';
import type { Loader } from './loader';
import { locateSyntaxError } from './syntax';
import { transformModule, transformScript } from './transform';
import { needsSucrase, stripTypes } from './typescript';
import { hiddenNames } from './waits';

/** A guest may not see or patch these. */
const compile = globalThis.eval;

/** Compiles without running (node --check). */
export function check(loader: Loader, text: string, path: string): void {
  const source = needsSucrase(path) ? stripTypes(text, path) : text;
  const format = loader.format(path, source);
  if (format === 'module' || format === 'mixed')
    return void compile(transformModule(source, path, format === 'mixed').code);
  try {
    const names = hiddenNames(source);
    compile(
      `(function(exports,require,module,__filename,__dirname,${names.import}){${transformScript(source, path, false, names)}\n})`,
    );
  } catch (error) {
    throw locateSyntaxError(source, path, error as Error);
  }
}

/** Runs CommonJS text as this module's body. */
export function runScript(loader: Loader, module: GuestModule, text: string, path = module.filename): void {
  const names = hiddenNames(text);
  const key = loader.rights.isKeyed(module);
  const own = key ? undefined : (loader.Module.ownWrapper as ((text: string) => string) | undefined);
  const [before, after, enter] = loader.rights.around(path, key);
  const parameters = `${own ? '' : 'exports,require,module,__filename,__dirname,'}${names.import},${names.async}`;
  const sloppy = `${before}(function(${parameters}){`;
  const strict = own === undefined && loader.hooks.keeper?.isStrict(path) === true;
  const head = strict ? `${sloppy}"use strict";` : sloppy;
  loader.prefixes.set(path, head.length);
  let body: GuestFunction;
  try {
    const source = transformScript(text, path, loader.tracks(), names);
    loader.hooks.keeper?.note(path, source);
    const inside = own ? `return ${own(source).trimStart()}` : source;
    const made = (start: string) => enter(compile(`${start}${inside}\n})${after}\n//# sourceURL=${path}`));
    body = strict
      ? firstOf(
          () => made(head),
          () => (loader.prefixes.set(path, sloppy.length), made(sloppy)),
        )
      : made(head);
  } catch (error) {
    throw locateSyntaxError(text, path, error as Error);
  }
  const outer = [
    module.exports,
    makeRequire(loader, module),
    module,
    path,
    path.replace(/\/?[^/]*$/, '') || (path.startsWith('/') ? '/' : '.'),
  ];
  const from = path.startsWith('/') ? path : `${loader.cwd()}/${path}`;
  const inner = [loader.dynamicImport(from, key), asyncContext];
  if (own) apply(apply(body, undefined, inner), module.exports, outer);
  else apply(body, module.exports, [...outer, ...inner]);
}

/** The second where the first does not parse: no strict text. */
function firstOf<T>(one: () => T, other: () => T): T {
  try {
    return one();
  } catch (error) {
    if ((error as Error)?.name !== 'SyntaxError') throw error;
    return other();
  }
}

/** `module._compile`: text that somebody made for the module; ES module syntax works as in a file of that name. */
export function runText(loader: Loader, module: GuestModule, text: string, filename: string): void {
  const format = filename.startsWith('/') ? loader.format(filename, text) : 'commonjs';
  if (format === 'module' || format === 'mixed')
    module.exports = loader.esmExports(loader.esmModule(filename, text, true));
  else runScript(loader, module, text, filename);
}

/** @throws what Node throws when a module is not named by a text. */
export function checkSpecifier(specifier: Guest): void {
  if (typeof specifier !== 'string') {
    const error = new TypeError(
      `The "id" argument must be of type string. Received ${specifier === null ? 'null' : typeof specifier}`,
    );
    throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
  }
  if (specifier === '')
    throw Object.assign(new TypeError("The argument 'id' must be a non-empty string. Received ''"), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
}
