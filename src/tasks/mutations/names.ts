/** Wrong names: variable of the same type, property, method; swapped arguments; dropped calls in a chain. */
import { isFunction, of, textOf, type Edit, type Node, type Operator, type NodePath, type Tree } from './tree';

const PAIRS: [string, string][] = [
  ['startsWith', 'endsWith'],
  ['some', 'every'],
  ['toLowerCase', 'toUpperCase'],
  ['trimStart', 'trimEnd'],
  ['min', 'max'],
  ['push', 'unshift'],
  ['pop', 'shift'],
  ['floor', 'ceil'],
  ['round', 'floor'],
  ['trunc', 'round'],
  ['indexOf', 'lastIndexOf'],
  ['find', 'findLast'],
  ['findIndex', 'findLastIndex'],
  ['padStart', 'padEnd'],
  ['keys', 'values'],
  ['entries', 'values'],
  ['add', 'delete'],
  ['filter', 'map'],
  ['flatMap', 'map'],
  ['flat', 'slice'],
  ['replaceAll', 'replace'],
  ['reduce', 'reduceRight'],
  ['concat', 'push'],
  ['charAt', 'charCodeAt'],
  ['set', 'delete'],
  ['get', 'has'],
  ['next', 'return'],
  ['resolve', 'reject'],
  ['all', 'race'],
  ['allSettled', 'all'],
  ['getMonth', 'getDate'],
  ['getUTCMonth', 'getUTCDate'],
  ['getUTCDay', 'getUTCDate'],
  ['setTimeout', 'setImmediate'],
  ['slice', 'splice'],
  ['test', 'exec'],
  ['isInteger', 'isFinite'],
  ['once', 'on'],
];
const OTHER = new Map<string, string[]>();
for (const [a, b] of PAIRS) {
  OTHER.set(a, [...(OTHER.get(a) ?? []), b]);
  OTHER.set(b, [...(OTHER.get(b) ?? []), a]);
}
const DROPPABLE =
  /^(trim|trimStart|trimEnd|toLowerCase|toUpperCase|reverse|sort|slice|filter|flat|concat|map|replace|replaceAll|normalize|padStart|padEnd)$/;

const isReference = ({ node, parent, field }: NodePath): boolean => {
  if (node.type !== 'Identifier' || !parent) return false;
  if (parent.type === 'MemberExpression' && field === 'property' && !parent.computed) return false;
  if (/Property|MethodDefinition|PropertyDefinition/.test(parent.type) && (field === 'key' || parent.shorthand))
    return false;
  if (/Specifier$|Pattern$|Label|Break|Continue|Class|MetaProperty|RestElement/.test(parent.type)) return false;
  if (parent.type === 'VariableDeclarator' && field === 'id') return false;
  if (isFunction(parent) && (field === 'params' || field === 'id')) return false;
  if (parent.type === 'CatchClause' || (parent.type === 'UnaryExpression' && parent.operator === 'typeof'))
    return false;
  return !(field === 'left' && /^(Assignment|For)/.test(parent.type)) && parent.type !== 'UpdateExpression';
};

/** A rough type from how a variable starts and is used; '' = unknown. */
function typeOf(name: string, init: Node | null, uses: NodePath[]): string {
  if (init?.type === 'Literal') return init.regex ? 'regexp' : typeof init.value;
  if (init?.type === 'TemplateLiteral') return 'string';
  if (init?.type === 'ArrayExpression') return 'array';
  if (init?.type === 'ObjectExpression') return 'object';
  if (init?.type === 'NewExpression') return String(init.callee.name);
  if (init && isFunction(init)) return 'function';
  if (init?.type === 'MemberExpression' && init.property.name === 'length') return 'number';
  for (const { node, parent, field } of uses) {
    if (node.name !== name || !parent) continue;
    if (parent.type === 'CallExpression' && field === 'callee') return 'function';
    if (parent.type === 'UpdateExpression') return 'number';
    if (parent.type === 'BinaryExpression' && /^([-*/%<>]|[<>]=|\*\*)$/.test(parent.operator)) return 'number';
    if (parent.type === 'MemberExpression' && field === 'object')
      return /^(length|push|slice|map)$/.test(parent.property.name) ? 'array' : 'object';
    if (parent.type === 'MemberExpression' && field === 'property') return 'number';
  }
  return '';
}

interface NamedBinding {
  name: string;
  at: number;
  scope: Node;
  type: string;
  param: boolean;
}

function bindings(tree: Tree): NamedBinding[] {
  const found: Omit<NamedBinding, 'type'>[] = [];
  const inits = new Map<Omit<NamedBinding, 'type'>, Node | null>();
  const names = (pattern: Node, add: (node: Node, init: Node | null) => void): void => {
    if (pattern.type === 'Identifier') add(pattern, null);
    else if (pattern.type === 'AssignmentPattern' && pattern.left.type === 'Identifier')
      add(pattern.left, pattern.right);
    else if (pattern.type === 'ArrayPattern') for (const item of pattern.elements) if (item) names(item, add);
  };
  for (const { node, path } of tree.places) {
    if (isFunction(node)) {
      for (const param of node.params) {
        names(param, (id, init) => {
          const binding = { name: id.name, at: id.start, scope: node, param: true };
          inits.set(binding, init);
          found.push(binding);
        });
      }
    } else if (node.type === 'VariableDeclarator') {
      const scope = path.findLast((outer) => /^(BlockStatement|Program|For.*Statement)$/.test(outer.type));
      if (!scope || scope.type === 'Program') continue;
      names(node.id, (id) => {
        const binding = { name: id.name, at: node.end, scope, param: false };
        inits.set(binding, node.id === id ? node.init : null);
        found.push(binding);
      });
    }
  }
  const uses = tree.places.filter((place) => place.node.type === 'Identifier');
  return found.map((binding) => {
    const inside = uses.filter(({ node }) => node.start >= binding.scope.start && node.end <= binding.scope.end);
    return { ...binding, type: typeOf(binding.name, inits.get(binding) ?? null, inside) };
  });
}

function* wrongVariables(tree: Tree): Iterable<Edit> {
  const all = bindings(tree);
  for (const place of tree.places) {
    if (!isReference(place)) continue;
    const { node, path } = place;
    const visible = all.filter(({ scope, at }) => at <= node.start && path.includes(scope));
    const own = visible.findLast(({ name }) => name === node.name);
    if (!own || (place.parent?.type === 'CallExpression' && place.field === 'callee')) continue;
    const alike = visible.filter(
      (other) =>
        other.name !== own.name &&
        (own.type !== '' ? other.type === own.type : own.param && other.param && other.scope === own.scope),
    );
    const seen = new Set<string>();
    for (const other of alike.reverse().slice(0, 2)) {
      if (seen.has(other.name)) continue;
      seen.add(other.name);
      yield { start: node.start, end: node.end, text: other.name };
    }
  }
}

export const names: Operator[] = [
  { name: 'wrong-variable', edits: wrongVariables },
  {
    name: 'wrong-property',
    *edits(tree) {
      const seen = new Map<string, Set<string>>();
      const plain = [...of(tree, 'MemberExpression')].filter(
        ({ node, parent, field }) =>
          !node.computed &&
          node.property.type === 'Identifier' &&
          !(parent?.type === 'CallExpression' && field === 'callee'),
      );
      for (const { node } of plain) {
        const key = textOf(tree, node.object);
        seen.set(key, (seen.get(key) ?? new Set()).add(node.property.name));
      }
      for (const { node, parent, field } of plain) {
        if (
          (field === 'left' && parent?.type === 'AssignmentExpression') ||
          /^[A-Z]|^(module|exports|process)$/.test(textOf(tree, node.object))
        )
          continue;
        const others = [...(seen.get(textOf(tree, node.object)) ?? [])];
        const at = others.indexOf(node.property.name);
        const other = others[(at + 1) % others.length];
        if (other && other !== node.property.name)
          yield { start: node.property.start, end: node.property.end, text: other };
      }
    },
  },
  {
    name: 'wrong-method',
    *edits(tree) {
      for (const { node } of of(tree, 'CallExpression')) {
        const name = node.callee.type === 'MemberExpression' && !node.callee.computed ? node.callee.property : null;
        for (const other of (name && OTHER.get(name.name)) ?? [])
          yield { start: name.start, end: name.end, text: other };
      }
    },
  },
  {
    name: 'swap-arguments',
    *edits(tree) {
      for (const { node } of of(tree, 'CallExpression', 'NewExpression')) {
        for (let i = 0; i + 1 < node.arguments.length; i++) {
          const [a, b] = [node.arguments[i], node.arguments[i + 1]];
          if ([a, b].some((x) => x.type === 'SpreadElement' || isFunction(x)) || textOf(tree, a) === textOf(tree, b))
            continue;
          yield {
            start: a.start,
            end: b.end,
            text: textOf(tree, b) + tree.source.slice(a.end, b.start) + textOf(tree, a),
          };
        }
      }
    },
  },
  {
    name: 'drop-argument',
    *edits(tree) {
      for (const { node } of of(tree, 'CallExpression', 'NewExpression')) {
        const [before, last] = [node.arguments.at(-2), node.arguments.at(-1)];
        if (before && last.type !== 'SpreadElement') yield { start: before.end, end: last.end, text: '' };
      }
    },
  },
  {
    name: 'drop-method',
    *edits(tree) {
      for (const { node, parent } of of(tree, 'CallExpression')) {
        const { callee } = node;
        if (callee.type !== 'MemberExpression' || callee.computed || parent?.type === 'ExpressionStatement') continue;
        if (DROPPABLE.test(callee.property.name)) yield { start: callee.object.end, end: node.end, text: '' };
      }
    },
  },
  {
    name: 'drop-wrapper',
    *edits(tree) {
      for (const { node, parent } of of(tree, 'CallExpression')) {
        if (
          node.arguments.length !== 1 ||
          parent?.type === 'ExpressionStatement' ||
          node.arguments[0].type === 'SpreadElement'
        )
          continue;
        const callee = textOf(tree, node.callee);
        if (
          !/^(Number|String|Boolean|Math\.(abs|floor|ceil|round|trunc)|parseInt|parseFloat|Array\.from|Object\.freeze|structuredClone)$/.test(
            callee,
          )
        )
          continue;
        yield { start: node.start, end: node.end, text: textOf(tree, node.arguments[0]) };
      }
    },
  },
];
