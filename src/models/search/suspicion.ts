/**
 * How suspicious each function and line is: which tests reach a function by name (through the names it calls), how many
 * of them fail (Ochiai), the frames of thrown errors, and what an expert said.
 */
import { closing, functionsOf, tokenize, type FunctionSpan, type Token } from './tokens';
import type { TestRun, Transcript } from './transcript';

export interface Source {
  path: string;
  text: string;
  functions: FunctionSpan[];
}

export interface Suspicion {
  sources: Source[];
  /** Weight of a place: 0 = hopeless, 1 = ordinary suspect. */
  at(source: Source, offset: number, kind: string): number;
  /** Innermost function around an offset. */
  inside(source: Source, offset: number): string;
}

const isTest = (path: string) =>
  /(^|\/)(tests?|__tests__|spec)(\/|$)|[._-](test|spec)\.[cm]?[jt]sx?$|(^|\/)test\.[cm]?[jt]s$/.test(path);
const isSource = (path: string) =>
  /\.[cm]?[jt]sx?$/.test(path) && !isTest(path) && !/\.d\.ts$|(^|\/)[\w.-]*(config|rc)\.[cm]?[jt]s$/.test(path);

export const testPaths = (paths: string[]) => paths.filter((path) => isTest(path) && /\.[cm]?[jt]sx?$/.test(path));
export const sourcePaths = (paths: string[]) => paths.filter(isSource);

interface TestCase {
  name: string;
  words: Set<string>;
}

/** Calls whose first argument is a string and whose arguments hold a function: test(…), it(…), Suite(…), t.test(…). */
function testsIn(text: string): TestCase[] {
  const tokens = tokenize(text);
  const cases: TestCase[] = [];
  for (let i = 0; i + 2 < tokens.length; i++) {
    if (tokens[i]!.kind !== 'name' || tokens[i + 1]!.text !== '(' || tokens[i + 2]!.kind !== 'string') continue;
    const close = closing(tokens, i + 1);
    const body = tokens.slice(i + 3, close);
    if (!body.some((t) => t.text === '=>' || t.text === 'function')) continue;
    const nested = body.some(
      (t, k) =>
        t.kind === 'name' &&
        body[k + 1]?.text === '(' &&
        body[k + 2]?.kind === 'string' &&
        ['it', 'test'].includes(t.text),
    );
    if (nested) continue;
    cases.push({ name: unquote(tokens[i + 2]!.text), words: names(body) });
  }
  return cases;
}

const unquote = (text: string) => text.slice(1, -1).replace(/\\(.)/g, '$1');
const names = (tokens: Token[]) => new Set(tokens.filter((t) => t.kind === 'name').map((t) => t.text));

export function suspect(t: Transcript, baseline: TestRun): Suspicion {
  const sources = sourcePaths([...t.files.keys()]).map((path) => {
    const text = t.files.get(path)!;
    return { path, text, functions: functionsOf(tokenize(text)) };
  });
  const calls = callGraph(sources);
  const cases = testPaths([...t.files.keys()]).flatMap((path) => testsIn(t.files.get(path)!));
  const failed = (name: string) =>
    baseline.failing.some((f) => f.name === name || f.name.endsWith(` ${name}`) || f.name.endsWith(name));
  const failing = new Map<string, number>();
  const passing = new Map<string, number>();
  let total = 0;
  for (const test of cases) {
    const bad = failed(test.name);
    if (bad) total++;
    else if (baseline.cut) continue; // unnamed failures would look like passes
    for (const [name, weight] of reach(test.words, calls)) {
      const table = bad ? failing : passing;
      table.set(name, (table.get(name) ?? 0) + weight);
    }
  }
  const frames = baseline.failing.flatMap((f) => f.frames);
  const message = baseline.failing.map((f) => `${f.name} ${f.message}`).join('\n');
  const advice = t.advice.map((a) => a.text);

  const ochiai = (name: string) => {
    const f = failing.get(name) ?? 0;
    return f === 0 || total === 0 ? 0 : f / Math.sqrt(total * (f + (passing.get(name) ?? 0)));
  };
  const inside = (source: Source, offset: number) =>
    source.functions.filter((f) => f.start <= offset && offset <= f.end).at(-1)?.name ?? '';
  const at = (source: Source, offset: number, kind: string) => {
    const around = source.functions.filter((f) => f.start <= offset && offset <= f.end);
    const line = source.text.slice(0, offset).split('\n').length;
    let weight = 0.08 + Math.max(0, ...around.map((f) => ochiai(f.name)));
    const here = frames.filter((f) => f.path === source.path);
    if (here.some((f) => f.line === line)) weight *= 3;
    else if (here.some((f) => around.some((g) => lineOf(source, g.start) <= f.line && f.line <= lineOf(source, g.end))))
      weight *= 1.6;
    if (around.some((f) => f.name.length > 2 && message.includes(f.name))) weight *= 1.4;
    advice.forEach(
      (text, i) => (weight *= hint(text, source, around, line, kind) ** (i === advice.length - 1 ? 1 : 0.6)),
    );
    return weight;
  };
  return { sources, at, inside };
}

const lineOf = (source: Source, offset: number) => source.text.slice(0, offset).split('\n').length;

/** Function name -> names it uses that are functions of the repository. Names are not resolved: a homonym counts. */
function callGraph(sources: Source[]): Map<string, Set<string>> {
  const known = new Set(sources.flatMap((s) => s.functions.map((f) => f.name)));
  const graph = new Map<string, Set<string>>();
  for (const { text, functions } of sources) {
    for (const f of functions) {
      const used = [...names(tokenize(text.slice(f.start, f.end)))].filter(
        (name) => name !== f.name && known.has(name),
      );
      graph.set(f.name, new Set([...(graph.get(f.name) ?? []), ...used]));
    }
    for (const cls of text.matchAll(/\bclass\s+(\w+)/g)) {
      const inner = functions.filter(
        (f) => f.start > cls.index && text.slice(cls.index, f.start).split('\nclass ').length === 1,
      );
      if (inner.some((f) => f.name === 'constructor')) graph.set(cls[1]!, new Set(['constructor']));
    }
  }
  return graph;
}

/** Functions reachable from the words of a test, with a weight that falls with the distance. */
function reach(words: Set<string>, calls: Map<string, Set<string>>): Map<string, number> {
  const weight = new Map<string, number>();
  let front = [...words].filter((word) => calls.has(word));
  for (let w = 1; front.length > 0 && w > 0.2; w *= 0.75) {
    const next: string[] = [];
    for (const name of front) {
      if (weight.has(name)) continue;
      weight.set(name, w);
      next.push(...(calls.get(name) ?? []));
    }
    front = next;
  }
  return weight;
}

const kinds: [pattern: RegExp, kinds: string[]][] = [
  [/compar|boundar|inclusive|exclusive|greater|less than|relational/i, ['comparison', 'off-by-one']],
  [/equal/i, ['equality', 'comparison']],
  [/off.by.one|one too|too (?:few|many)|bound|index/i, ['off-by-one', 'constant', 'comparison']],
  [/negat|invert|opposite|condition|guard|the wrong way/i, ['condition', 'negation', 'equality', 'comparison', 'boolean', 'logic', 'branches', 'ternary']],
  [/logical|\band\b.*\bor\b|both|either/i, ['logic']],
  [/arithmetic|sum|subtract|multipl|divi|sign/i, ['arithmetic', 'assignment', 'increment']],
  [/constant|number|value|literal|default/i, ['constant', 'boolean', 'text']],
  [/argument|order|swapp/i, ['arguments', 'operands', 'branches', 'ternary']],
  [/operand/i, ['operands']],
  [/variable|name|identifier/i, ['variable']],
  [/method|function call|propert/i, ['method', 'variable']],
  [/await|promise|async/i, ['await', 'return']],
  [/return/i, ['return', 'exit', 'variable']],
  [/early exit|break|continue|loop/i, ['exit', 'comparison', 'constant']],
  [/assign/i, ['assignment', 'variable']],
  [/branch|ternary/i, ['branches', 'ternary', 'condition', 'else']],
  [/bitwise|shift/i, ['bits']],
  [/optional|nullish/i, ['optional', 'logic']],
]; // prettier-ignore

/** How much a piece of advice speaks for a place. */
function hint(advice: string, source: Source, around: FunctionSpan[], line: number, kind: string): number {
  const file = source.path.split('/').at(-1)!;
  const named = /[\w./-]+\.[cm]?[jt]sx?\b/.test(advice);
  let factor = 1;
  if (named) factor *= advice.includes(source.path) || advice.includes(file) ? 4 : 0.1;
  const functions = around.filter(
    (f) => f.name.length > 1 && new RegExp(`(^|[^\\w$])${f.name.replace(/[$]/g, '\\$&')}([^\\w$]|$)`).test(advice),
  );
  if (functions.length > 0) factor *= 6;
  const lines = [...advice.matchAll(/\blines? (\d+)(?:\s*(?:-|–|to|and)\s*(\d+))?/gi)];
  if (lines.length > 0) {
    const near = lines.some((m) => line >= Number(m[1]) - 1 && line <= Number(m[2] ?? m[1]) + 1);
    factor *= near ? 15 : 0.2;
  }
  for (const [pattern, list] of kinds) if (pattern.test(advice) && list.includes(kind)) return factor * 4;
  return factor;
}
