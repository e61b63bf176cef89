/**
 * How suspicious a place is: how many failing and passing tests run it (counted, or else guessed from the names that the
 * tests use), the frames of thrown errors, names in messages, and what an expert said.
 */
import { isTestPath } from '../facts/protected';
import { hint } from './advice';
import { casesIn, failed } from './cases';
import { functionsOf, of, treeOf, type FunctionSpan, type Node, type SyntaxTree } from './syntax';
import { symptoms } from './symptoms';
import { tracePoints, type TracePoint } from './trace';
import { ochiai } from '../facts/trace';
import type { TestRun } from '../facts/summary';
import type { Transcript } from './transcript';

export interface SourceFile {
  path: string;
  text: string;
  functions: FunctionSpan[];
  points: TracePoint[];
  /** Offset at which each line starts. */
  lines: number[];
}

/** What is known about an offset, apart from the kind of repair; hints by kind. */
interface Spotted {
  around: FunctionSpan[];
  line: number;
  weight: number;
  /** Where words about a line outweigh the counts. */
  pinned: number;
  hints: Map<string, number>;
}

export interface Suspicion {
  sources: SourceFile[];
  /** Weight of a repair of some kind at an offset by what runs and messages show; 1 = all speaks for it. */
  plain(source: SourceFile, offset: number, kind: string): number;
  /** The same with what an expert said. */
  at(source: SourceFile, offset: number, kind: string): number;
  /** Innermost function around an offset. */
  inside(source: SourceFile, offset: number): string;
}

const isSource = (path: string) =>
  /\.[cm]?[jt]sx?$/.test(path) && !isTestPath(path) && !/\.d\.ts$|(^|\/)[\w.-]*(config|rc)\.[cm]?[jt]s$/.test(path);

export const testPaths = (paths: string[]) => paths.filter((path) => isTestPath(path) && /\.[cm]?[jt]sx?$/.test(path));
export const sourcePaths = (paths: string[]) => paths.filter(isSource);

export function suspect(t: Transcript, run: TestRun): Suspicion {
  const sources = sourcePaths([...t.files.keys()]).flatMap((path): SourceFile[] => {
    const text = t.files.get(path)!;
    const tree = treeOf(path, text);
    return tree
      ? [{ path, text, functions: functionsOf(tree), points: tracePoints(tree), lines: lineStarts(text) }]
      : [];
  });
  const executed = t.trace ? byTrace(t, run) : byNames(t, run, sources);
  const frames = run.failing.flatMap((f) => f.frames.slice(0, 3));
  const said = run.failing.map((f) => `${f.name} ${f.message}`).join('\n');
  const signs = symptoms(run);
  const pinned = /\blines? \d/.test(t.advice.at(-1)?.text ?? '');
  const inside = (source: SourceFile, offset: number) =>
    source.functions.findLast((f) => f.start <= offset && offset <= f.end)?.name ?? '';
  const named = new Set(
    sources.flatMap((s) => s.functions.filter(({ name }) => name.length > 2 && said.includes(name))),
  );
  const places = new Map<SourceFile, Map<number, Spotted>>(sources.map((source) => [source, new Map()]));
  const spotted = (source: SourceFile, offset: number): Spotted => {
    const around = source.functions.filter((f) => f.start <= offset && offset <= f.end);
    const line = lineAt(source, offset);
    const run = executed(source, offset);
    let weight = run;
    const here = frames.filter((frame) => frame.path === source.path);
    if (here.some((frame) => frame.line === line)) weight *= 2;
    else if (here.some((f) => around.some((g) => lineAt(source, g.start) <= f.line && f.line <= lineAt(source, g.end))))
      weight *= 1.3;
    if (around.some((f) => named.has(f))) weight *= 1.3;
    return { around, line, weight, pinned: (weight / run) * run ** (pinned ? 0.3 : 1), hints: new Map() };
  };
  const hinted = ({ around, line }: Spotted, path: string, kind: string) =>
    t.advice.reduce((factor, { text }, i) => {
      const latest = i === t.advice.length - 1;
      return factor * hint(text, { path, line, around, kind }) ** (latest ? 1 : 0.6);
    }, 1);
  const placeAt = (source: SourceFile, offset: number) => {
    const memo = places.get(source)!;
    const place = memo.get(offset) ?? spotted(source, offset);
    memo.set(offset, place);
    return place;
  };
  const plain = (source: SourceFile, offset: number, kind: string) =>
    placeAt(source, offset).weight * (signs.get(kind) ?? 1);
  const at = (source: SourceFile, offset: number, kind: string) => {
    const place = placeAt(source, offset);
    const told = place.hints.get(kind) ?? hinted(place, source.path, kind);
    place.hints.set(kind, told);
    return place.pinned * told * (signs.get(kind) ?? 1);
  };
  return { sources, plain, at, inside };
}

/** Offset at which each line starts. */
export function lineStarts(text: string): number[] {
  const out = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) out.push(at + 1);
  return out;
}

/** 1-based. */
export function lineAt({ lines }: SourceFile, offset: number): number {
  let [low, high] = [0, lines.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

type Executed = (source: SourceFile, offset: number) => number;

const LOADED = 0.3;
const ALL_FAILING = 5;
const PASSING = 1.2;

/** One cause, so all failing tests run it; the more passing tests run it too, the less it is suspected. */
function byTrace({ trace }: Transcript, run: TestRun): Executed {
  const all = [...trace!.values()].flatMap((points) => [...points.values()]);
  const total = Math.max(1, ...all.map(([f]) => f));
  const passed = Math.max(0, ...all.map(([, p]) => p), run.passed);
  // failures that were not named are counted among the passing
  const named = run.failing.length;
  const honest = run.cut ? run.passed / (run.passed + run.failed - named || 1) : 1;
  const weigh = (f: number, p: number) => (f / total) ** ALL_FAILING / (1 + p * honest) ** PASSING;
  return (source, offset) => {
    const point = source.points.findLast((p) => p.start <= offset && offset <= p.end);
    if (!point) return LOADED * weigh(total, passed); // runs when the module is loaded
    const line = lineAt(source, point.start);
    const place = `${line}.${point.start - source.lines[line - 1]! + 1}`;
    const [f, p] = trace!.get(source.path)?.get(place) ?? [0, 0];
    return 0.0005 + weigh(f, p);
  };
}

/** Without counts: the functions a test names, and the functions these name in turn, less with every call. */
function byNames(t: Transcript, run: TestRun, sources: SourceFile[]): Executed {
  const calls = new Map<string, Set<string>>();
  const defined = new Set(sources.flatMap((source) => source.functions.map(({ name }) => name)));
  for (const { path, text, functions } of sources) {
    const tree = treeOf(path, text)!;
    for (const { name, node } of functions) calls.set(name, namesIn(tree, node, defined, calls.get(name)));
  }
  const failing = new Map<string, number>();
  const passing = new Map<string, number>();
  let total = 0;
  for (const path of testPaths([...t.files.keys()])) {
    const tree = treeOf(path, t.files.get(path)!);
    for (const test of tree ? casesIn(tree) : []) {
      const bad = failed(test, run);
      if (bad) total++;
      else if (run.cut) continue; // failures that were not named would look like passes
      const table = bad ? failing : passing;
      for (const [name, weight] of reach(namesIn(tree!, test.body, defined), calls))
        table.set(name, (table.get(name) ?? 0) + weight);
    }
  }
  return (source, offset) => {
    const around = source.functions.filter((f) => f.start <= offset && offset <= f.end);
    return (
      0.08 +
      Math.max(
        0,
        ...around.map(({ name }) => ochiai(failing.get(name) ?? 0, passing.get(name) ?? 0, Math.max(1, total))),
      )
    );
  };
}

function namesIn(tree: SyntaxTree, body: Node, defined: Set<string>, into = new Set<string>()): Set<string> {
  for (const { node } of of(tree, 'Identifier'))
    if (body.start <= node.start && node.end <= body.end && defined.has(node.name)) into.add(node.name);
  return into;
}

function reach(words: Set<string>, calls: Map<string, Set<string>>): Map<string, number> {
  const weight = new Map<string, number>();
  let front = [...words];
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
