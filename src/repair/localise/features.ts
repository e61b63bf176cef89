/** What speaks for and against each line, as numbers of about 0 to 1; the weights stand in weights.ts. */
import type { RunCounts, Coverage } from './coverage';
import type { Evidence } from './evidence';
import { framesOf, framesOfTest, type StackFrame } from './frames';
import { outlinesOf, SIGNS, startsOf, lineOfOffset, type Line, type Outline } from './lines';
import { odditiesOf } from './oddities';
import type { Point } from './points';
import { distances } from './sources';
import { partsOf, rarity, termsOf } from './words';

export interface Described {
  line: Line;
  /** By name; what is missing is 0. */
  features: Record<string, number>;
}

/** Ochiai's coefficient: 1 = run by all failing tests and no other. */
const ochiai = (f: number, p: number, total: number) => (f === 0 ? 0 : f / Math.sqrt(total * (f + p)));

/** Every line that may hold the fault, in the order of the sources. */
export function describeLines(evidence: Evidence): Described[] {
  const outlines = outlinesOf(evidence.sources);
  const tests = evidence.report?.tests.filter(({ status }) => status === 'fail') ?? [];
  const { coverage } = evidence;
  const paths = Object.keys(evidence.sources);
  const stacks =
    tests.length > 0 ? tests.map((test) => framesOfTest(test, paths)) : [framesOf(evidence.output, paths).slice(0, 8)];
  const away = distances(evidence.sources, failingTests(evidence));
  const said = sayings(evidence);
  const all = outlines.flatMap((outline) => {
    const counts = counter(outline, coverage);
    return outline.lines.map((line) => ({ outline, line, counts }));
  });
  const rare = rarity(all.map(({ line }) => new Set(line.names.flatMap(partsOf))));
  const top = Math.max(1e-9, ...all.map(({ line, counts }) => counts.line(line).score));
  const suspects = all.filter(({ line, counts }) => counts.line(line).f > 0).length || 1;
  const scores = all.map(({ line, counts }) => counts.line(line).score).sort((a, b) => b - a);
  const pathWords = new Map(
    outlines.map(({ path }) => [
      path,
      [
        ...termsOf(
          path
            .split('/')
            .at(-1)!
            .replace(/\.\w+$/, ''),
        ),
      ],
    ]),
  );
  return all.map(({ outline, line, counts }): Described => {
    const f: Record<string, number> = {};
    const own = counts.line(line);
    if (coverage) {
      f.ochiai = own.score;
      f.relative = own.score / top;
      f.best = own.score >= top - 1e-9 ? 1 : 0;
      f.above = Math.log1p(firstBelow(scores, own.score)) / 6;
      f.unrun = own.f === 0 ? 1 : 0;
      f.everyFailing = own.f > 0 && own.f === coverage.failing ? 1 : 0;
      f.passing = own.f > 0 && coverage.passing > 0 ? own.p / coverage.passing : 0;
      f.onlyFailing = own.f > 0 && own.p === 0 ? 1 : 0;
      f.few = own.f > 0 ? 1 / Math.sqrt(suspects) : 0;
      Object.assign(f, guarded(line, counts, own, coverage));
      Object.assign(f, changed(line, coverage));
    } else f.uncounted = 1;
    Object.assign(f, framed(line, outline, stacks));
    worded(f, line, said, rare);
    const step = away.get(line.path);
    f.direct = step === 1 ? 1 : 0;
    f.unreached = away.size > 0 && step === undefined ? 1 : 0;
    f.fileNamed = pathWords.get(line.path)!.some((word) => said.failing.has(word)) ? 1 : 0;
    f[`kind:${line.kind}`] = 1;
    for (const sign of SIGNS) if (line.signs[sign]) f[`sign:${sign}`] = Math.min(1, 0.6 + 0.2 * line.signs[sign]);
    const busy = Object.values(line.signs).reduce((a, b) => a + b, 0);
    for (const what of odditiesOf(outline.tree).get(line.line) ?? []) f[`odd:${what}`] = 1;
    f.busy = Math.log1p(busy) / 3;
    f.bare = busy === 0 ? 1 : 0;
    f.depth = Math.min(4, line.depth) / 4;
    f.loaded = line.loaded ? 1 : 0;
    const surprise = evidence.surprise?.[`${line.path}:${line.line}`];
    if (surprise !== undefined) {
      f.scored = 1;
      f.surprise = Math.min(1, -surprise / 4);
    }
    return { line, features: f };
  });
}

// ---- coverage ------------------------------------------------------------------------------------------------

interface Counted {
  f: number;
  p: number;
  score: number;
}

interface Counter {
  line(line: Line): Counted;
  point(point: Point): Counted;
}

/** What the coverage says of lines and points of one file. */
function counter(outline: Outline, coverage: Coverage | null): Counter {
  const starts = startsOf(outline.tree.source);
  const table = (coverage?.files[outline.path] ?? {}) as Record<string, RunCounts>;
  const total = coverage?.failing ?? 1;
  const counted = ([f, p]: RunCounts): Counted => ({ f, p, score: ochiai(f, p, total) });
  const everywhere: RunCounts = [total, coverage?.passing ?? 0];
  const touched = coverage !== null && Object.keys(table).length > 0;
  const point = (one: Point): Counted => {
    const line = lineOfOffset(starts, one.start);
    return counted(table[`${line}.${one.start - starts[line - 1]! + 1}`] ?? [0, 0]);
  };
  const memo = new Map<Line, Counted>();
  return {
    point,
    line(line) {
      let found = memo.get(line);
      if (!found) {
        const body = line.kind === 'header' ? outline.points.find((p) => p.start >= line.start) : undefined;
        const parts = [...line.points, ...(body ? [body] : [])].map(point);
        if (parts.length === 0 && line.around) parts.push(point(line.around));
        if (parts.length === 0) parts.push(counted(touched ? everywhere : [0, 0]));
        found = parts.reduce((a, b) => (b.score > a.score ? b : a));
        memo.set(line, found);
      }
      return found;
    },
  };
}

/** A condition is suspected for what it lets run and for what it does not. */
function guarded(line: Line, counts: Counter, own: Counted, coverage: Coverage): Record<string, number> {
  let gain = 0;
  let skipped = 0;
  let never = 0;
  for (const guard of line.guards) {
    const inner = counts.point(guard);
    gain = Math.max(gain, inner.score - own.score);
    if (own.f > 0 && inner.f < own.f && inner.p > 0)
      skipped = Math.max(skipped, (1 - inner.f / own.f) * (inner.p / Math.max(1, own.p, coverage.passing)));
    if (own.f > 0 && inner.f + inner.p === 0) never = 1;
  }
  return { guardGain: Math.max(0, gain), guardSkipped: skipped, guardNever: never };
}

/** What changing one value of the line at a time did to the failing tests. */
function changed(line: Line, { values, failing }: Coverage): Record<string, number> {
  let [mended, touched, borne, inert] = [0, 0, 0, 0];
  const known = Object.keys(values).length > 0;
  const n = Math.max(1, ...Object.values(values).flatMap((table) => Object.values(table).map(([tests]) => tests)));
  let seen = false;
  for (const [place, [tests, mends, touches, bears]] of Object.entries(values[line.path] ?? {})) {
    if (Number.parseInt(place, 10) !== line.line) continue;
    seen = true;
    mended = Math.max(mended, mends / n);
    touched = Math.max(touched, touches / n);
    if (mends > 0 && bears >= 0) borne = Math.max(borne, (mends / n) * bears);
    if (touches === 0 && tests > 0) inert = 1;
  }
  if (!known || !seen) return { unchanged: known ? 1 : 0 };
  return {
    mended,
    mendedAll: mended >= 0.99 ? 1 : 0,
    borne,
    borneAll: borne >= 0.99 ? 1 : 0,
    touched,
    inert: touched === 0 ? inert : 0,
    alone: failing === 1 ? mended : 0,
  };
}

/** Index of the first of the falling scores that is below. */
function firstBelow(falling: number[], score: number): number {
  let [low, high] = [0, falling.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (falling[middle]! > score + 1e-9) low = middle + 1;
    else high = middle;
  }
  return low;
}

// ---- stacks --------------------------------------------------------------------------------------------------

function framed(line: Line, outline: Outline, stacks: StackFrame[][]): Record<string, number> {
  let [top, any, near] = [0, 0, 0];
  const functions = outline.functions.filter((f) => f.start <= line.start && line.start < f.end);
  const starts = startsOf(outline.tree.source);
  for (const stack of stacks) {
    stack.forEach((frame, i) => {
      if (frame.path !== line.path) return;
      if (frame.line === line.line) {
        if (i === 0) top++;
        any = Math.max(any, 1 / (1 + i));
      }
      const inner = functions.at(-1);
      if (
        i < 3 &&
        inner &&
        lineOfOffset(starts, inner.start) <= frame.line &&
        frame.line <= lineOfOffset(starts, inner.end)
      )
        near++;
    });
  }
  const n = Math.max(1, stacks.length);
  return { frameTop: top / n, frame: any, frameNear: Math.min(1, near / n) };
}

// ---- words ---------------------------------------------------------------------------------------------------

interface Sayings {
  failing: Set<string>;
  issue: Set<string>;
  /** Identifiers of the failing test's message that are code: in the issue between backticks, too. */
  texts: string;
}

const failingTests = ({ tests, report }: Evidence): Record<string, string> => {
  const bad = report?.tests.filter(({ status }) => status === 'fail') ?? [];
  const found = Object.entries(tests).filter(([path]) =>
    bad.some(({ file }) => file === path || file.endsWith(`/${path}`)),
  );
  return found.length > 0 ? Object.fromEntries(found) : tests;
};

function sayings({ problem, report }: Evidence): Sayings {
  const bad = (report?.tests ?? []).filter(({ status }) => status === 'fail').slice(0, 12);
  const texts = bad
    .map(
      ({ name, error }) =>
        `${name}\n${(error?.message ?? '').slice(0, 1000)}\n${(error?.expected ?? '').slice(0, 500)}\n${(error?.actual ?? '').slice(0, 500)}`,
    )
    .join('\n');
  return { failing: termsOf(texts), issue: termsOf(problem), texts: `${texts}\n${problem}` };
}

function worded(f: Record<string, number>, line: Line, said: Sayings, rare: (word: string) => number): void {
  const parts = new Set(line.names.flatMap(partsOf));
  let [failing, issue] = [0, 0];
  for (const part of parts) {
    if (said.failing.has(part)) failing += rare(part);
    if (said.issue.has(part)) issue += rare(part);
  }
  f.wordsFailing = Math.min(1, failing / 2);
  f.wordsIssue = Math.min(1, issue / 2);
  const names = line.inside.flatMap(partsOf);
  f.insideFailing = names.some((part) => said.failing.has(part)) ? 1 : 0;
  f.insideIssue = names.some((part) => said.issue.has(part)) ? 1 : 0;
  f.literal = line.literals.some(
    (text) => text.length > 1 && said.texts.includes(text.trim()) && text.trim().length > 1,
  )
    ? 1
    : 0;
}
