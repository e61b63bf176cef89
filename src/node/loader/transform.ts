/**
 * ES module source to the text of a generator: the first next() binds imports and installs export getters (so cycles
 * and hoisted functions work as in real modules), the second runs the body. Lines keep their numbers.
 */
import { parse, type Options } from 'acorn';
import type { Guest } from '../guest';
import { bindings, find } from './scope';
import { located } from './typescript';

export interface Dependency {
  specifier: string;
  attributes: Record<string, string>;
  /** Names that must exist there. */
  names: string[];
}

export interface EsmText {
  code: string;
  deps: Dependency[];
  /** `export * from` dependencies, by index into deps. */
  stars: number[];
  /** Top-level await: the generator is async. */
  async: boolean;
  /** Characters before the source on line 1. */
  prefix: number;
}

const options: Options = { ecmaVersion: 'latest', allowHashBang: true };

/** Parses, or throws a SyntaxError that knows its place. */
function parseModule(source: string, path: string, sourceType: 'module' | 'script'): Guest {
  try {
    return parse(source, {
      ...options,
      sourceType,
      allowReturnOutsideFunction: sourceType === 'script',
      allowAwaitOutsideFunction: sourceType === 'module' ? true : undefined,
    });
  } catch (error) {
    const { loc, pos, message } = error as { loc?: { line: number; column: number }; pos?: number; message: string };
    const text = message.replace(/ \(\d+:\d+\)$/, '');
    const word = v8Words(source);
    const why =
      unsupported(source, pos ?? 0) ??
      ((pos ?? 0) >= source.trimEnd().length ? 'Unexpected end of input' : (word ?? text));
    throw located(
      new SyntaxError(why),
      sourceType === 'module' ? 'file://' + path : path,
      loc?.line ?? 1,
      loc?.column ?? 0,
    );
  }
}

/** Says by name what this runtime's parser does not know. */
function unsupported(source: string, pos: number): string | undefined {
  if (source[pos] === '@') return 'decorators are not supported in this sandbox';
  if (/\baccessor\s*$/.test(source.slice(0, pos))) return 'the accessor keyword is not supported in this sandbox';
  return undefined;
}

/** The engine's own words for a syntax error in a module: its text without import and export, compiled but not run. */
function v8Words(source: string): string | undefined {
  const body = source
    .replace(/^(\s*)import\b(?!\s*[.(])[^;'"]*(['"])[^'"\n]*\2[^;\n]*;?/gm, '$1')
    .replace(/\bexport\s+(default\s+)?/g, '')
    .replace(/\bimport\.meta\b/g, 'meta');
  try {
    compile(`(async function(){"use strict";${body}\n})`);
  } catch (error) {
    if (error instanceof SyntaxError && !/import|export/.test(error.message)) return error.message;
  }
  return undefined;
}
const compile = globalThis.eval;

function isScript(source: string): boolean {
  try {
    parse(source, { ...options, sourceType: 'script', allowReturnOutsideFunction: true });
    return true;
  } catch {
    return false;
  }
}

/** True when the text can only be an ES module (import/export declarations, import.meta, top-level await). */
export function hasModuleSyntax(source: string, path: string): boolean {
  if (!/\b(import|export)\b/.test(source)) return false;
  let program: Guest;
  try {
    program = parseModule(source, path, 'module');
  } catch {
    // Broken either way: the kind it looks like decides whose error is shown.
    return (
      !isScript(source) &&
      /^[ \t]*(export\s+(default|const|let|var|function|class|async|\{|\*)|import\s*[\w{*'"])/m.test(source)
    );
  }
  if (program.body.some((node: Guest) => /^(Import|Export)/.test(node.type))) return true;
  return /\bimport\s*\.\s*meta\b/.test(source) && find(program, new Set()).metas.length > 0;
}

/** Where a CommonJS text cannot be compiled: the same error with its place, for the header that Node prints. */
export function locateSyntaxError(source: string, path: string, error: Error): Error {
  try {
    parse(source, { ...options, sourceType: 'script', allowReturnOutsideFunction: true });
  } catch (found) {
    const { loc, pos } = found as { loc?: { line: number; column: number }; pos?: number };
    // The wrapper's own brace must not show in the message.
    const why =
      pos === undefined
        ? undefined
        : (unsupported(source, pos) ?? (pos >= source.trimEnd().length ? 'Unexpected end of input' : undefined));
    if (why) error = new SyntaxError(why);
    if (loc) return located(error, path, loc.line, loc.column);
  }
  return error;
}

/** A file of a pack: scripts/packs.mjs made it CommonJS and rewrote its `import()`, so nobody has to parse it here. */
export const isPack = (path: string): boolean => path.startsWith('/usr/lib/') && path.endsWith('.js');

/** CommonJS: only `import()` needs rewriting, and only when the word occurs. */
export function transformScript(source: string, path: string, track = false): string {
  if (isPack(path) && !track) return source;
  const text = source.startsWith('#!') ? '//' + source.slice(2) : source;
  const tracked = track && /\bawait\b/.test(text);
  if (!tracked && !/\bimport\s*\(/.test(text)) return text;
  let program: Guest;
  try {
    program = parseModule(text, path, 'script');
  } catch {
    return text;
  }
  const findings = find(program, new Set());
  const edits = findings.dynamicImports.map((node) => [node.start, node.start + 6, '$import'] as Edit);
  if (tracked) trackAwaits(findings.awaits, edits);
  return splice(text, edits);
}

/** `await x` -> `$resume(await $suspend(x))`: AsyncLocalStorage's context goes on after the await. */
function trackAwaits(awaits: Guest[], edits: Edit[]): void {
  for (const node of awaits) {
    edits.push([node.start, node.start, '$async.resume(']);
    edits.push([node.argument.start, node.argument.start, '$async.suspend(']);
    edits.push([node.argument.end, node.argument.end, ')']);
    edits.push([node.end, node.end, ')']);
  }
}

type Edit = [start: number, end: number, text: string];

function splice(source: string, edits: Edit[]): string {
  edits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let out = '';
  let at = 0;
  for (const [start, end, text] of edits) {
    out += source.slice(at, start) + text;
    at = end;
  }
  return out + source.slice(at);
}

/** Spaces of the same shape: columns and lines stay where they were. */
const blank = (text: string) => text.replace(/[^\n]/g, ' ');
const nameOf = (node: Guest): string => (node.type === 'Literal' ? String(node.value) : node.name);
const member = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? '.' + name : `[${JSON.stringify(name)}]`);

/** `commonjs`: the file is not an ES module by Node's rules, so require, module and __dirname stay in scope. */
export function transformModule(source: string, path: string, commonjs: boolean, track = false): EsmText {
  const text = source.startsWith('#!') ? '//' + source.slice(2) : source;
  const program = parseModule(text, path, 'module');
  const deps: Dependency[] = [];
  const stars: number[] = [];
  const variables: string[] = [];
  const imported = new Map<string, string>();
  const exported: [name: string, expression: string][] = [];
  const edits: Edit[] = [];
  let prologue = '';

  const dependency = (node: Guest): number => {
    const specifier = node.source.value as string;
    const attributes: Record<string, string> = {};
    for (const attribute of node.attributes ?? []) attributes[nameOf(attribute.key)] = attribute.value.value;
    const found = deps.findIndex((dep) => dep.specifier === specifier);
    if (found >= 0) return found;
    let name =
      '$' +
      specifier
        .replace(/^.*\//, '')
        .replace(/\.\w+$/, '')
        .replace(/[^\w]/g, '_');
    while (text.includes(name) || variables.includes(name) || /^\$(m|import|meta|async)$/.test(name)) name += '_';
    variables.push(name);
    return deps.push({ specifier, attributes, names: [] }) - 1;
  };
  const remove = (start: number, end: number) =>
    edits.push([start, end, ';' + text.slice(start, end).replace(/[^\n]/g, '')]);
  const fresh = (name: string) => {
    while (text.includes(name)) name += '_';
    return name;
  };

  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      const index = dependency(node);
      for (const one of node.specifiers) {
        if (one.type === 'ImportNamespaceSpecifier') imported.set(one.local.name, variables[index]!);
        else {
          const name = one.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(one.imported);
          deps[index]!.names.push(name);
          imported.set(one.local.name, variables[index]! + member(name));
        }
      }
      remove(node.start, node.end);
    }
  }
  for (const node of program.body) {
    if (node.type === 'ExportAllDeclaration') {
      const index = dependency(node);
      if (node.exported) exported.push([nameOf(node.exported), variables[index]!]);
      else stars.push(index);
      remove(node.start, node.end);
    } else if (node.type === 'ExportNamedDeclaration') {
      if (node.declaration) {
        edits.push([node.start, node.declaration.start, blank(text.slice(node.start, node.declaration.start))]);
        const names = new Set<string>();
        if (node.declaration.declarations) for (const one of node.declaration.declarations) bindings(one.id, names);
        else names.add(node.declaration.id.name);
        for (const name of names) exported.push([name, name]);
        continue;
      }
      const index = node.source ? dependency(node) : -1;
      for (const one of node.specifiers) {
        const local = nameOf(one.local);
        if (index >= 0) deps[index]!.names.push(local);
        exported.push([
          nameOf(one.exported),
          index >= 0 ? variables[index]! + member(local) : (imported.get(local) ?? local),
        ]);
      }
      remove(node.start, node.end);
    } else if (node.type === 'ExportDefaultDeclaration') {
      const { declaration } = node;
      const isFunction = declaration.type === 'FunctionDeclaration';
      if ((isFunction || declaration.type === 'ClassDeclaration') && declaration.id) {
        edits.push([node.start, declaration.start, blank(text.slice(node.start, declaration.start))]);
        exported.push(['default', declaration.id.name]);
        continue;
      }
      const name = fresh('$default');
      exported.push(['default', name]);
      if (isFunction) {
        const head = /^(async\s+)?function\s*\*?/.exec(text.slice(declaration.start))![0];
        edits.push([node.start, declaration.start + head.length, head + ' ' + name]);
        prologue += `$m.name(${name});`;
      } else if (/^(Class|ArrowFunction|FunctionExpression)/.test(declaration.type)) {
        edits.push([node.start, declaration.start, `const ${name} = ({ default: `]);
        edits.push([declaration.end, node.end, ' }).default;']);
      } else {
        edits.push([node.start, declaration.start, `const ${name} = (`]);
        edits.push([declaration.end, node.end, ');' + text.slice(declaration.end, node.end).replace(/[^\n]/g, '')]);
      }
    }
  }

  const findings = find(program, new Set(imported.keys()));
  for (const { name, start, end, at } of findings.references) {
    const to = imported.get(name)!;
    const namespace = !/[.[]/.test(to);
    if (at === 'shorthand') edits.push([start, end, `${name}: ${to}`]);
    else if (at === 'plain' || namespace) edits.push([start, end, to]);
    else edits.push([start, end, `${at === 'statement-callee' ? ';' : ''}(0, ${to})`]);
  }
  for (const node of findings.dynamicImports) edits.push([node.start, node.start + 6, '$import']);
  if (track) trackAwaits(findings.awaits, edits);
  for (const node of findings.metas) edits.push([node.start, node.end, '$meta']);

  const bind = variables.length ? `const ${variables.map((name, i) => `${name}=$m.ns[${i}]`).join(',')};` : '';
  const getters = exported.map(([name, expression]) => `${JSON.stringify(name)}:()=>${expression}`).join(',');
  const outer = commonjs ? 'exports,require,module,__filename,__dirname' : '';
  const head =
    `(function(${outer}){return ${findings.topLevelAwait ? 'async ' : ''}function*($m,$import,$meta,$async){"use strict";` +
    `${bind}${prologue}$m.exports({${getters}});yield;`;
  return {
    code: `${head}${splice(text, edits)}\n}})`,
    deps,
    stars,
    async: findings.topLevelAwait,
    prefix: head.length,
  };
}
