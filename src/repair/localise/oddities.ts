/** What is odd about a line whatever the tests say: names that nothing reads, values that go nowhere, operands twice. */
import { bindingsOf, textOf, type Node, type SyntaxTree } from '../syntax';
import { lineOfOffset, startsOf } from './lines';

export type Oddity = 'unused' | 'idle' | 'twice' | 'constant';

const kept = new WeakMap<SyntaxTree, Map<number, Set<Oddity>>>();

/** 1-based line -> what is odd there. */
export function odditiesOf(tree: SyntaxTree): Map<number, Set<Oddity>> {
  const before = kept.get(tree);
  if (before) return before;
  const out = new Map<number, Set<Oddity>>();
  const starts = startsOf(tree.source);
  const add = (offset: number, what: Oddity) => {
    const line = lineOfOffset(starts, offset);
    out.set(line, (out.get(line) ?? new Set()).add(what));
  };
  for (const { node, parent, field } of tree.places) {
    if (node.type === 'ExpressionStatement' && node.directive === undefined && IDLE.test(bare(node.expression).type))
      add(node.start, 'idle');
    if (/^(Binary|Logical)Expression$/.test(node.type)) {
      const [left, right] = [textOf(tree, node.left), textOf(tree, node.right)];
      if (left === right && !/^[\d.]+$/.test(left) && !/^[*+]$/.test(node.operator)) add(node.start, 'twice');
      if (node.operator === '??' && /^(Binary|Template|Object|Array|Function|Arrow)/.test(bare(node.left).type))
        add(node.start, 'constant');
    }
    if (node.type === 'ConditionalExpression' && textOf(tree, node.consequent) === textOf(tree, node.alternate))
      add(node.start, 'twice');
    if (node.type === 'AssignmentExpression' && textOf(tree, node.left) === textOf(tree, node.right))
      add(node.start, 'twice');
    if (
      field === 'test' &&
      parent &&
      /^(If|While|Conditional)/.test(parent.type) &&
      CONSTANT.test(bare(node).type) &&
      !(parent.type === 'WhileStatement' && node.value === true)
    )
      add(node.start, 'constant');
  }
  for (const { name, at, param, scope, reads } of bindingsOf(tree)) {
    if (reads > 0 || /^_/.test(name)) continue;
    const last = param && scope.params?.at(-1)?.end >= at && scope.params.at(-1)!.start <= at;
    if (!param || last) add(at, 'unused');
  }
  kept.set(tree, out);
  return out;
}

const IDLE =
  /^(Literal|Identifier|MemberExpression|BinaryExpression|TemplateLiteral|ArrayExpression|ObjectExpression|UnaryExpression|ArrowFunctionExpression)$/;
const CONSTANT =
  /^(Literal|ArrayExpression|ObjectExpression|ArrowFunctionExpression|FunctionExpression|TemplateLiteral|AssignmentExpression)$/;

const bare = (node: Node): Node => (node.type === 'ChainExpression' ? bare(node.expression) : node);
