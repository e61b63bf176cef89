/** Where a test file declares its tests: full names as patterns, and the code that a test runs. */
import { isFunction, of, type Node, type SyntaxTree } from '../syntax';
import type { TestResult } from '../../types';

export interface Site {
  /** Titles from the outermost suite inward; what is computed matches anything. */
  name: RegExp;
  /** The function whose start begins the test; null where it is a name or a call and has to be wrapped. */
  body: Node | null;
  /** The argument to wrap, when there is no body. */
  value?: Node;
}

const SUITE = /^(describe|suite|context|group|fdescribe|xdescribe)\b/;
const TEST = /(^|[.])(test|it|specify|fit|tape|tap|ava|only|failing|serial|each|todo)(\(|$|\.)|^(test|it|t|suite)\b/i;

/** Every call that declares a test; suites give their titles to the tests inside. */
export function sitesIn(tree: SyntaxTree): Site[] {
  const out: Site[] = [];
  const outer: { node: Node; title: string }[] = [];
  const names = suiteNames(tree);
  for (const { node } of of(tree, 'CallExpression')) {
    const args: Node[] = node.arguments;
    const callee = tree.source.slice(node.callee.start, node.callee.end);
    const body = args.findLast(isFunction) ?? null;
    const first = args[0];
    if (!first || args.length < 2) continue;
    const known = names.get(callee.split('.')[0]!);
    if (body && SUITE.test(callee)) {
      outer.push({ node, title: titleOf(first) });
      continue;
    }
    const told = first.type === 'Literal' || first.type === 'TemplateLiteral';
    const named = known !== undefined || TEST.test(callee);
    if (!named && !(told && body)) continue;
    const last = args.at(-1)!;
    const wrapped = !body && named && /^(Identifier|MemberExpression|CallExpression)$/.test(last.type);
    if (!body && !wrapped) continue;
    const around = outer.filter(({ node: o }) => o.start < node.start && node.end <= o.end).map(({ title }) => title);
    const titles = [...around, ...(known ? [known] : []), titleOf(isFunction(first) ? undefined : first)];
    const name = new RegExp(`(?:^| )${titles.join(' ')}$`);
    out.push(body ? { name, body } : { name, body, value: last });
    if (body && /^(t|test|tap)$/i.test(callee.split('.')[0]!)) outer.push({ node, title: titles.at(-1)! }); // tests inside
  }
  return out;
}

/** `const x = suite('title')` (uvu) or `test = suite()`: calls of x are tests under that title. */
function suiteNames(tree: SyntaxTree): Map<string, string> {
  const out = new Map<string, string>();
  for (const { node } of of(tree, 'VariableDeclarator')) {
    const { init, id } = node;
    if (init?.type !== 'CallExpression' || id.type !== 'Identifier' || init.arguments.some(isFunction)) continue;
    if (SUITE.test(tree.source.slice(init.callee.start, init.callee.end)))
      out.set(id.name, init.arguments[0] ? titleOf(init.arguments[0]) : '');
  }
  return out;
}

function titleOf(node: Node | undefined): string {
  if (node?.type === 'Literal' && typeof node.value === 'string')
    return escaped(node.value).replace(/%[sdifjop#%]|\\?\$[\w.]+/g, '.*');
  if (node?.type === 'TemplateLiteral')
    return node.quasis.map((quasi: Node) => escaped(quasi.value.cooked ?? '')).join('[^]*');
  return '[^]*';
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const sameFile = (test: TestResult, path: string) =>
  test.file === path || test.file.endsWith(`/${path}`) || path.endsWith(`/${test.file}`);

/** Which runs of each site failed: true = every one, else the numbers of those (from 0). Sites without any are left out. */
export function failuresOf(sites: Site[], path: string, tests: readonly TestResult[]): Map<number, true | number[]> {
  const own = tests.filter((test) => sameFile(test, path) && (test.status === 'pass' || test.status === 'fail'));
  const out = new Map<number, true | number[]>();
  const taken = new Set<TestResult>();
  // the most exact names choose first
  const order = sites
    .map((site, k) => ({ site, k }))
    .sort((a, b) => b.site.name.source.length - a.site.name.source.length);
  for (const { site, k } of order) {
    const found = own.filter((test) => !taken.has(test) && site.name.test(test.name));
    if (!/\*/.test(site.name.source.replace(/\\\*/g, ''))) found.forEach((test) => taken.add(test));
    const bad = found.flatMap((test, i) => (test.status === 'fail' ? [i] : []));
    if (bad.length > 0) out.set(k, bad.length === found.length ? true : bad);
  }
  return out;
}
