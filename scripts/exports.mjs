// Writes src/node/builtins/exports.ts: what every built-in module of this Node exports. Run it with Node 20.
import fs from 'node:fs';
import { createRequire, builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const out = path.join(path.dirname(fileURLToPath(import.meta.url)), '../src/node/builtins/exports.ts');
if (!process.version.startsWith('v20.')) throw new Error(`This is ${process.version}; the runtime stands for Node 20.`);
process.removeAllListeners('warning');
process.on('warning', () => {});

const skip = new Set([
  'console',
  'process',
  'constants',
  'sys',
  'path/posix',
  'path/win32',
  'util/types',
  'assert/strict',
]);
const own = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);
const table = {};
for (const name of builtinModules.filter((one) => !one.startsWith('_') && !skip.has(one)).sort()) {
  const module = require(name);
  const functions = [];
  const values = {};
  const nested = {};
  for (const key of Object.getOwnPropertyNames(module).sort()) {
    if (own.has(key) || key.startsWith('_')) continue;
    const value = module[key];
    if (typeof value === 'function') functions.push(key);
    else if (/^(number|string|boolean)$/.test(typeof value)) values[key] = value;
    else if (/^(constants|codes)$/.test(key))
      nested[key] = Object.fromEntries(Object.entries(value).filter(([, one]) => /^(number|string)$/.test(typeof one)));
  }
  table[name] = [functions.join(' '), { ...values }, nested];
}
// JSON has no infinity, but numbers past every double.
const text = JSON.stringify(table, (_, value) => (value === Infinity ? '1e999' : value)).replaceAll('"1e999"', '1e999');
fs.writeFileSync(
  out,
  `/** What Node 20's built-in modules export: functions, plain values, tables of constants. Written by scripts/exports.mjs. */
export const exported: Record<string, [functions: string, values: object, nested: Record<string, object>]> = JSON.parse(
  ${JSON.stringify(text).replace(/'/g, "\\'")},
);
`,
);
