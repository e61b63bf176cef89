/** Errors of the module system under Node's codes. */
import type { Guest } from '../guest';
import type { Loader } from './loader';
import { located } from './typescript';

const TYPES = new Set([
  'ERR_INVALID_MODULE_SPECIFIER',
  'ERR_IMPORT_ASSERTION_TYPE_MISSING',
  'ERR_UNKNOWN_FILE_EXTENSION',
]);

export function moduleError(code: string, message: string, extra: object = {}): Error {
  const error = TYPES.has(code) ? new TypeError(message) : new Error(message);
  Object.assign(error, { code, ...extra });
  if (code.startsWith('ERR_')) {
    // Node shows `Error [CODE]: message` in the stack and keeps the plain name.
    const { name } = error;
    error.name = `${name} [${code}]`;
    void error.stack;
    delete (error as Guest).name;
  }
  return error;
}

/** A name that the module does not export, with the place in the statement that asks for it. `native`: an ES or built-in module. */
export function missingExport(path: string, source: string, specifier: string, name: string, native: boolean): Error {
  const error = new SyntaxError(
    native
      ? `The requested module '${specifier}' does not provide an export named '${name}'`
      : `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, for example using:\n\nimport pkg from '${specifier}';\n`,
  );
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const from = `[^;'"]*?from\\s*['"]${literal(specifier)}['"]`;
  const asked =
    name === 'default' ? new RegExp(`\\bimport\\s+(?:type\\s+)?()(?=[\\w$]+\\b${from})`).exec(source) : null;
  const found =
    asked ?? new RegExp(`\\b(?:import|export)\\b[^;'"]*?[{,\\s]()(?=${literal(name)}\\b${from})`).exec(source);
  if (!found) return error;
  const before = source.slice(0, found.index + found[0].length).split('\n');
  return located(error, `file://${path}`, before.length, before.at(-1)!.length, source);
}

/** What Node adds where an ES module uses the names of CommonJS. */
export function explainScope(error: Guest, path: string, scope: ReturnType<Loader['resolver']['scope']>): void {
  const found = /^(require|exports|module|__filename|__dirname) is not defined$/.exec(error?.message);
  if (!found || error.name !== 'ReferenceError') return;
  const use = found[1] === 'require' ? ', you can use import instead' : '';
  const why =
    scope?.json.type === 'module' && path.endsWith('.js')
      ? `\nThis file is being treated as an ES module because it has a '.js' file extension and '${scope.dir}/package.json' contains "type": "module". To treat it as a CommonJS script, rename it to use the '.cjs' file extension.`
      : '';
  const message = `${found[0]} in ES module scope${use}${why}`;
  if (typeof error.stack === 'string') error.stack = error.stack.replace(found[0], () => message);
  error.message = message;
}
