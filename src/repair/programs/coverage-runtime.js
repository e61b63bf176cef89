(() => {
const now = Date.now, later = setTimeout, t0 = now(), P = process, load = (m) => P.getBuiltinModule ? P.getBuiltinModule(m) : require(m);
const fs = load("fs"), add = fs.appendFileSync, deep = load("util").isDeepStrictEqual, O = JSON.parse(fs.readFileSync("FOLDER/.plan", "utf8"));
const bad = new Map(O.failing), runs = {}, kept = [], results = {}, fixes = new Map();
let id = "l", seen = {}, buf = "", calls = 0, mode = 0, fuel = 0, vals = null, now1 = null, at = 0, spent = 0, tested = 0, said = null;
const flush = () => { if (buf) { add("FOLDER/.hits", buf); buf = ""; } };
const end = () => { flush(); P.exit(1); };
const timer = later(end, O.limit - 500); timer.unref?.();
const burn = () => { if (--fuel < 0) throw new Error("out of fuel"); };
const p = (n) => {
  if (mode) return burn();
  if (!seen[n]) { seen[n] = 1; buf += id + " " + n + "\n"; if (buf.length > 4000) flush(); }
  if ((++calls & 1023) === 0 && now() - t0 > O.limit - 500) end();
};
const begin = (x) => { flush(); id = x; seen = {}; };
const kind = (x) => typeof x === "number" ? 1 : typeof x === "boolean" ? 2 : typeof x === "string" ? 4 : x == null ? 8 : Array.isArray(x) ? 16 : typeof x === "object" ? 32 : 0;
const note = (n, k) => { const v = vals[n] ??= [0, 0]; v[0] |= k; v[1]++; };
const hit = (n) => now1 !== null && now1[0] === n && (at++, now1[2] === 0 || now1[2] === at);
p.v = (n, x) => {
  if (!mode) return x;
  if (vals) note(n, kind(x)); else if (hit(n)) switch (now1[1]) {
    case "!": return !x; case "+": return typeof x === "number" ? x + 1 : x; case "-": return typeof x === "number" ? x - 1 : x;
    case "e": return ""; case "a": return []; case "u": return undefined; case "z": return 0; }
  return x;
};
p.c = (n, x) => { if (!mode) return x; if (vals) note(n, 64); else if (hit(n)) return !x; return x; };
p.s = (n) => { if (!mode) return true; if (vals) note(n, 128); else if (hit(n)) return false; return true; };
const variants = ([k, count]) => {
  const out = [];
  if (k & 64) { out.push(["!", 0]); if (count > 1) out.push(["!", count], ["!", 1]); }
  if (k & 1) out.push(["+", 0], ["-", 0]);
  if (k & 2) out.push(["!", 0]);
  if (k & 4) out.push(["e", 0]);
  if (k & 8) out.push(["z", 0]);
  if (k & 16) out.push(["a", 0]);
  if (k & 48) out.push(["u", 0]);
  if (k & 128) { out.push(["s", 0]); if (count > 1) out.push(["s", count]); }
  return out;
};
const trials = (got) => Object.entries(got).flatMap(([n, v]) => variants(v).map((one) => [n, ...one])).map((one, i) => [(i * 0.6180339887498949) % 1, one]).sort((a, b) => a[0] - b[0]).map(([, one]) => one);
const show = (e) => { try { return String(e && e.message || e).slice(0, 400); } catch { return "?"; } };
const fake = (t) => new Proxy(t, { get(o, k) {
  const v = o[k];
  if (typeof v !== "function" || typeof k !== "string") return v;
  return (...a) => {
    const fail = (no) => { if (no) throw new Error(k + " " + show(load("util").inspect(a[0])) + " " + show(load("util").inspect(a[1]))); };
    if (/^(equal|equals|is|strictEqual|strictEquals|isEqual|looseEqual)$/.test(k)) fail(!Object.is(a[0], a[1]));
    else if (/^(not|notEqual|isNot|notStrictEqual|notEquals)$/.test(k)) fail(Object.is(a[0], a[1]));
    else if (/^(deepEqual|deepEquals|same|strictSame|deepLooseEqual|isDeep|strictDeepEqual)$/.test(k)) fail(!deep(a[0], a[1]));
    else if (/^(notDeepEqual|notSame|strictNotSame)$/.test(k)) fail(deep(a[0], a[1]));
    else if (/^(ok|true|truthy|assert)$/.test(k)) fail(!a[0]);
    else if (/^(notOk|false|falsy|notok)$/.test(k)) fail(a[0]);
    else if (k === "throws") { let e; try { a[0](); } catch (x) { e = x; } fail(!e); return e; }
    else if (k === "doesNotThrow" || k === "notThrows") a[0]();
  };
} });
const args = (a) => a.length === 1 && O.t ? [fake(a[0])] : a;
const attempt = (run, m, record) => {
  mode = 1; now1 = m; at = 0; fuel = m && !record ? budget : 1e6; if (record) vals = {};
  const over = (e) => { mode = 0; now1 = null; const got = vals; if (record) vals = null; return { e, got, used: 1e6 - fuel }; };
  try { const r = run(); if (r && typeof r.then === "function") { const wait = new Promise((ok) => later(ok, 150, new Error("late"))); return Promise.race([r.then(() => null, (e) => e ?? new Error()), wait]).then((e) => over(e && show(e))); } return over(null); } catch (e) { return over(show(e)); }
};
let budget = 1e6;
function* probe(run, one) {
  if (tested++ >= O.most) return;
  const from = now(), first = yield attempt(run, null, true);
  if (first.e === null || first.e === undefined) return;
  budget = 4000 + 20 * first.used;
  for (const [n, how, when] of trials(first.got)) {
    if (spent + now() - from > O.spend) { spent += now() - from; return; }
    const { e } = yield attempt(run, [+n, how, when]);
    const r = results[n] ??= {};
    const mine = r[one] ??= [0, 0];
    if (e === null) { mine[0] = 1; const key = n + " " + how + " " + when; fixes.set(key, (fixes.get(key) ?? 0) + 1); } else if (e !== first.e) mine[1] = 1;
  }
  spent += now() - from;
}
const drive = (steps) => {
  let next = steps.next();
  while (!next.done) {
    if (next.value && typeof next.value.then === "function") return next.value.then(async (value) => { next = steps.next(value); while (!next.done) next = steps.next(await next.value); });
    next = steps.next(next.value);
  }
};
p.wrap = (k, fn) => {
  if (typeof fn !== "function") return fn;
  const again = fn.length === 0 || (fn.length === 1 && O.one);
  const wrapped = function (...a) {
    const turn = runs[k] = (runs[k] ?? -1) + 1, r = bad.get(k), failing = r === true || !!r?.includes(turn);
    begin(k + "." + turn);
    const run = () => fn.apply(this, args(a));
    const after = () => { if (again && failing) return drive(probe(run, k + "." + turn)); };
    let out;
    try { out = fn.apply(this, a); } catch (e) { const w = after(); if (w) return w.then(() => { throw e; }); throw e; }
    if (out && typeof out.then === "function") return !again || !failing ? out : out.then(async (v) => { await after(); return v; }, async (e) => { await after(); throw e; });
    if (again && !failing && kept.length < 80) kept.push(run);
    const w = after();
    return w ? w.then(() => out) : out;
  };
  return Object.defineProperty(wrapped, "length", { value: fn.length });
};
p.load = () => begin("l");
p.say = (s) => { for (const line of String(s).split("\n")) { const m = /^(ok|not ok)\s+\d+(?:\s+-\s+|\s+)?(.*)$/.exec(line.trim()); if (!m) continue; if (said) said.push(m[1] === "ok"); else { p.lines = 1; buf += "=" + (m[1] === "ok" ? "p" : "f") + "\n"; begin("l"); } } };
p.flat = (f) => {
  const out = P.stdout, w = out.write;
  out.write = function (s, ...a) { p.say(s); return said ? true : w.call(this, s, ...a); };
  let thrown;
  try { const r = f(); if (r && typeof r.then === "function") return; } catch (e) { thrown = [e]; }
  const go = () => { said = []; try { f(); return null; } catch (e) { return show(e); } };
  const run = (m, record) => { const r = attempt(() => { const e = go(); if (e) throw new Error(e); }, m, record); const got = said; said = null; return { ...r, said: got }; };
  const from = now(), first = run(null, true);
  if (first.e || first.said.some((ok) => !ok)) {
    budget = 4000 + 20 * first.used;
    const reds = first.said.filter((ok) => !ok).length + (first.e ? 1 : 0);
    for (const [n, how, when] of trials(first.got)) {
      if (now() - from > O.spend) break;
      const r = run([+n, how, when]), mine = (results[n] ??= {}).f ??= [0, 0, 0];
      const same = r.e === first.e && r.said.join() === first.said.join();
      const mended = first.said.filter((ok, i) => !ok && r.said[i]).length + (first.e && !r.e ? 1 : 0), broken = first.said.filter((ok, i) => ok && !r.said[i]).length;
      if (mended) { mine[0] = Math.max(mine[0], mended / reds); mine[2] = Math.max(mine[2], (mended / reds) * (1 - broken / Math.max(1, first.said.length - reds))); } else if (!same) mine[1] = 1;
    }
  }
  if (thrown) throw thrown[0];
};
P.on("exit", () => {
  if (p.lines && O.crash) p.say("not ok 0 - uncaught error");
  flush();
  const from = now(), clean = {};
  const sound = fixes.size ? kept.filter((run) => { const r = attempt(run, null, true); return r.e === null; }) : [];
  if (sound.length) for (const key of [...fixes.keys()].sort((a, b) => fixes.get(b) - fixes.get(a)).slice(0, 40)) {
    const [n, how, when] = key.split(" "); let ok = 0, all = 0;
    budget = 200000;
    for (const run of sound) { if (now() - from > O.spend / 2) break; all++; const r = attempt(run, [+n, how, +when]); if (r.e === null) ok++; }
    if (all) clean[n] = Math.max(clean[n] ?? 0, ok / all);
  }
  for (const n in results) { const each = Object.values(results[n]); add("FOLDER/.values", [n, each.length, each.reduce((s, r) => s + r[0], 0), each.filter((r) => r[1] || r[0]).length, Math.round(100 * (results[n].f ? results[n].f[2] : clean[n] ?? (sound.length ? 0 : -0.01)))].join(" ") + "\n"); }
});
return p;
})()