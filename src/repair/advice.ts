/** How much the words of an expert, or of a person, speak for a place and a kind of repair. */
import type { FunctionSpan } from './syntax';

/** What a repair touches. */
export interface Spot {
  path: string;
  line: number;
  /** Enclosing functions, outermost first. */
  around: FunctionSpan[];
  kind: string;
}

const KINDS: [pattern: RegExp, kinds: string[]][] = [
  [/boundary|inclusive|exclusive|sides are equal/i, ['boundary']],
  [/compar|greater|less than|wrong way/i, ['comparison', 'boundary']],
  [/equal(?!s? to)/i, ['equality']],
  [/negat|invert|opposite/i, ['negation', 'condition', 'equality', 'boolean']],
  [/condition|guard|check/i, ['condition', 'negation', 'logic', 'operand', 'guard', 'boundary', 'comparison', 'equality']],
  [/case|incomplete/i, ['operand', 'statement', 'else']],
  [/logical|both|either/i, ['logic', 'nullish']],
  [/off by|one too|too (few|many|large|small)|bound\b|index/i, ['length', 'index', 'constant', 'number', 'boundary']],
  [/arithmetic|sum\b|subtract|multipl|divi|sign\b/i, ['arithmetic', 'assignment', 'increment', 'sign']],
  [/(lacks|has) a term|off by something/i, ['length', 'index', 'operand', 'sign']],
  [/comput|work(s|ed)? out/i, ['length', 'index', 'operand', 'sign', 'branches', 'statement', 'wrapper']],
  [/number|(?<!text )constant|literal/i, ['constant', 'number']],
  [/text|string/i, ['text']],
  [/boolean|true|false/i, ['boolean']],
  [/swapp|order|the other way/i, ['operands', 'arguments', 'branches', 'swap', 'order']],
  [/several places/i, ['swap']],
  [/branch|ternary|else\b/i, ['branches', 'else', 'statement']],
  [/variable|\bname\b|identifier/i, ['variable', 'exit', 'loop']],
  [/property|method/i, ['property', 'method']],
  [/call|conver|argument/i, ['wrapper', 'argument', 'arguments', 'method', 'guard']],
  [/await|promise|async/i, ['await']],
  [/return/i, ['return', 'leave', 'statement']],
  [/loop|break|continue|\bexit/i, ['exit', 'leave', 'loop']],
  [/something is missing|lacks something|left out/i, ['optional', 'spread', 'element', 'argument', 'default', 'property', 'else', 'regexp']],
  [/statement|assignment|never (updated|set|called)|(check|step|branch|line|throw) .{0,20}missing|missing .{0,9}(check|line)/i, ['statement']],
  [/missing/i, ['statement', 'operand', 'spread', 'element', 'regexp', 'optional', 'argument', 'default', 'sign', 'else', 'guard']],
  [/too much/i, ['length', 'index', 'negation', 'condition']],
  [/symbol|operator/i, ['increment', 'order', 'bits', 'nullish', 'logic', 'optional', 'assignment', 'regexp']],
  [/expression|pattern/i, ['regexp', 'operand']],
]; // prettier-ignore

const LINES = /\blines? (\d+)(?:\s*(?:-|–|to|and)\s*(\d+))?/gi;

/** The few lines of a file that the words name, 1-based. */
export function namedLines(advice: string, path: string): number[] {
  const parts = advice.split('\n').filter((part) => part.includes(path) || mentions(part, path.split('/').at(-1)!));
  const named = parts
    .flatMap((part) => [...part.matchAll(LINES)])
    .flatMap(([, from, to = from]) => {
      const [low, high] = [Number(from), Number(to)];
      return Array.from({ length: Math.max(0, Math.min(4, high - low + 1)) }, (_, i) => low + i);
    });
  return [...new Set(named)].slice(0, 4);
}

/** What words say, whatever the spot. */
interface Said {
  /** They name some file. */
  files: boolean;
  lines: [from: number, to: number][];
  /** Kinds of repair, each with how much speaks for it. */
  kinds: Map<string, number>;
  /** They speak of some kind. */
  some: boolean;
  /** Of names and paths that were asked about. */
  mentioned: Map<string, boolean>;
}

const KEPT = 16;
const read = new Map<string, Said>();

function saidIn(advice: string): Said {
  const before = read.get(advice);
  if (before) return before;
  const fit = KINDS.filter(([pattern]) => pattern.test(advice));
  const kinds = new Map<string, number>();
  // the fewer kinds some words fit, the more they say
  for (const [, list] of fit)
    for (const kind of list) kinds.set(kind, (kinds.get(kind) ?? 1) * (1 + 7 / Math.sqrt(list.length)));
  const lines = [...advice.matchAll(LINES)].map(([, from, to = from]): [number, number] => [Number(from), Number(to)]);
  const files = /[\w./-]+\.[cm]?[jt]sx?\b/.test(advice);
  const said: Said = { files, lines, kinds, some: fit.length > 0, mentioned: new Map() };
  if (read.size >= KEPT) read.clear();
  read.set(advice, said);
  return said;
}

/** 1 = says nothing about it. */
export function hint(advice: string, { path, line, around, kind }: Spot): number {
  const said = saidIn(advice);
  const names = (word: string) => {
    const found = said.mentioned.get(word) ?? mentions(advice, word);
    said.mentioned.set(word, found);
    return found;
  };
  let factor = 1;
  if (said.files) factor *= advice.includes(path) || names(path.split('/').at(-1)!) ? 4 : 0.05;
  if (around.some(({ name }) => name.length > 1 && names(name))) factor *= 6;
  if (said.lines.length > 0) {
    const off = Math.min(...said.lines.map(([from, to]) => Math.max(from - line, line - to, 0)));
    factor *= off === 0 ? 100 : off === 1 ? 15 : off <= 3 ? 4 : 0.1;
  }
  return factor * (said.kinds.get(kind) ?? (said.some ? 0.3 : 1));
}

/** How much words about a number fit a change of it; 1 = they say nothing. */
export function direction(advice: string, was: string, becomes: string): number {
  const [a, b] = [Number(was), Number(becomes)];
  if (!was || !becomes || Number.isNaN(a) || Number.isNaN(b) || !/number/i.test(advice)) return 1;
  if (/too (large|big|high)/i.test(advice)) return b < a ? 2 : 0.3;
  if (/too (small|low)/i.test(advice)) return b > a ? 2 : 0.3;
  return 1;
}

const mentions = (text: string, name: string) =>
  new RegExp(`(^|[^\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}([^\\w$]|$)`).test(text);
