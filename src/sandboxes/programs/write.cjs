const fs = require('node:fs');
const path = require('node:path');
const root = path.dirname(__dirname);
const plain = (value) => {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  try {
    return require('node:util').inspect(value, { depth: 4 });
  } catch {
    return String(value);
  }
};
const strip = (text) => String(text ?? '').replace(/\u001b\[[0-9;]*m/g, '');
exports.file = (name) =>
  name
    ? path
        .relative(root, String(name).replace(/^file:\/\//, ''))
        .split(path.sep)
        .join('/')
    : '';
exports.error = (e) =>
  e && {
    message: strip(e.message ?? e).slice(0, 4000),
    ...(e.stack ? { stack: strip(e.stack).slice(0, 4000) } : {}),
    ...('expected' in Object(e) && e.expected !== undefined
      ? { expected: plain(e.expected), actual: plain(e.actual) }
      : {}),
  };
exports.line = (fact) => fs.appendFileSync(path.join(__dirname, 'results.jsonl'), JSON.stringify(fact) + '\n');
