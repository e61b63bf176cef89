/** The values of a file that a trial can change: conditions, operands, what is returned, stored and passed on. */
import { isFunction, type Node, type SyntaxTree } from '../syntax';

export interface Value {
  start: number;
  end: number;
  /** v value · c condition · k statement that may be left out. */
  form: 'v' | 'c' | 'k';
}

const PLAIN =
  /^(Function|Arrow|Class|Spread|Rest|Assignment|Super|Import|Yield|Await|Sequence|Object|TemplateElement|TS)/;

export function valuesOf(tree: SyntaxTree): Value[] {
  const out: Value[] = [];
  for (const { node, parent, field, path } of tree.places) {
    if (!parent || !path.some(isFunction)) continue;
    const { start, end, type } = node;
    if (
      type === 'ExpressionStatement' &&
      node.directive === undefined &&
      /^(BlockStatement|SwitchCase)$/.test(parent.type) &&
      !/^Super/.test(node.expression.callee?.type ?? '')
    ) {
      out.push({ start, end, form: 'k' });
      continue;
    }
    if (PLAIN.test(type) || /Statement$/.test(type)) continue;
    if (isCondition(parent, field)) out.push({ start, end, form: 'c' });
    else if (isValue(node, parent, field)) out.push({ start, end, form: 'v' });
  }
  return out;
}

const isCondition = (parent: Node, field: string) =>
  (field === 'test' && /^(If|While|DoWhile|For)Statement$|^ConditionalExpression$/.test(parent.type)) ||
  (parent.type === 'LogicalExpression' && parent.operator !== '??' && field === 'left');

function isValue(node: Node, parent: Node, field: string): boolean {
  switch (parent.type) {
    case 'ReturnStatement':
      return true;
    case 'ArrowFunctionExpression':
      return field === 'body' && node.type !== 'BlockStatement';
    case 'VariableDeclarator':
      return field === 'init';
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'LogicalExpression':
      return field === 'right';
    case 'BinaryExpression':
      return (
        !/^(in|instanceof)$/.test(parent.operator) && node.type !== 'PrivateName' && node.type !== 'PrivateIdentifier'
      );
    case 'ConditionalExpression':
      return field !== 'test';
    case 'CallExpression':
    case 'NewExpression':
      return field === 'arguments';
    case 'MemberExpression':
      return field === 'property' && parent.computed === true && !isTarget(parent);
    case 'ForOfStatement':
      return field === 'right';
    case 'Property':
      return field === 'value' && !parent.shorthand;
    case 'ArrayExpression':
      return true;
    default:
      return false;
  }
}

/** An index is evaluated in a target, too; only the chain itself may not be wrapped, its property may. */
const isTarget = (member: Node) => member.object?.type === 'Super';
