
const fs = require("fs"), { names, tests } = JSON.parse(fs.readFileSync("FOLDER/.names")), bad = FAILING, by = names.map(() => new Set());
for (const line of fs.readFileSync("FOLDER/.hits", "utf8").split("\n")) if (line) { const [t, n] = line.split(" "); by[n].add(+t); }
console.log("run by failing/passing tests, of " + bad.length + "/" + (tests - bad.length));
let path = "", out = [];
by.forEach((set, n) => {
  const all = set.has(-1), f = all ? bad.length : bad.filter((t) => set.has(t)).length;
  if (f) { if (path !== names[n][0]) out.push("\n" + (path = names[n][0])); out.push(names[n][1] + ":" + f + "/" + (all ? tests - bad.length : set.size - f)); }
});
console.log(out.join(" ").trim())