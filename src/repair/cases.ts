/** Test cases in a test file: full names, bodies, and whether they failed in a run. */
import { isFunction, of, type Node, type SyntaxTree } from './syntax';
import type { TestRun } from '../facts/summary';

export interface TestCase {
  /** Titles from the outermost suite inward; a pattern where a title is computed. */
  name: RegExp;
  body: Node;
}

const SUITE = /^(describe|suite|context|group)\b/;

/** Calls with a title and a function; a test inside a test counts as part of it. */
export function casesIn(tree: SyntaxTree): TestCase[] {
  const out: TestCase[] = [];
  const bodies: Node[] = [];
  const suites: { node: Node; title: string }[] = [];
  for (const { node } of of(tree, 'CallExpression')) {
    const title = titleOf(node.arguments[0]);
    const body: Node | undefined = node.arguments.findLast(isFunction);
    if (title === null || !body || bodies.some((b) => b.start <= node.start && node.end <= b.end)) continue;
    if (SUITE.test(tree.source.slice(node.callee.start, node.callee.end))) {
      suites.push({ node, title });
      continue;
    }
    const outer = suites.filter((s) => s.node.start <= node.start && node.end <= s.node.end).map((s) => s.title);
    bodies.push(body);
    out.push({ name: new RegExp(`(^| )${[...outer, title].join(' ')}($| )`), body });
  }
  return out;
}

function titleOf(node: Node | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return escaped(node.value);
  if (node?.type !== 'TemplateLiteral') return null;
  return node.quasis.map((quasi: Node) => escaped(quasi.value.cooked ?? '')).join('.*');
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const failed = (test: TestCase, run: TestRun) => run.failing.some(({ name }) => test.name.test(name));
