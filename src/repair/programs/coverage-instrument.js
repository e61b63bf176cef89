
const fs = require("fs"), plans = PLANS; let n = 0, k = 0, v = 0; const names = [], values = [];
for (const path in plans) {
  const kind = plans[path][0], text = fs.readFileSync(path, "utf8"); let out = "", last = 0, line = 1, from = 0;
  for (const [, form, at] of plans[path].slice(1).matchAll(/([A-Z])([0-9a-z]+)/g)) {
    const i = parseInt(at, 36); out += text.slice(last, i); last = i;
    for (let j = text.indexOf("\n", from); j >= 0 && j < i; j = text.indexOf("\n", from)) { line++; from = j + 1; }
    const place = [path, line + "." + (i - from + 1)];
    if (form === "X") out += ")"; else if (form === "Y") out += "}"; else if (form === "W") out += "globalThis.__p.wrap(" + k++ + ",";
    else if (form === "K") { out += "if(globalThis.__p.s(" + v++ + ")){"; values.push(place); }
    else if (form === "V" || form === "C") { out += "globalThis.__p." + form.toLowerCase() + "(" + v++ + ","; values.push(place); }
    else {
      const call = "globalThis.__p(" + n++ + ")"; names.push(place);
      out += form === "S" ? call + ";" : form === "B" ? "{" + call + ";" : "(" + call + ",";
    }
  }
  out += text.slice(last);
  let head = ";globalThis.__p??=(0,eval)((process.getBuiltinModule?process.getBuiltinModule(\"fs\"):require(\"fs\")).readFileSync(\"FOLDER/.runtime\",\"utf8\"));";
  if (kind === "h") head += "{const w=process.stdout.write;process.stdout.write=function(s,...a){globalThis.__p.say(s);return w.call(this,s,...a)}}";
  if (kind === "t") head += "globalThis.__p.load();";
  if (kind === "f") out = "globalThis.__p.flat(()=>{" + out.replace(/^#!.*/, "") + "\n});";
  const top = /^(#!.*\n)?(\s*(\/\/.*\n|\/\*[^]*?\*\/))*(\s*("use strict"|\x27use strict\x27);?)?/.exec(out)[0].length;
  fs.writeFileSync(path, out.slice(0, top) + head + out.slice(top));
}
fs.writeFileSync("FOLDER/.names", JSON.stringify({ names, values })); fs.writeFileSync("FOLDER/.plan", OPTIONS);
fs.writeFileSync("FOLDER/.runtime", RUNTIME); fs.writeFileSync("FOLDER/.hits", ""); fs.writeFileSync("FOLDER/.values", "")