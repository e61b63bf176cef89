/** What the messages of failing tests say about the kind of mistake. */
import type { TestRun } from '../facts/summary';

const SIGNS: [pattern: RegExp, factor: number, kinds: string[]][] = [
  [/is not a function/, 3, ['method', 'property', 'variable', 'await', 'arguments', 'return']],
  [/is not iterable/, 4, ['spread', 'return', 'method', 'await']],
  [/Cannot read propert|undefined is not|is not an object/, 2, ['optional', 'return', 'length', 'index', 'logic', 'nullish', 'negation', 'condition', 'boundary', 'equality', 'operand', 'default']],
  [/is not defined|before initialization/, 4, ['variable', 'swap']],
  [/Promise|\[Function: then|thenable/, 6, ['await', 'return']],
  [/^undefined (!==|!=)|(!==|!=) undefined$|^\+ undefined|got undefined/m, 3, ['return', 'property', 'logic', 'nullish', 'leave']],
  [/NaN/, 2, ['arithmetic', 'length', 'index', 'property', 'variable', 'sign', 'operands']],
  [/^true (!==|!=) false|^false (!==|!=) true|Expected values to be strictly equal:\s*(true|false)/m, 2, ['negation', 'condition', 'equality', 'logic', 'boolean', 'boundary', 'comparison', 'method']],
  [/Missing expected (exception|rejection)|did not throw|expected .* to throw/i, 2.5, ['negation', 'condition', 'equality', 'logic', 'boundary', 'comparison', 'boolean', 'regexp', 'await', 'return']],
  [/did not match the regular expression|input did not match/, 1.5, ['text', 'variable', 'arguments', 'property']],
]; // prettier-ignore

/** Factor for a kind of repair; 1 = the messages say nothing. */
export function symptoms(run: TestRun): Map<string, number> {
  const out = new Map<string, number>();
  const raise = (kinds: string[], factor: number) => {
    for (const kind of kinds) out.set(kind, Math.max(out.get(kind) ?? 1, factor));
  };
  for (const { message } of run.failing) {
    for (const [pattern, factor, kinds] of SIGNS) if (pattern.test(message)) raise(kinds, factor);
    const pair = /(-?\d+(?:\.\d+)?) (?:!==|!=) (-?\d+(?:\.\d+)?)\s*$/m.exec(message);
    if (!pair) continue;
    const [actual, expected] = [Number(pair[1]), Number(pair[2])];
    const gap = Math.abs(actual - expected);
    if (gap === 1) raise(['constant', 'length', 'index', 'boundary', 'increment', 'order'], 2);
    if (actual === -expected) raise(['sign', 'operands', 'arithmetic', 'arguments'], 4);
    if (expected === 0 || actual === 0) continue;
    if (actual / expected === 10 || expected / actual === 10) raise(['number'], 4);
    if (Number.isInteger(expected) && !Number.isInteger(actual))
      raise(['wrapper', 'arithmetic', 'method', 'operands'], 3);
    if (gap > 1) raise(['arithmetic', 'assignment', 'variable', 'number', 'operand'], 1.4);
  }
  return out;
}
