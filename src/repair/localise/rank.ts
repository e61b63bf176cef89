/** Where the fault may be, most suspicious line first. Pure and deterministic. */
import type { Place } from '../../types';
import type { Evidence } from './evidence';
import { describeLines, type Described } from './features';
import { outlinesOf } from './lines';
import { told } from './mentor';
import { FEATURE_WEIGHTS } from './weights';

/** A mentor's words go before everything that was counted. */
const MENTOR = 10;

/** Every line that may hold the fault; [] where no source can be read. Equal scores keep the order of the sources. */
export function rank(evidence: Evidence, weights: Record<string, number> = FEATURE_WEIGHTS): Place[] {
  const described = describeLines(evidence);
  const outlines = outlinesOf(evidence.sources);
  const words = evidence.mentor?.trim() ? told(evidence.mentor, outlines) : null;
  return described
    .map(({ line, features }): Place => {
      const named = words ? words(line.path, line.line, line.inside) : 0;
      const score = weigh(features, weights) + MENTOR * named;
      return { path: line.path, from: line.line, to: line.line, score, why: reasons({ line, features }, named) };
    })
    .sort((a, b) => b.score - a.score);
}

export function weigh(features: Record<string, number>, weights: Record<string, number>): number {
  let sum = 0;
  for (const [name, value] of Object.entries(features)) sum += value * (weights[name] ?? 0);
  return sum;
}

const REASONS: [feature: string, least: number, words: string][] = [
  ['frameTop', 0.01, 'the error is thrown here'],
  ['frame', 0.01, 'in the stack of a failing test'],
  ['onlyFailing', 1, 'only failing tests run it'],
  ['best', 1, 'nothing is run by failing tests more and by passing tests less'],
  ['everyFailing', 1, 'every failing test runs it'],
  ['guardSkipped', 0.05, 'failing tests skip what it guards'],
  ['guardGain', 0.05, 'it lets failing tests in'],
  ['literal', 1, 'holds a text of the failing test or the issue'],
  ['wordsFailing', 0.3, 'names what the failing test names'],
  ['wordsIssue', 0.3, 'names what the issue names'],
  ['surprise', 0.5, 'a language model finds it unlikely'],
];

function reasons({ features }: Described, named: number): string[] {
  const out = named > 0 ? ['the mentor names it'] : [];
  for (const [feature, least, words] of REASONS) if ((features[feature] ?? 0) >= least) out.push(words);
  return out.slice(0, 4);
}
