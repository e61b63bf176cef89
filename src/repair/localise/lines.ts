/** Which lines of a file may hold a fault, and what stands on each: read from the syntax tree, nothing runs. */
import { functionsOf, isFunction, treeOf, type FunctionSpan, type Node, type SyntaxTree } from '../syntax';
import { coveragePoints, type Point } from './points';

/** What a line is a part of. */
export type LineKind =
  | 'if'
  | 'loop'
  | 'return'
  | 'throw'
  | 'declare'
  | 'assign'
  | 'call'
  | 'case'
  | 'header'
  | 'property'
  | 'rest'
  | 'field';

export interface Line {
  path: string;
  /** 1-based. */
  line: number;
  kind: LineKind;
  /** Names of the enclosing functions and classes, outermost first. */
  inside: string[];
  /** Offset of the first node of the line. */
  start: number;
  /** How often an operator or a form stands on the line; keys of SIGNS. */
  signs: Partial<Record<LineSign, number>>;
  /** Identifiers and property names, as written. */
  names: string[];
  /** Texts of the literals: strings without quotes, numbers, patterns. */
  literals: string[];
  /** Statements around it, up to the function. */
  depth: number;
  /** Not in a function. */
  loaded: boolean;
  /** Points whose code starts on this line, and the innermost point around its first node. */
  points: Point[];
  around: Point | null;
  /** Points of the branches that a condition on this line decides about. */
  guards: Point[];
}

export const SIGNS = [
  'compare', 'equal', 'logic', 'nullish', 'arith', 'bits', 'not', 'minus', 'ternary', 'index', 'length', 'number', 'edge', 'string',
  'regexp', 'boolean', 'call', 'slice', 'await', 'spread', 'optional', 'default', 'template', 'update', 'typeof', 'new', 'function', 'object',
] as const; // prettier-ignore
export type LineSign = (typeof SIGNS)[number];

export interface Outline {
  path: string;
  tree: SyntaxTree;
  lines: Line[];
  points: Point[];
  functions: FunctionSpan[];
}

const KEPT = 32;
const known = new Map<string, Outline | null>();

/** null for a file that cannot be read as a program. The last few are kept. */
export function outlineOf(path: string, text: string): Outline | null {
  const key = `${path}\n${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const tree = treeOf(path, text);
  const outline = tree && { path, tree, ...linesOf(path, tree) };
  known.set(key, outline);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  return outline;
}

const STATEMENT = /Statement$|Declaration$|^(PropertyDefinition|MethodDefinition|SwitchCase|CatchClause)$/;
const SILENT = /^(Program|BlockStatement|EmptyStatement|ClassBody|CatchClause|File|Export.*Declaration)$/;
const EDGES =
  /^(slice|splice|substring|substr|indexOf|lastIndexOf|charAt|charCodeAt|at|padStart|padEnd|split|join|match|replace|replaceAll|test|exec|search|startsWith|endsWith|includes|trim\w*)$/;

function linesOf(path: string, tree: SyntaxTree): Pick<Outline, 'lines' | 'points' | 'functions'> {
  const starts = startsOf(tree.source);
  const points = coveragePoints(tree);
  const functions = functionsOf(tree);
  const lines = new Map<number, Line>();
  for (const { node, parent, field, path: outer } of tree.places) {
    if (SILENT.test(node.type)) continue;
    const at = lineOfOffset(starts, node.start);
    let line = lines.get(at);
    if (!line) {
      const statement = STATEMENT.test(node.type);
      const inner = outer.findLastIndex(isFunction);
      const around = points.findLast((p) => p.start <= node.start && node.start < p.end) ?? null;
      line = {
        path,
        line: at,
        kind: statement ? kindOf(node) : node.type === 'Property' ? 'property' : isFunction(node) ? 'header' : 'rest',
        inside: functions.filter((f) => f.start <= node.start && node.end <= f.end).map(({ name }) => name),
        start: node.start,
        signs: {},
        names: [],
        literals: [],
        depth: outer.slice(inner + 1).filter(({ type }) => STATEMENT.test(type)).length,
        loaded: inner < 0 && !isFunction(node) && node.type !== 'MethodDefinition',
        points: [],
        around,
        guards: [],
      };
      lines.set(at, line);
    }
    for (const sign of signsOf(node, parent, field)) line.signs[sign] = (line.signs[sign] ?? 0) + 1;
    if (node.type === 'Identifier' || node.type === 'PrivateName' || node.type === 'PrivateIdentifier')
      line.names.push(String(node.name ?? node.id?.name ?? ''));
    if (node.type === 'Literal') line.literals.push(node.regex ? node.regex.pattern : String(node.value));
    if (node.type === 'TemplateLiteral')
      for (const quasi of node.quasis) if (quasi.value.cooked) line.literals.push(quasi.value.cooked);
    if (node.type === 'FunctionDeclaration' || (isFunction(node) && line.kind !== 'header' && line.kind === 'rest'))
      line.kind = 'header';
    for (const part of branches(node)) {
      const point = points.find((p) => p.start >= part.start && p.end <= part.end);
      if (point) line.guards.push(point);
    }
  }
  for (const point of points) lines.get(lineOfOffset(starts, point.start))?.points.push(point);
  return { lines: [...lines.values()].sort((a, b) => a.line - b.line), points, functions };
}

/** What runs or does not, by what the node's condition says. */
function branches(node: Node): Node[] {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].filter(Boolean);
    case 'LogicalExpression':
      return [node.right];
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return [node.body];
    case 'SwitchCase':
      return node.consequent.slice(0, 1);
    default:
      return [];
  }
}

function kindOf(node: Node): LineKind {
  switch (node.type) {
    case 'IfStatement':
      return 'if';
    case 'ReturnStatement':
      return 'return';
    case 'ThrowStatement':
      return 'throw';
    case 'VariableDeclaration':
      return 'declare';
    case 'SwitchStatement':
    case 'SwitchCase':
      return 'case';
    case 'PropertyDefinition':
      return 'field';
    case 'ExpressionStatement':
      return /^(AssignmentExpression|UpdateExpression)$/.test(node.expression.type) ? 'assign' : 'call';
    case 'FunctionDeclaration':
    case 'MethodDefinition':
    case 'ClassDeclaration':
      return 'header';
    default:
      return /^(For|While|DoWhile)/.test(node.type) ? 'loop' : 'rest';
  }
}

function signsOf(node: Node, parent: Node | null, field: string): LineSign[] {
  switch (node.type) {
    case 'BinaryExpression':
      if (/^[<>]=?$|^in$|^instanceof$/.test(node.operator)) return ['compare'];
      if (/^[=!]==?$/.test(node.operator)) return ['equal'];
      return [/^[&|^]$|<<|>>/.test(node.operator) ? 'bits' : 'arith'];
    case 'LogicalExpression':
      return [node.operator === '??' ? 'nullish' : 'logic'];
    case 'AssignmentExpression':
      return node.operator === '=' ? [] : ['arith'];
    case 'UnaryExpression':
      return node.operator === '!'
        ? ['not']
        : node.operator === '-'
          ? ['minus']
          : node.operator === 'typeof'
            ? ['typeof']
            : [];
    case 'ConditionalExpression':
      return ['ternary'];
    case 'MemberExpression': {
      const out: LineSign[] = node.optional ? ['optional'] : [];
      if (node.computed) out.push('index');
      else if (node.property.name === 'length' || node.property.name === 'size') out.push('length');
      if (!node.computed && EDGES.test(node.property.name) && field === 'callee') out.push('slice');
      return out;
    }
    case 'Literal':
      if (node.regex) return ['regexp'];
      if (typeof node.value === 'number') return node.value === 0 || node.value === 1 ? ['number', 'edge'] : ['number'];
      if (typeof node.value === 'boolean') return ['boolean'];
      return typeof node.value === 'string' && parent?.type !== 'ImportDeclaration' ? ['string'] : [];
    case 'CallExpression':
      return ['call'];
    case 'NewExpression':
      return ['new'];
    case 'AwaitExpression':
      return ['await'];
    case 'SpreadElement':
    case 'RestElement':
      return ['spread'];
    case 'AssignmentPattern':
      return ['default'];
    case 'TemplateLiteral':
      return ['template'];
    case 'UpdateExpression':
      return ['update'];
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'ObjectPattern':
      return ['object'];
    default:
      return isFunction(node) ? ['function'] : [];
  }
}

/** Offset at which each line starts. */
export function startsOf(text: string): number[] {
  const out = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) out.push(at + 1);
  return out;
}

/** 1-based line of an offset. */
export function lineOfOffset(starts: number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** Those that can be read as programs, in their order. */
export const outlinesOf = (sources: Record<string, string>): Outline[] =>
  Object.entries(sources).flatMap(([path, text]) => {
    const outline = outlineOf(path, text);
    return outline ? [outline] : [];
  });
