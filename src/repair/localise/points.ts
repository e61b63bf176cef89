/** The pieces of a source file that run as a whole: where coverage is counted. */
import { isFunction, type Node, type SyntaxTree } from '../syntax';

/** A piece of code that runs as a whole; offsets into the file. */
export interface Point {
  start: number;
  end: number;
  /** s statement · b statement that needs braces · e expression. */
  form: 's' | 'b' | 'e';
}

/** Points of a file, outer before inner; the top level of the module counts, declarations do not. */
export function coveragePoints(tree: SyntaxTree): Point[] {
  const out: Point[] = [];
  for (const { node, parent, field } of tree.places) {
    if (!parent) continue;
    const { start, end, type } = node;
    const listed =
      /^(Program|BlockStatement|StaticBlock|SwitchCase|ClassBody)$/.test(parent.type) &&
      field !== 'test' &&
      !/^(Function|Class|Export|Import|TS)|Definition$/.test(type);
    if (listed && node.directive === undefined && !/^(BlockStatement)$/.test(type)) out.push({ start, end, form: 's' });
    else if (/Statement$/.test(type) && type !== 'BlockStatement' && isBranch(parent, field))
      out.push({ start, end, form: 'b' });
    else if (isValue(parent, field) && type !== 'BlockStatement') out.push({ start, end, form: 'e' });
  }
  return out;
}

const isBranch = (parent: Node, field: string) =>
  (parent.type === 'IfStatement' && field !== 'test') ||
  (/^(For|While|DoWhile|With)/.test(parent.type) && field === 'body');
const isValue = (parent: Node, field: string) =>
  (parent.type === 'ArrowFunctionExpression' && field === 'body') ||
  (parent.type === 'ConditionalExpression' && field !== 'test') ||
  (parent.type === 'LogicalExpression' && field === 'right') ||
  (parent.type === 'AssignmentPattern' && field === 'right' && !isFunction(parent.right)) ||
  (parent.type === 'ForStatement' && field === 'update');
