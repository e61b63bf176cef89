/**
 * Which places the failing tests run: one shell command copies the repository to /tmp, puts a counter before every
 * statement and branch, runs the tests there and prints `line.column:failing/passing` per file. The workspace is not
 * touched.
 */
import instrument from './programs/instrument.js?raw';
import report from './programs/report.js?raw';
import { casesIn, failed } from './cases';
import { isFunction, treeOf, type Node, type SyntaxTree } from './syntax';
import type { TestRun } from '../facts/summary';
import { FOLDER } from '../facts/trace';

/** A piece of code that runs as a whole. */
export interface TracePoint {
  start: number;
  end: number;
  /** s statement · b statement that needs braces · e expression. */
  form: 's' | 'b' | 'e';
}

const MOST_POINTS = 1500;

/** Points of the functions of a file, in source order, outer before inner. */
export function tracePoints(tree: SyntaxTree): TracePoint[] {
  const out: TracePoint[] = [];
  for (const { node, parent, field, path } of tree.places) {
    if (!parent || !path.some(isFunction)) continue;
    const { start, end } = node;
    const listed = /^(BlockStatement|StaticBlock|SwitchCase)$/.test(parent.type) && field !== 'test';
    if (listed && !/^(Function|Class)Declaration$/.test(node.type) && node.directive === undefined)
      out.push({ start, end, form: 's' });
    else if (/Statement$/.test(node.type) && node.type !== 'BlockStatement' && isBranch(parent, field))
      out.push({ start, end, form: 'b' });
    else if (isValue(parent, field) && node.type !== 'BlockStatement') out.push({ start, end, form: 'e' });
  }
  return out;
}

const isBranch = (parent: Node, field: string) =>
  (parent.type === 'IfStatement' && field !== 'test') || (/^(For|While|DoWhile)/.test(parent.type) && field === 'body');
const isValue = (parent: Node, field: string) =>
  (parent.type === 'ArrowFunctionExpression' && field === 'body') ||
  (parent.type === 'ConditionalExpression' && field !== 'test') ||
  (parent.type === 'LogicalExpression' && field === 'right');

/** The command, or null when there is nothing to count or no test to tell apart. */
export function traceCommand(
  files: Map<string, string>,
  sources: string[],
  tests: string[],
  run: TestRun,
  command: string,
): string | null {
  const plans: Record<string, string> = {};
  let points = 0;
  for (const path of sources) {
    const tree = treeOf(path, files.get(path) ?? '');
    if (!tree) continue;
    const found = tracePoints(tree);
    points += found.length;
    if (found.length > 0) plans[path] = marks(found);
  }
  const failing: number[] = [];
  let count = 0;
  for (const path of tests) {
    const tree = treeOf(path, files.get(path) ?? '');
    const found: TracePoint[] = [];
    for (const test of tree ? casesIn(tree) : []) {
      const { body } = test.body;
      const block = body.type === 'BlockStatement';
      if (failed(test, run)) failing.push(count);
      count++;
      found.push({ start: block ? body.start + 1 : body.start, end: body.end, form: block ? 's' : 'e' });
    }
    if (found.length > 0) plans[path] = `t${marks(found)}`;
  }
  if (points === 0 || points > MOST_POINTS || failing.length === 0 || count < 2) return null;
  const node = (script: string) => `node -e '${script.replace(/\n\s*/g, '')}'`;
  return [
    `rm -rf ${FOLDER} && cp -r . ${FOLDER} && cd ${FOLDER}`,
    node(INSTRUMENT.replace('PLANS', () => JSON.stringify(plans))),
    `${command} > /dev/null 2>&1; ${node(REPORT.replace('FAILING', `[${failing}]`))}`,
  ].join(' && ');
}

/** `offset form` in base 36, in the order the marks have to stand. */
function marks(points: TracePoint[]): string {
  const all = points.flatMap(({ start, end, form }) => [
    { at: start, close: 0, by: -end, mark: form as string },
    ...(form === 's' ? [] : [{ at: end, close: -1, by: -start, mark: form === 'b' ? 'y' : 'x' }]),
  ]);
  all.sort((a, b) => a.at - b.at || a.close - b.close || a.by - b.by);
  return all.map(({ at, mark }) => mark.toUpperCase() + at.toString(36)).join('');
}

// Neither script may hold a single quote: the shell passes each between two of them.
const INSTRUMENT = instrument.replaceAll('FOLDER', FOLDER);

const REPORT = report.replaceAll('FOLDER', FOLDER);
