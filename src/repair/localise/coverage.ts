/**
 * Coverage per test: one shell command copies the repository to /tmp, puts a counter before every statement and branch of
 * the sources and a mark where each test begins, runs the tests there and prints per point how many failing and passing
 * tests ran it, and what changing one value at a time did to the failing tests (runtime.ts). The workspace is not touched, and the printed text is all that is read: a recording can be read again.
 */
import { shellQuoted } from '../../lib/text';
import instrument from '../programs/coverage-instrument.js?raw';
import reporting from '../programs/coverage-report.js?raw';
import { treeOf } from '../syntax';
import type { Framework, TestReport } from '../../types';
import { coveragePoints } from './points';
import { FOLDER, RUNTIME } from './runtime';
import { failuresOf, sitesIn } from './sites';
import { valuesOf } from './values';

/** How many failing and passing tests ran a point. */
export type RunCounts = [failing: number, passing: number];

/**
 * Of how many failing tests the value was changed, how many of them then passed, how many changed at all, and which part
 * of the passing tests bore the best of these changes (0..1; -1 = not known).
 */
export type Changed = [tests: number, mended: number, touched: number, borne: number];

export interface Coverage {
  /** Tests that were told apart. */
  failing: number;
  passing: number;
  /** path -> `line.column` (1-based) of a point -> counts. Points that nothing ran are left out. */
  files: Record<string, Record<string, RunCounts>>;
  /** path -> `line.column` of a value -> what its changes did. */
  values: Record<string, Record<string, Changed>>;
}

export interface TraceOptions {
  files: Record<string, string>;
  /** Files to count in, most relevant first. */
  sources: string[];
  tests: string[];
  report: TestReport;
  framework: Framework | undefined;
  /** The command that runs the tests. */
  command: string;
  /** Milliseconds that the instrumented run may take, default 3,000. */
  limitMs?: number;
}

const MOST_POINTS = 3000;
const HEAD = 'run by failing/passing tests, of ';
const CHANGED = 'values changed in failing tests:';

/** The command, or null when there is nothing to count or no failing test. */
export function coverageCommand(options: TraceOptions): string | null {
  const { files, sources, tests, report, framework, command, limitMs = 3000 } = options;
  const plans: Record<string, string> = {};
  let points = 0;
  let values = 0;
  for (const path of sources) {
    const tree = treeOf(path, files[path] ?? '');
    const found = tree ? coveragePoints(tree) : [];
    if (!tree || found.length === 0 || points + found.length > MOST_POINTS) continue;
    points += found.length;
    const changed = valuesOf(tree);
    values += changed.length;
    plans[path] = `s${marks([...found, ...(values <= MOST_POINTS ? changed : [])])}`;
  }
  if (points === 0 || !report.tests.some(({ status }) => status === 'fail')) return null;
  const failing: [number, true | number[]][] = [];
  let count = 0;
  const flat = framework === 'flat-tap' || /\bflat-tap\b/.test(command);
  for (const path of tests) {
    const tree = treeOf(path, files[path] ?? '');
    if (!tree) continue;
    if (flat) {
      plans[path] = /^\s*(import|export)\b|^\s*(const .*= *)?await\b/m.test(tree.source) ? 'h' : 'f';
      continue;
    }
    const sites = sitesIn(tree);
    if (sites.length === 0) continue;
    for (const [k, runs] of failuresOf(sites, path, report.tests)) failing.push([count + k, runs]);
    count += sites.length;
    plans[path] = `t${marks(sites.map(({ body, value }) => ({ ...(body ?? value!), form: 'w' as const })))}`;
  }
  const imported = (names: string) => tests.some((path) => new RegExp(`['"](${names})['"]`).test(files[path] ?? ''));
  const plan = {
    failing,
    limit: limitMs,
    spend: Math.round(limitMs / 4),
    most: 6,
    crash: report.tests.some(({ status, name }) => status === 'fail' && name === 'uncaught error'),
    t: imported('tape|tap|ava'), // assertions are methods of what the test is given
    one: imported('tape|tap|ava|node:test|vitest|uvu'), // one parameter is not a callback
  };
  const node = (script: string) => `node -e ${shellQuoted(script.replace(/\n\s*/g, ''))}`;
  const script = INSTRUMENT.replace('PLANS', () => JSON.stringify(plans))
    .replace('OPTIONS', () => JSON.stringify(JSON.stringify(plan)))
    .replace('RUNTIME', () => JSON.stringify(RUNTIME));
  return [
    `rm -rf ${FOLDER} && cp -r . ${FOLDER} && cd ${FOLDER}`,
    node(script),
    `{ timeout ${Math.ceil(limitMs / 1000) + 1} sh -c ${shellQuoted(command)} > /dev/null 2>&1; ${node(REPORT.replace('FAILING', JSON.stringify(failing)))}; }`,
  ].join(' && ');
}

interface RunMark {
  start: number;
  end: number;
  form: 's' | 'b' | 'e' | 'v' | 'c' | 'k' | 'w';
}

/** `form offset` in base 36, in the order the marks have to stand: x closes a bracket, y a brace. */
function marks(points: RunMark[]): string {
  const all = points.flatMap(({ start, end, form }) => [
    { at: start, close: 0, by: -end, mark: form as string },
    ...(form === 's' ? [] : [{ at: end, close: -1, by: -start, mark: form === 'b' || form === 'k' ? 'y' : 'x' }]),
  ]);
  all.sort((a, b) => a.at - b.at || a.close - b.close || a.by - b.by);
  return all.map(({ at, mark }) => mark.toUpperCase() + at.toString(36)).join('');
}

/*
 * In the hits a test is `site.run`; `l` is what runs before the first. Past the limit the run ends itself, so that what it
 * has counted is not lost with it.
 */
const INSTRUMENT = instrument.replaceAll('FOLDER', FOLDER);

const REPORT = reporting.replaceAll('FOLDER', FOLDER).replaceAll('HEAD', HEAD).replaceAll('CHANGED', CHANGED);

/** What the command printed; null when it did not get that far. */
export function readCoverage(text: string): Coverage | null {
  const at = text.indexOf(HEAD);
  if (at < 0) return null;
  const [counts = '', changed = ''] = text.slice(at + HEAD.length).split(CHANGED);
  const [failing = 0, passing = 0] = counts
    .split('\n', 1)[0]!
    .split('/')
    .map((part) => Number.parseInt(part, 10) || 0);
  const files = table(counts, ([f, p]): RunCounts => [f!, p!]);
  const values = table(changed, ([t, m, c, b]): Changed => [t!, m!, c!, b! < 0 ? -1 : b! / 100]);
  return Object.keys(files).length > 0 ? { failing, passing, files, values } : null;
}

/** Lines of `path line.column:number/number …`. */
function table<T>(text: string, of: (numbers: number[]) => T): Record<string, Record<string, T>> {
  const out: Record<string, Record<string, T>> = {};
  for (const line of text.split('\n')) {
    const [, path, rest] = /^(.+?) (\d+\.\d+:-?\d.*)$/.exec(line.trim()) ?? [];
    if (!path || !rest) continue;
    const entries = [...rest.matchAll(/(\d+\.\d+):([-\d./]+)/g)].map(([, place, numbers]): [string, T] => [
      place!,
      of(numbers!.split('/').map(Number)),
    ]);
    out[path] = Object.fromEntries(entries);
  }
  return out;
}
