/** Which expressions are numbers, as far as their use in the file tells. */
import type { Node, SyntaxTree } from './syntax';

const INDEX =
  /^(i|j|k|n|at|pos|index|idx|cursor|offset|row|col|start|end|from|to|count|size|length|depth|year|month|day)$/i;
const GIVES =
  /^(length|size|indexOf|lastIndexOf|findIndex|charCodeAt|Number|parseInt|parseFloat|getUTC\w+|getTime|now)$/;
const known = new WeakMap<SyntaxTree, Set<string>>();

/** The name that an identifier or a member expression ends with. */
const nameOf = (node: Node): string => node.name ?? (node.computed ? '' : node.property?.name) ?? '';
const isNumber = (node: Node | null) => node?.type === 'Literal' && typeof node.value === 'number';

function numericNames(tree: SyntaxTree): Set<string> {
  const found = known.get(tree);
  if (found) return found;
  const names = new Set<string>();
  for (const { node } of tree.places) {
    if (node.type === 'UpdateExpression') names.add(nameOf(node.argument));
    if (node.type === 'VariableDeclarator' && isNumber(node.init)) names.add(nameOf(node.id));
    if (node.type !== 'BinaryExpression' && node.type !== 'AssignmentExpression') continue;
    const arithmetic = /^([-*/%]=?|\*\*|[<>]=?)$/.test(node.operator) || isNumber(node.left) || isNumber(node.right);
    if (arithmetic) for (const side of [node.left, node.right]) names.add(nameOf(side));
  }
  names.delete('');
  known.set(tree, names);
  return names;
}

export function looksNumeric(tree: SyntaxTree, node: Node): boolean {
  if (isNumber(node)) return true;
  if (node.type === 'CallExpression')
    return nameOf(node.callee.object ?? { type: '', start: 0, end: 0 }) === 'Math' || GIVES.test(nameOf(node.callee));
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return false;
  const name = nameOf(node);
  return GIVES.test(name) || INDEX.test(name) || numericNames(tree).has(name);
}
