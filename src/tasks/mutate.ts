/** Procedural bug injection: every single-site mutant of a source file. Heavy (a parser); import it lazily. */
import { conditions } from './mutations/conditions';
import { flow } from './mutations/flow';
import { names } from './mutations/names';
import { operators } from './mutations/operators';
import { functionStart, parseTree, type Operator } from './mutations/tree';
import { values } from './mutations/values';

/** One injected bug: source[start, end) of `file` becomes `text`. Offsets count UTF-16 units of the right source. */
export interface Mutant {
  file: string;
  operator: string;
  start: number;
  end: number;
  text: string;
  /** Start of the function it is in, -1 at module level. */
  scope: number;
}

/** How to undo a mutant: the range in the broken source, what stands there and what should. */
export interface Inverse {
  operator: string;
  file: string;
  start: number;
  end: number;
  before: string;
  after: string;
}

export const OPERATORS: Operator[] = [...operators, ...conditions, ...values, ...names, ...flow];

/** Every mutant that still parses, once each, in source order of the operators' list. Throws SyntaxError. */
export function mutants(file: string, source: string): Mutant[] {
  const tree = parseTree(source, file);
  const out: Mutant[] = [];
  const seen = new Set<string>();
  for (const operator of OPERATORS) {
    for (const { start, end, text } of operator.edits(tree)) {
      const next = splice(source, start, end, text);
      if (seen.has(next) || next === source || squeeze(next) === squeeze(source) || !parses(next, file)) continue;
      seen.add(next);
      out.push({ file, operator: operator.name, start, end, text, scope: functionStart(tree, start) });
    }
  }
  return out;
}

export const splice = (source: string, start: number, end: number, text: string): string =>
  source.slice(0, start) + text + source.slice(end);

const squeeze = (source: string): string => source.replace(/\s+/g, '');

function parses(source: string, file: string): boolean {
  try {
    parseTree(source, file);
    return true;
  } catch {
    return false;
  }
}

export const inverse = (mutant: Mutant, source: string): Inverse => ({
  operator: mutant.operator,
  file: mutant.file,
  start: mutant.start,
  end: mutant.start + mutant.text.length,
  before: mutant.text,
  after: source.slice(mutant.start, mutant.end),
});
