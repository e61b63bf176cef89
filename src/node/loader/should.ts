/**
 * Verdict mode: `value.should` in a test is the library's getter on Object.prototype, unless the value brings a `should` of its
 * own. What the code under test returns may: so the test's text asks the harness (`__should(value)`), which asks the getter.
 */
import type { Guest } from '../guest';
import { apply, getOwnPropertyDescriptor } from '../primordials';
import { parseModule } from './syntax';
import { splice, type SourceEdit } from './waits';

const ObjectPrototype = Object.prototype;

/** The name under which tests have it; see realm. */
export const SHOULD = '__should';

export function shouldOf(value: Guest): unknown {
  const getter = getOwnPropertyDescriptor(ObjectPrototype, 'should')?.get;
  return getter && value !== null && value !== undefined ? apply(getter, value, []) : value.should;
}

/** `x.should` as `__should(x)`, where it is read. */
export function throughHarness(source: string, path: string): string {
  if (!/\.\s*should\b/.test(source)) return source;
  let program: Guest;
  try {
    program = parsed(source, path);
  } catch {
    return source;
  }
  const edits: SourceEdit[] = [];
  const walk = (node: Guest, parent: Guest): void => {
    if (typeof node?.type !== 'string') return;
    if (isRead(node, parent)) {
      edits.push([node.start, node.start, `${SHOULD}(`]);
      edits.push([node.object.end, node.end, source.slice(node.object.end, node.end).replace(/\.\s*should$/, ')')]);
    }
    for (const key of Object.keys(node))
      for (const child of Array.isArray(node[key]) ? node[key] : [node[key]])
        if (child && typeof child === 'object') walk(child, node);
  };
  walk(program, undefined);
  return splice(source, edits);
}

const isRead = (node: Guest, parent: Guest): boolean =>
  node.type === 'MemberExpression' &&
  !node.computed &&
  !node.optional &&
  node.property.name === 'should' &&
  node.object.type !== 'Super' &&
  !(parent?.type === 'CallExpression' && parent.callee === node) &&
  !(parent?.type === 'AssignmentExpression' && parent.left === node) &&
  parent?.type !== 'UpdateExpression' &&
  parent?.type !== 'UnaryExpression' &&
  parent?.type !== 'ChainExpression';

function parsed(source: string, path: string): Guest {
  try {
    return parseModule(source, path, 'module');
  } catch {
    return parseModule(source, path, 'script');
  }
}
