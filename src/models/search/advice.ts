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
  [/condition|guard|check/i, ['condition', 'negation', 'logic', 'operand', 'boundary', 'comparison', 'equality']],
  [/logical|both|either/i, ['logic', 'nullish']],
  [/off by|one too|too (few|many|large|small)|bound\b|index/i, ['length', 'index', 'constant', 'number', 'boundary']],
  [/arithmetic|sum\b|subtract|multipl|divi|sign\b/i, ['arithmetic', 'assignment', 'increment', 'sign']],
  [/(lacks|has) a term|comput/i, ['length', 'index', 'operand', 'sign']],
  [/number|constant|literal/i, ['constant', 'number']],
  [/text|string/i, ['text']],
  [/boolean|true|false/i, ['boolean']],
  [/swapp|order|the other way/i, ['operands', 'arguments', 'branches', 'swap', 'order']],
  [/branch|ternary/i, ['branches', 'else']],
  [/variable|\bname\b|identifier/i, ['variable', 'exit', 'loop']],
  [/property|method/i, ['property', 'method']],
  [/call|conversion|argument/i, ['wrapper', 'argument', 'arguments', 'method']],
  [/await|promise|async/i, ['await']],
  [/return/i, ['return', 'leave']],
  [/loop|break|continue|\bexit/i, ['exit', 'leave', 'loop']],
  [
    /missing|incomplete/i,
    ['operand', 'spread', 'element', 'regexp', 'optional', 'argument', 'default', 'sign', 'else'],
  ],
  [/too much/i, ['length', 'index', 'negation', 'condition']],
  [/symbol|operator/i, ['increment', 'order', 'bits', 'nullish', 'logic', 'optional', 'assignment', 'regexp']],
  [/expression|pattern/i, ['regexp', 'operand']],
];

/** 1 = says nothing about it. */
export function hint(advice: string, { path, line, around, kind }: Spot): number {
  let factor = 1;
  if (/[\w./-]+\.[cm]?[jt]sx?\b/.test(advice))
    factor *= advice.includes(path) || mentions(advice, path.split('/').at(-1)!) ? 4 : 0.05;
  if (around.some(({ name }) => name.length > 1 && mentions(advice, name))) factor *= 6;
  const lines = [...advice.matchAll(/\blines? (\d+)(?:\s*(?:-|–|to|and)\s*(\d+))?/gi)];
  if (lines.length > 0) {
    const off = Math.min(...lines.map(([, from, to = from]) => Math.max(Number(from) - line, line - Number(to), 0)));
    factor *= off === 0 ? 100 : off === 1 ? 15 : off <= 3 ? 4 : 0.1;
  }
  const said = KINDS.filter(([pattern]) => pattern.test(advice));
  return said.some(([, kinds]) => kinds.includes(kind)) ? factor * 8 : factor;
}

const mentions = (text: string, name: string) =>
  new RegExp(`(^|[^\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}([^\\w$]|$)`).test(text);
