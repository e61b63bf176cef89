/**
 * Coverage per test: one shell command copies the repository to /tmp, puts a counter before every statement and branch of
 * the sources and a mark where each test begins, runs the tests there and prints per point how many failing and passing
 * tests ran it. The workspace is not touched, and the printed text is all that is read: a recording can be read again.
 */
import { treeOf } from '../../models/search/syntax';
import type { Framework, TestReport } from '../../types';
import { pointsOf, type Point } from './points';
import { failuresOf, sitesIn } from './sites';

/** How many failing and passing tests ran a point. */
export type Counts = [failing: number, passing: number];

export interface Coverage {
  /** Tests that were told apart. */
  failing: number;
  passing: number;
  /** path -> `line.column` (1-based) of a point -> counts. Points that nothing ran are left out. */
  files: Record<string, Record<string, Counts>>;
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

const FOLDER = '/tmp/coverage';
const MOST_POINTS = 3000;
const HEAD = 'run by failing/passing tests, of ';

/** The command, or null when there is nothing to count or no failing test. */
export function coverageCommand(options: TraceOptions): string | null {
  const { files, sources, tests, report, framework, command, limitMs = 3000 } = options;
  const plans: Record<string, string> = {};
  let points = 0;
  for (const path of sources) {
    const tree = treeOf(path, files[path] ?? '');
    const found = tree ? pointsOf(tree) : [];
    if (found.length === 0 || points + found.length > MOST_POINTS) continue;
    points += found.length;
    plans[path] = marks(found);
  }
  if (points === 0 || !report.tests.some(({ status }) => status === 'fail')) return null;
  const failing: [number, true | number[]][] = [];
  let count = 0;
  for (const path of tests) {
    const tree = treeOf(path, files[path] ?? '');
    if (!tree) continue;
    if (framework === 'flat-tap') {
      plans[path] = 'f';
      continue;
    }
    const sites = sitesIn(tree);
    if (sites.length === 0) continue;
    for (const [k, runs] of failuresOf(sites, path, report.tests)) failing.push([count + k, runs]);
    count += sites.length;
    plans[path] = `t${marks(
      sites.map(({ body, value }): Mark => {
        if (!body) return { start: value!.start, end: value!.end, form: 'w' };
        const block = body.body.type === 'BlockStatement';
        const first = block ? body.body.body.find((one: { directive?: string }) => one.directive === undefined) : null;
        return block
          ? { start: first?.start ?? body.body.end - 1, end: body.body.end, form: 's' }
          : { start: body.body.start, end: body.body.end, form: 'e' };
      }),
    )}`;
  }
  const crash = report.tests.some(({ status, name }) => status === 'fail' && name === 'uncaught error') ? '1' : '0';
  const node = (script: string) => `node -e '${script.replace(/\n\s*/g, '')}'`;
  const seconds = Math.max(1, Math.ceil(limitMs / 1000));
  const script = INSTRUMENT.replace('PLANS', () => JSON.stringify(plans))
    .replaceAll('LIMIT', String(limitMs))
    .replace('CRASH', crash);
  const quoted = `'${command.replaceAll("'", `'\\''`)}'`;
  return [
    `rm -rf ${FOLDER} && cp -r . ${FOLDER} && cd ${FOLDER}`,
    node(script.replaceAll("'", `'\\''`)),
    `{ timeout ${seconds} sh -c ${quoted} > /dev/null 2>&1; ${node(REPORT.replace('FAILING', JSON.stringify(failing)))}; }`,
  ].join(' && ');
}

type Mark = Omit<Point, 'form'> & { form: Point['form'] | 'w' };

/** `form offset` in base 36, in the order the marks have to stand. */
function marks(points: Mark[]): string {
  const all = points.flatMap(({ start, end, form }) => [
    { at: start, close: 0, by: -end, mark: form as string },
    ...(form === 's' ? [] : [{ at: end, close: -1, by: -start, mark: form === 'b' ? 'y' : 'x' }]),
  ]);
  all.sort((a, b) => a.at - b.at || a.close - b.close || a.by - b.by);
  return all.map(({ at, mark }) => mark.toUpperCase() + at.toString(36)).join('');
}

/*
 * Neither script holds a single quote of its own: the shell passes each between two of them. A test is `site.run`; `l` is
 * what runs before the first. Past the limit the run ends itself, so that what it has counted is not lost with it.
 */
const INSTRUMENT = `
const fs = require("fs"), plans = PLANS; let n = 0, k = 0; const names = [];
for (const path in plans) {
  const kind = plans[path][0], test = kind === "t", text = fs.readFileSync(path, "utf8"); let out = "", last = 0;
  for (const [, form, at] of plans[path].matchAll(/([A-Z])([0-9a-z]+)/g)) {
    const i = parseInt(at, 36); out += text.slice(last, i); last = i;
    if (form === "X") out += ")"; else if (form === "Y") out += "}"; else if (form === "W") out += "globalThis.__p.wrap(" + k++ + ","; else {
      if (!test) { const lines = text.slice(0, i).split("\\n"); names.push([path, lines.length + "." + (lines.at(-1).length + 1)]); }
      const call = test ? "globalThis.__p.test(" + k++ + ")" : "globalThis.__p?.(" + n++ + ")";
      out += form === "S" ? call + ";" : form === "B" ? "{" + call + ";" : "(" + call + ",";
    }
  }
  let head = ";globalThis.__p??=(()=>{
    const now=Date.now,t0=now(),P=process,f=P.getBuiltinModule?P.getBuiltinModule(\\"fs\\"):require(\\"fs\\"),add=f.appendFileSync,runs={};
    let id=\\"l\\",seen={},buf=\\"\\",calls=0;
    const flush=()=>{if(buf){add(\\"${FOLDER}/.hits\\",buf);buf=\\"\\"}};
    const end=()=>{flush();P.exit(1)};
    P.on(\\"exit\\",()=>{if(p.flat&&CRASH)p.say(\\"not ok 0 - uncaught error\\");flush()});
    const timer=setTimeout(end,LIMIT-500);timer.unref?.();
    const p=n=>{
      if(!seen[n]){seen[n]=1;buf+=id+\\" \\"+n+\\"\\\\n\\";if(buf.length>4000)flush()}
      if((++calls&1023)===0&&now()-t0>LIMIT-500)end();
    };
    const begin=(x)=>{flush();id=x;seen={}};
    p.test=k=>begin(k+\\".\\"+(runs[k]=(runs[k]??-1)+1));
    p.wrap=(k,fn)=>typeof fn===\\"function\\"?Object.defineProperty(function(...a){p.test(k);return fn.apply(this,a)},\\"length\\",{value:fn.length}):fn;
    p.say=line=>{const m=/^(ok|not ok)\\\\s+\\\\d+(?:\\\\s+-\\\\s+|\\\\s+)?(.*)$/.exec(line.trim());if(m){p.flat=1;buf+=\\"=\\"+(m[1]===\\"ok\\"?\\"p\\":\\"f\\")+\\"\\\\n\\";begin(\\"l\\")}};
    return p})();";
  if (kind === "f") head += "{const w=process.stdout.write;process.stdout.write=function(s,...a){String(s).split(\\"\\\\n\\").forEach(globalThis.__p.say);return w.call(this,s,...a)}}";
  if (test) head += "globalThis.__p.test(-1);";
  out += text.slice(last);
  const top = /^(#!.*\\n)?(\\s*(\\/\\/.*\\n|\\/\\*[^]*?\\*\\/))*(\\s*(\\"use strict\\"|\\x27use strict\\x27);?)?/.exec(out)[0].length;
  fs.writeFileSync(path, out.slice(0, top) + head + out.slice(top));
}
fs.writeFileSync("${FOLDER}/.names", JSON.stringify(names)); fs.writeFileSync("${FOLDER}/.hits", "")`;

const REPORT = `
const fs = require("fs"), names = JSON.parse(fs.readFileSync("${FOLDER}/.names")), bad = new Map(FAILING), by = names.map(() => new Set()), all = new Map();
let open = [], flat = 0;
for (const line of fs.readFileSync("${FOLDER}/.hits", "utf8").split("\\n")) {
  if (line[0] === "=") { const id = "flat." + flat++; all.set(id, line[1] === "f"); for (const n of open) by[n].add(id); open = []; continue; }
  const [id, n] = line.split(" "); if (n === undefined) continue;
  const load = id[0] === "l" || id[0] === "-"; if (load) open.push(+n);
  if (load) by[n].add("l"); else {
    if (!all.has(id)) { const [k, run] = id.split(".").map(Number), r = bad.get(k); all.set(id, r === true || !!r?.includes(run)); }
    by[n].add(id);
  }
}
if (flat) by.forEach((set) => set.delete("l"));
let F = 0; for (const failed of all.values()) F += failed ? 1 : 0;
const lost = F === 0; if (lost) F = 1;
const P = all.size - (lost ? 0 : F);
console.log("${HEAD}" + F + "/" + P);
let path = "", out = [];
by.forEach((set, n) => {
  let f = 0, p = 0; for (const id of set) if (id !== "l") all.get(id) ? f++ : p++;
  if (set.has("l")) { f = F; p = lost ? p : P; }
  if (f + p) { if (path !== names[n][0]) out.push("\\n" + (path = names[n][0])); out.push(names[n][1] + ":" + f + "/" + p); }
});
console.log(out.join(" ").trim())`;

export const isCoverage = (command: string) => command.startsWith(`rm -rf ${FOLDER} && `);

/** What the command printed; null when it did not get that far. */
export function readCoverage(text: string): Coverage | null {
  const at = text.indexOf(HEAD);
  if (at < 0) return null;
  const [head = '', ...lines] = text.slice(at + HEAD.length).split('\n');
  const [failing = 0, passing = 0] = head.split('/').map((part) => Number.parseInt(part, 10) || 0);
  const files: Coverage['files'] = {};
  for (const line of lines) {
    const [, path, rest] = /^(.+?) (\d+\.\d+:\d+\/\d+.*)$/.exec(line.trim()) ?? [];
    if (!path || !rest) continue;
    const points: Record<string, Counts> = {};
    for (const [, place, f, p] of rest.matchAll(/(\d+\.\d+):(\d+)\/(\d+)/g)) points[place!] = [Number(f), Number(p)];
    files[path] = points;
  }
  return Object.keys(files).length > 0 ? { failing, passing, files } : null;
}
