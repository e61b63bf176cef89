
const fs = require("fs"), read = (f) => fs.readFileSync("FOLDER/" + f, "utf8"), { names, values } = JSON.parse(read(".names")), bad = new Map(FAILING), by = names.map(() => new Set()), all = new Map();
let open = [], flat = 0;
for (const line of read(".hits").split("\n")) {
  if (line[0] === "=") { const id = "flat." + flat++; all.set(id, line[1] === "f"); for (const n of open) by[n].add(id); open = []; continue; }
  const [id, n] = line.split(" "); if (n === undefined) continue;
  if (id === "l") { open.push(+n); by[n].add("l"); continue; }
  if (!all.has(id)) { const [k, run] = id.split(".").map(Number), r = bad.get(k); all.set(id, r === true || !!r?.includes(run)); }
  by[n].add(id);
}
if (flat) by.forEach((set) => set.delete("l"));
let F = 0; for (const failed of all.values()) F += failed ? 1 : 0;
const lost = F === 0; if (lost) F = 1;
const P = all.size - (lost ? 0 : F);
const list = (head, rows) => { let path = "", out = []; for (const [place, text] of rows) { if (path !== place[0]) out.push("\n" + (path = place[0])); out.push(place[1] + ":" + text); } console.log(head + out.join(" ")); };
list("HEAD" + F + "/" + P, by.flatMap((set, n) => {
  let f = 0, p = 0; for (const id of set) if (id !== "l") all.get(id) ? f++ : p++;
  if (set.has("l")) { f = F; p = lost ? p : P; }
  return f + p ? [[names[n], f + "/" + p]] : [];
}));
list("CHANGED", read(".values").split("\n").filter(Boolean).map((line) => line.split(" ").map(Number)).sort((a, b) => a[0] - b[0]).map(([n, t, m, c, b]) => [values[n], [t, Math.round(m * 100) / 100, c, b].join("/")]));