/** A test file written anew for the driver: its libraries are the driver's, and its values are others each round. */
import { LIBRARY } from '../../facts/protected';
import { hash, rng } from '../../lib/ids';
import { splice } from '../mutate';
import { parseTree, type Edit, type Node, type NodePath, type Tree } from '../mutations/tree';

const ASSERT = /^(node:)?assert(\/strict)?$|^(uvu|vitest|chai)\/|^sinon$/;
const isLibrary = (name: string): boolean => ASSERT.test(name) || LIBRARY.test(`from '${name}'`);

/** Modules that replace others, and doubles of clocks: too much of the library would have to be there. */
const BEYOND = /\b(jest|vi|td)\.(mock|doMock|useFakeTimers|spyOn)\b|\bproxyquire\b|\bmock\.(module|timers|method)\b/;

export interface Rewriter {
  /** The file as it is in this round; 0 is the tests' own values. */
  round(n: number): string;
}

/** undefined: not ours to rewrite (no JavaScript that parses, doubles of modules). `own`: the package's own name. */
export function rewriter(path: string, source: string, own: string | undefined): Rewriter | undefined {
  if (BEYOND.test(source)) return undefined;
  let tree: Tree;
  try {
    tree = parseTree(source, path);
  } catch {
    return undefined;
  }
  const isOwn = (name: string) =>
    /^[.#]/.test(name) || (own !== undefined && (name === own || name.startsWith(`${own}/`)));
  const fixed = [...imports(tree, isOwn), ...requires(tree, isOwn)];
  const values = tree.places.filter((place) => mayChange(place, tree));
  const strings = values.flatMap(({ node }) => (typeof node.value === 'string' ? [node.value] : []));
  return {
    round(n) {
      const random = rng(hash(path, n));
      const edits = [...fixed];
      for (const { node } of n === 0 ? [] : values) {
        const text = other(node, tree, random, strings);
        if (text !== undefined) edits.push({ start: node.start, end: node.end, text });
      }
      // Of what lies in each other the outer one; from the end, so that offsets stay.
      const sorted = edits.sort((a, b) => a.start - b.start || b.end - a.end);
      const outer = sorted.filter((edit, i) => !sorted.slice(0, i).some(({ end }) => end > edit.start));
      return outer.reduceRight((text, { start, end, text: now }) => splice(text, start, end, now), source);
    },
  };
}

/** Import declarations as reads of what the driver gives. */
function imports(tree: Tree, isOwn: (name: string) => boolean): Edit[] {
  const body = (tree.root.body ?? []) as Node[];
  return body.flatMap((node, i): Edit[] => {
    if (node.type !== 'ImportDeclaration' || node.importKind === 'type') return [];
    const name = String(node.source.value);
    const library = isLibrary(name);
    if ((!library && !isOwn(name)) || name.endsWith('.json')) return [];
    const { start, end } = node;
    const from = JSON.stringify(name);
    const all = `__differs${i}`;
    const specifiers = (node.specifiers as Node[]).filter(({ importKind }) => importKind !== 'type');
    const named = specifiers.find(({ type }) => type !== 'ImportSpecifier')?.local.name as string | undefined;
    const word = JSON.stringify(named ?? 'default');
    const lines = library
      ? []
      : [`import * as ${all}_ from ${from};`, `const ${all} = __differs.wrap(${all}_, ${word});`];
    for (const { type, local, imported } of specifiers) {
      const key = type === 'ImportDefaultSpecifier' ? 'default' : String(imported?.name ?? imported?.value ?? '');
      const asked = type === 'ImportNamespaceSpecifier' ? '' : `[${JSON.stringify(key)}]`;
      // A library's default export and its namespace are called what the test calls them.
      const read = library
        ? `__differs.lib(${JSON.stringify(asked === '' || key === 'default' ? local.name : key)})`
        : `${all}${asked}`;
      lines.push(`const ${local.name} = ${read};`);
    }
    return [{ start, end, text: lines.join(' ') }];
  });
}

function requires(tree: Tree, isOwn: (name: string) => boolean): Edit[] {
  return tree.places.flatMap(({ node, parent }): Edit[] => {
    const name =
      node.type === 'CallExpression' && node.callee.name === 'require' ? node.arguments[0]?.value : undefined;
    if (typeof name !== 'string' || name.endsWith('.json')) return [];
    const bound =
      parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? String(parent.id.name) : '';
    const word = JSON.stringify(bound || name.replace(/^.*\//, '').replace(/\.\w+$/, ''));
    const { start, end } = node;
    if (isLibrary(name)) return [{ start, end, text: `__differs.lib(${bound ? word : '""'})` }];
    return isOwn(name) ? [{ start, end, text: `__differs.wrap(require(${JSON.stringify(name)}), ${word})` }] : [];
  });
}

const NAMES = /^(describe|suite|context|test|it|specify|group)$/;
/** The identifier that a chain of members and calls begins with. */
const rootOf = (node: Node): string =>
  node.type === 'Identifier' ? String(node.name) : rootOf_(node.object ?? node.callee ?? node.tag);
const rootOf_ = (node: Node | undefined): string => (node === undefined ? '' : rootOf(node));

/** Values of the tests' calls: literals and lists; no names of tests, keys or modules. */
function mayChange({ node, parent, field, path }: NodePath, tree: Tree): boolean {
  if (!parent || path.some(({ type }) => /^(Import|Export(All|Named))/.test(type) && type !== 'ExportNamedDeclaration'))
    return false;
  if (/^(key|property|source)$/.test(field) && !(field === 'property' && parent.computed === true)) return false;
  if (parent.type === 'CallExpression' && field === 'arguments') {
    if (parent.callee.name === 'require') return false;
    const names =
      NAMES.test(rootOf(parent.callee)) || (parent.callee.property && NAMES.test(String(parent.callee.property.name)));
    if (names && parent.arguments[0] === node) return false;
  }
  if (node.type === 'ArrayExpression') return (node.elements as Node[]).length > 0;
  if (node.type === 'TemplateLiteral')
    return (node.expressions as Node[]).length === 0 && parent.type !== 'TaggedTemplateExpression';
  if (node.type !== 'Literal' || parent.type === 'ExpressionStatement') return false;
  return ['string', 'number', 'boolean'].includes(typeof node.value) && tree.source.slice(node.start, node.end) !== '';
}

/** Another value of the same kind, as source text; undefined: this one stays. */
function other(node: Node, tree: Tree, random: () => number, strings: readonly string[]): string | undefined {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const kept = random();
  if (node.type === 'ArrayExpression') {
    if (kept > 0.2) return undefined;
    const items = (node.elements as (Node | null)[]).map((item) =>
      item ? tree.source.slice(item.start, item.end) : '',
    );
    if (items.length > 60) return undefined;
    const i = Math.floor(random() * items.length);
    const lists = [items.filter((_, k) => k !== i), [...items, items[i]!], [...items].reverse(), items.slice(0, 1)];
    return `[${pick(lists).join(', ')}]`;
  }
  if (kept > 0.5) return undefined;
  const value: unknown = node.type === 'TemplateLiteral' ? node.quasis[0].value.cooked : node.value;
  if (typeof value === 'boolean') return random() < 0.5 ? String(!value) : undefined;
  if (typeof value === 'number') {
    // No larger than twice what stands there, so that a count stays one.
    const most = Math.max(3, 2 * Math.abs(value));
    const near = [value + 1, value - 1, 0, -value, value + 0.5, Math.round(random() * most), 1, 2, -1];
    const now = pick(near);
    return now < 0 || Object.is(now, -0) ? `(${now})` : String(now);
  }
  if (typeof value !== 'string' || value.length > 2000) return undefined;
  const cut = Math.floor(random() * (value.length + 1));
  const chars = [...(pick(strings) || ' '), ' ', '-', 'A', 'z', '0', '.', 'é'];
  const texts = [
    value.slice(0, cut) + value.slice(cut + 1),
    value.slice(0, cut) + pick(chars) + value.slice(cut),
    value.slice(0, cut) + value.slice(Math.max(0, cut - 1)),
    value.slice(0, cut),
    [...value].reverse().join(''),
    value.toUpperCase(),
    ` ${value} `,
    pick(strings),
    value + value,
    '',
  ];
  return JSON.stringify(pick(texts));
}
