/**
 * What Node's own `import` refuses where a bundler or a transpiler finds it: a folder, a name without its ending, JSON
 * without its attribute, an ending that is no module's.
 */
import { normalize } from '../vfs';
import { moduleError } from './fault';
import type { Loader } from './loader';
import { needsSucrase } from './typescript';

/** @param found what the specifier means to us; nothing is refused where something else than Node stands between */
export function asNode(
  loader: Loader,
  specifier: string,
  from: string,
  found: string,
  attributes: Record<string, unknown>,
): void {
  const { hooks, intercepts, resolver } = loader;
  if (hooks.rewrite !== undefined || intercepts.length > 0 || resolver.typescript) return;
  if (from.startsWith('/usr/lib/') || needsSucrase(from)) return;
  if (/^(\.\.?(\/|$)|\/)/.test(specifier) && !needsSucrase(found)) {
    const dir = from.slice(0, from.lastIndexOf('/'));
    const clean = decodeURIComponent(specifier.replace(/[?#].*$/, ''));
    const target = normalize(clean.startsWith('/') ? clean : `${dir}/${clean}`);
    const near = found.startsWith(`${dir}/`) && /\.(?:js|json|node)$/.test(found);
    const hint = near ? `\nDid you mean to import ${JSON.stringify(`.${found.slice(dir.length)}`)}?` : '';
    const url = 'file://' + target;
    if (hooks.fs.isDir(target))
      throw moduleError(
        'ERR_UNSUPPORTED_DIR_IMPORT',
        `Directory import '${target}' is not supported resolving ES modules imported from ${from}${hint}`,
        { url },
      );
    if (!hooks.fs.isFile(target))
      throw moduleError('ERR_MODULE_NOT_FOUND', `Cannot find module '${target}' imported from ${from}${hint}`, { url });
  }
  if (found.endsWith('.json') && attributes.type !== 'json')
    throw moduleError(
      'ERR_IMPORT_ASSERTION_TYPE_MISSING',
      `Module "file://${found}" needs an import attribute of type "json"`,
    );
  const ending = /\.[^./]+$/.exec(found.slice(found.lastIndexOf('/') + 1))?.[0];
  if (ending && !/^\.(?:[cm]?[jt]sx?|json|node|wasm)$/.test(ending))
    throw moduleError('ERR_UNKNOWN_FILE_EXTENSION', `Unknown file extension "${ending}" for ${found}`);
}
