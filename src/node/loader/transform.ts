/**
 * ES module source to the text of a generator: the first next() binds imports and installs export getters (so cycles
 * and hoisted functions work as in real modules), the second runs the body. Lines keep their numbers.
 */
import type { Guest } from '../guest';
import { bindings, find } from './scope';
import { parseModule } from './syntax';
import { hiddenNames, splice, trackAwaits, type SourceEdit } from './waits';

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

/** A file of a pack: scripts/packs.mjs made it CommonJS and rewrote its `import()`, so nobody has to parse it here. */
export const isPack = (path: string): boolean => path.startsWith('/usr/lib/') && path.endsWith('.js');

/** CommonJS: only `import()` needs rewriting, and only when the word occurs. */
export function transformScript(source: string, path: string, track = false, names = hiddenNames(source)): string {
  if (isPack(path) && !track) return source;
  const text = source.startsWith('#!') ? '//' + source.slice(2) : source;
  const tracked = track && /\bawait\b|\byield\b/.test(text);
  if (!tracked && !/\bimport\s*\(/.test(text)) return text;
  let program: Guest;
  try {
    program = parseModule(text, path, 'script');
  } catch {
    return text;
  }
  const findings = find(program, new Set());
  const edits = findings.dynamicImports.map((node) => [node.start, node.start + 6, names.import] as SourceEdit);
  if (tracked) trackAwaits(findings, text, names, edits);
  return splice(text, edits);
}

/** Spaces of the same shape: columns and lines stay where they were. */
const blank = (text: string) => text.replace(/[^\n]/g, ' ');
const nameOf = (node: Guest): string => (node.type === 'Literal' ? String(node.value) : node.name);
const member = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? '.' + name : `[${JSON.stringify(name)}]`);

/** `commonjs`: the file is not an ES module by Node's rules, so require, module and __dirname stay in scope. */
export function transformModule(source: string, path: string, commonjs: boolean, track = false): EsmText {
  const text = source.startsWith('#!') ? '//' + source.slice(2) : source;
  const program = parseModule(text, path, 'module');
  const hidden = hiddenNames(text);
  const deps: Dependency[] = [];
  const stars: number[] = [];
  const variables: string[] = [];
  const imported = new Map<string, string>();
  const exported: [name: string, expression: string][] = [];
  const edits: SourceEdit[] = [];
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
    while (text.includes(name) || variables.includes(name) || Object.values(hidden).includes(name)) name += '_';
    variables.push(name);
    return deps.push({ specifier, attributes, names: [] }) - 1;
  };
  const remove = (start: number, end: number) =>
    edits.push([start, end, ';' + text.slice(start, end).replace(/[^\n]/g, '')]);
  const fresh = (name: string) => {
    while (text.includes(name) || variables.includes(name)) name += '_';
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
        prologue += `${hidden.m}.name(${name});`;
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
  for (const node of findings.dynamicImports) edits.push([node.start, node.start + 6, hidden.import]);
  if (track) trackAwaits(findings, text, hidden, edits);
  for (const node of findings.metas) edits.push([node.start, node.end, hidden.meta]);

  const bind = variables.length ? `const ${variables.map((name, i) => `${name}=${hidden.m}.ns[${i}]`).join(',')};` : '';
  const getters = exported.map(([name, expression]) => `${JSON.stringify(name)}:()=>${expression}`).join(',');
  const outer = commonjs ? 'exports,require,module,__filename,__dirname' : '';
  const head =
    `(function(${outer}){return ${findings.topLevelAwait ? 'async ' : ''}function*(${hidden.m},${hidden.import},${hidden.meta},${hidden.async}){"use strict";` +
    `${bind}${prologue}${hidden.m}.exports({${getters}});yield;`;
  return {
    code: `${head}${splice(text, edits)}\n}})`,
    deps,
    stars,
    async: findings.topLevelAwait,
    prefix: head.length,
  };
}
