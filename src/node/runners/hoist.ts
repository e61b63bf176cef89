/**
 * Module mocks come before imports, wherever they are written: `vi.mock`, `vi.hoisted`, `jest.mock`. Imports of an ES
 * module wait (as `await import()`) until the last of them ran; in CommonJS the calls move to the first line.
 */
import { parse } from 'acorn';
import type { Guest } from '../guest';

export interface HoistSpec {
  /** Objects whose methods are hoisted: `vi`, `vitest`, `jest`. */
  objects: string[];
  methods: string[];
  /** Modules whose imports stay where they are. */
  own: string[];
  /** Awaited after the last hoisted call. */
  after: string;
  /** Imports stay imports, behind the last hoisted call: whoever turns them into `require` keeps their order. */
  ordered?: boolean;
}

/** The source with mocks first; unchanged when it has none or cannot be parsed (the loader then says why). */
export function hoistMocks(source: string, spec: HoistSpec): string {
  const call = new RegExp(`\\b(${spec.objects.join('|')})\\s*\\.\\s*(${spec.methods.join('|')})\\s*\\(`);
  if (!call.test(source)) return source;
  const isModule = /^\s*(import|export)\b/m.test(source);
  let program: Guest;
  try {
    program = parse(source, {
      ecmaVersion: 'latest',
      sourceType: isModule ? 'module' : 'script',
      allowHashBang: true,
      allowReturnOutsideFunction: !isModule,
      allowAwaitOutsideFunction: true,
    });
  } catch {
    return source;
  }
  const hoisted = program.body.filter((node: Guest) => isHoisted(node, spec)) as Guest[];
  if (hoisted.length === 0) return source;
  return isModule ? delayImports(source, program, hoisted, spec) : moveUp(source, hoisted);
}

function isHoisted(node: Guest, spec: HoistSpec): boolean {
  const matches = (expression: Guest): boolean => {
    const call = expression?.type === 'AwaitExpression' ? expression.argument : expression;
    const callee = call?.type === 'CallExpression' ? call.callee : undefined;
    if (callee?.type !== 'MemberExpression') return false;
    if (callee.object.type === 'CallExpression') return matches(callee.object);
    return spec.objects.includes(callee.object.name) && spec.methods.includes(callee.property.name);
  };
  if (node.type === 'ExpressionStatement') return matches(node.expression);
  return node.type === 'VariableDeclaration' && node.declarations.some((one: Guest) => matches(one.init));
}

const inOneLine = (source: string, node: Guest): string =>
  `${source
    .slice(node.start, node.end)
    .replace(/\/\/[^\n]*/g, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/;?$/, ';')}`;

const blank = (text: string): string => text.replace(/[^\n]/g, '');

function delayImports(source: string, program: Guest, hoisted: Guest[], spec: HoistSpec): string {
  const imports = program.body.filter(
    (node: Guest) => node.type === 'ImportDeclaration' && !spec.own.includes(node.source.value),
  ) as Guest[];
  const names = imports.flatMap((node) => node.specifiers.map((one: Guest) => one.local.name as string));
  const lastHoisted = hoisted.at(-1);
  // Statements between that use an import need it at once: then the mocks move up instead, and lines shift.
  const between = program.body.filter(
    (node: Guest) => node.start < lastHoisted.start && !imports.includes(node) && !hoisted.includes(node),
  ) as Guest[];
  const uses =
    names.length > 0 && new RegExp(`(?<![\\w$.])(${names.map((n) => n.replace(/\$/g, '\\$')).join('|')})(?![\\w$])`);
  const move = uses && between.some((node) => uses.test(source.slice(node.start, node.end)));
  const late = imports.map(spec.ordered ? (node) => inOneLine(source, node) : dynamic).join('');
  const edits: [start: number, end: number, text: string][] = imports.map((node) => [
    node.start,
    node.end,
    blank(source.slice(node.start, node.end)),
  ]);
  for (const node of hoisted) {
    for (const [start, end, text] of importPaths(node)) if (!move) edits.push([start, end, text]);
    if (move) edits.push([node.start, node.end, blank(source.slice(node.start, node.end))]);
  }
  const flush = spec.after === '' ? `;${late}` : `;${spec.after};${late}`;
  // Without an import or export of its own the text would not be a module any more.
  if (!program.body.some((node: Guest) => /^(Import|Export)/.test(node.type) && !imports.includes(node)))
    edits.push([source.length, source.length, ';export {};']);
  if (move) {
    const own = program.body.filter(
      (node: Guest) => node.type === 'ImportDeclaration' && !imports.includes(node),
    ) as Guest[];
    const at = own.length > 0 ? own.at(-1).end : 0;
    edits.push([at, at, `;${hoisted.map((node) => textOf(source, node)).join(';')}${flush}`]);
  } else edits.push([lastHoisted.end, lastHoisted.end, flush]);
  return splice(source, edits);
}

/** `vi.mock(import('./x'))` names its module by an import expression. */
function importPaths(node: Guest): [number, number, string][] {
  const first = node.expression?.arguments?.[0];
  return first?.type === 'ImportExpression' ? [[first.start, first.end, first.source.raw]] : [];
}

const textOf = (source: string, node: Guest): string =>
  splice(
    source.slice(node.start, node.end),
    importPaths(node).map(([s, e, text]) => [s - node.start, e - node.start, text]),
  );

function dynamic(node: Guest): string {
  const from = `await import(${node.source.raw});`;
  const star = node.specifiers.find((one: Guest) => one.type === 'ImportNamespaceSpecifier');
  const named = node.specifiers
    .filter((one: Guest) => one !== star)
    .map(
      (one: Guest) =>
        `${one.type === 'ImportDefaultSpecifier' ? 'default' : JSON.stringify(one.imported.name ?? one.imported.value)}: ${one.local.name}`,
    );
  if (star)
    return `const ${star.local.name} = ${from}${named.length > 0 ? `const { ${named.join(', ')} } = ${star.local.name};` : ''}`;
  return named.length > 0 ? `const { ${named.join(', ')} } = ${from}` : from;
}

function moveUp(source: string, hoisted: Guest[]): string {
  const head = /^(#![^\n]*\n)?/.exec(source)![0].length;
  const directive = /^\s*(['"])use strict\1;?/.exec(source.slice(head))?.[0].length ?? 0;
  const at = head + directive;
  if (hoisted.every((node, i) => source.slice(i === 0 ? at : hoisted[i - 1].end, node.start).trim() === ''))
    return source;
  const text = hoisted.map((node) => source.slice(node.start, node.end)).join(';');
  return splice(source, [
    [at, at, `${text};`],
    ...hoisted.map((node): [number, number, string] => [node.start, node.end, '']),
  ]);
}

function splice(source: string, edits: [start: number, end: number, text: string][]): string {
  let out = '';
  let at = 0;
  for (const [start, end, text] of [...edits].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    out += source.slice(at, start) + text;
    at = end;
  }
  return out + source.slice(at);
}
