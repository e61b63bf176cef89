import { size } from './filters.js';
import { TemplateError } from './split.js';

const MAX_DEPTH = 20;

export function renderNodes(nodes, scope, env) {
  return nodes.map((node) => renderNode(node, scope, env)).join('');
}

function renderNode(node, scope, env) {
  switch (node.type) {
    case 'text':
      return node.body;
    case 'print':
      return env.escape(show(valueOf(node.value, scope, env)));
    case 'raw':
      return show(valueOf(node.value, scope, env));
    case 'set':
      scope[node.name] = valueOf(node.value, scope, env);
      return '';
    case 'if': {
      const hit = node.branches.find(({ test }) => truthy(valueOf(test, scope, env)));
      return renderNodes(hit ? hit.nodes : node.otherwise, scope, env);
    }
    case 'for':
      return renderFor(node, scope, env);
    default:
      return renderInclude(node, scope, env);
  }
}

function renderFor(node, scope, env) {
  const source = valueOf(node.list, scope, env);
  const entries = Array.isArray(source) ? [...source.entries()] : Object.entries(source ?? {});
  if (entries.length === 0) return renderNodes(node.otherwise, scope, env);
  return entries
    .map(([key, item], i) => {
      const inner = Object.create(scope);
      inner[node.item] = item;
      if (node.key) inner[node.key] = key;
      inner.loop = { index: i + 1, index0: i, first: i === 0, last: i === entries.length - 1, length: entries.length };
      return renderNodes(node.nodes, inner, env);
    })
    .join('');
}

function renderInclude({ name, line }, scope, env) {
  if (env.depth >= MAX_DEPTH) throw new TemplateError(`Includes go too deep at "${name}"`, line);
  const nodes = env.partial(name);
  if (!nodes) throw new TemplateError(`Unknown partial "${name}"`, line);
  return renderNodes(nodes, Object.create(scope), { ...env, depth: env.depth + 1 });
}

export function truthy(value) {
  if (typeof value === 'object' && value !== null) return size(value) > 0;
  return Boolean(value);
}

function show(value) {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.map(show).join(', ') : String(value);
}

function valueOf(node, scope, env) {
  switch (node.type) {
    case 'literal':
      return node.value;
    case 'path':
      return lookup(scope, node.keys);
    case 'not':
      return !truthy(valueOf(node.operand, scope, env));
    case 'and': {
      const left = valueOf(node.left, scope, env);
      return truthy(left) ? valueOf(node.right, scope, env) : left;
    }
    case 'or': {
      const left = valueOf(node.left, scope, env);
      return truthy(left) ? left : valueOf(node.right, scope, env);
    }
    case 'compare':
      return compare(node.operator, valueOf(node.left, scope, env), valueOf(node.right, scope, env));
    default: {
      const filter = env.filter(node.name);
      const args = node.args.map((arg) => valueOf(arg, scope, env));
      return filter(valueOf(node.input, scope, env), ...args);
    }
  }
}

function lookup(scope, [first, ...rest]) {
  let value = scope[first];
  for (const key of rest) {
    if (value === null || value === undefined) return undefined;
    value = typeof value === 'string' || Array.isArray(value) || Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

function compare(operator, a, b) {
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  if (operator === '>') return a > b;
  return a >= b;
}
