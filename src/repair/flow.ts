/** Wrong flow: lost await and return, statements in the wrong order, empty branches. */
import type { Add } from './candidates';
import { isFunction, textOf, type Node, type NodePath, type SyntaxTree } from './syntax';

/** Methods that change nothing: to call one and drop what it gives is a mistake. */
const PURE =
  /^(map|filter|slice|join|concat|flat|flatMap|some|every|includes|indexOf|find|findIndex|trim\w*|to[A-Z]\w*|split|replace\w*|startsWith|endsWith|get|has|keys|values|entries|reduce|at|charAt|charCodeAt|repeat|pad\w+|match|test|floor|ceil|round|abs|min|max|trunc|freeze|from|of|isArray|fromEntries|stringify|parse)$/;

export function inFlow(tree: SyntaxTree, add: Add): void {
  for (const place of tree.places) {
    const { node, parent, field, path } = place;
    if (node.type === 'ExpressionStatement') lostReturn(tree, place, add);
    const inAsync = path.findLast(isFunction)?.async === true;
    if (inAsync && /^(CallExpression|NewExpression)$/.test(node.type) && parent?.type !== 'AwaitExpression') {
      const used =
        parent?.type === 'VariableDeclarator' ||
        parent?.type === 'ReturnStatement' ||
        parent?.type === 'ExpressionStatement';
      const wrap = parent?.type === 'MemberExpression' && field === 'object';
      add(
        node.start,
        node.end,
        wrap ? `(await ${textOf(tree, node)})` : `await ${textOf(tree, node)}`,
        'await',
        used ? 1.5 : 0.4,
      );
    }
    if (
      inAsync &&
      node.type === 'Identifier' &&
      ['init', 'argument', 'expression'].includes(field) &&
      parent?.type !== 'AwaitExpression'
    )
      add(node.start, node.start, 'await ', 'await', 0.8);
    if (/^(BlockStatement|StaticBlock)$/.test(node.type)) swapped(tree, node, add);
  }
}

function lostReturn(tree: SyntaxTree, { node, parent, path }: NodePath, add: Add): void {
  const inside = path.findLast(isFunction);
  if (!inside || node.directive !== undefined || /^(set|constructor)$/.test(path.findLast((p) => p.kind)?.kind ?? ''))
    return;
  const e: Node = node.expression;
  const name: string = e.callee?.property?.name ?? '';
  const effect =
    /^(Assignment|Update|Yield|Await)Expression$/.test(e.type) || e.operator === 'delete' || e.operator === 'void';
  const list: Node[] = parent?.body && Array.isArray(parent.body) ? parent.body : (parent?.consequent ?? []);
  const last = !Array.isArray(list) || list.at(-1) === node;
  const awaited = e.type === 'AwaitExpression' && last;
  if (effect && !awaited) {
    if (last && /^Assignment/.test(e.type)) add(node.start, node.start, 'return ', 'return', 0.05);
    return;
  }
  const call = /^(Call|New)Expression$/.test(e.type);
  const idle = !call && !awaited && !(e.type === 'LogicalExpression' || e.type === 'ConditionalExpression');
  const looped = path.findLast((outer) => isFunction(outer) || /^(For|While|DoWhile)/.test(outer.type)) !== inside;
  const weight = idle ? 60 : e.type === 'NewExpression' ? 8 : PURE.test(name) ? 12 : looped ? 0.05 : last ? 1 : 0.25;
  add(node.start, node.start, 'return ', 'return', weight);
  if (e.type === 'ConditionalExpression') add(node.start, node.start, 'return ', 'return', 20);
}

/** Neighbouring statements the other way round. */
function swapped(tree: SyntaxTree, block: Node, add: Add): void {
  for (let i = 0; i + 1 < block.body.length; i++) {
    const [a, b] = [block.body[i], block.body[i + 1]] as [Node, Node];
    if (![a, b].every((s) => /^(Expression|If|For|ForOf|While)Statement$/.test(s.type))) continue;
    const text = textOf(tree, b) + tree.source.slice(a.end, b.start) + textOf(tree, a);
    add(a.start, b.end, text, 'swap', a.type === b.type ? 1 : 0.7);
  }
}
