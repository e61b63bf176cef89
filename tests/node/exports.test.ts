/** Every export of Node 20's built-in modules is there: itself, or under a name that says it is not here. */
import { expect, it } from 'vitest';
import { real } from './real';
import { node } from './run';

const list = `
const kind = (v) => (v === null ? 'null' : typeof v);
const out = {};
for (const name of require('module').builtinModules.filter((one) => !one.startsWith('_') && !/^(console|process|constants|sys)$/.test(one)).sort()) {
  const module = require(name); const keys = Object.getOwnPropertyNames(module).filter((key) => !/^(_.*|length|name|prototype|arguments|caller)$/.test(key));
  out[name] = { '': kind(module), ...Object.fromEntries(keys.map((key) => { try { return [key, kind(module[key])]; } catch (e) { return [key, 'throws']; } })) };
  for (const key of ['constants', 'codes']) for (const [one, value] of Object.entries(module[key] ?? {})) if (typeof value !== 'object') out[name][key + '.' + one] = 'is ' + String(value);
}
console.log(JSON.stringify(out));`;

/** Values, not functions, that nobody asked for yet. */
const PLATFORM =
  /^(cluster\.settings|domain\.active|events\.kMax|inspector(\/promises)?\.Network|repl\.(REPL_MODE_|builtinModules)|tls\.rootCertificates|v8\.(promiseHooks|startupSnapshot)|vm\.constants\.)/;

it('names and kinds are those of real Node', async () => {
  const [here, there] = await Promise.all([node(['a.js'], { 'a.js': list }), real(['a.js'], { 'a.js': list })]);
  expect(here.stderr).toBe('');
  const [ours, theirs] = [here, there].map(
    ({ stdout }) => JSON.parse(stdout) as Record<string, Record<string, string>>,
  );
  const differences: string[] = [];
  for (const [name, members] of Object.entries(theirs!))
    for (const [key, kind] of Object.entries(members))
      if (kind !== 'undefined' && ours![name]?.[key] !== kind)
        differences.push(`${name}.${key}: ${ours![name]?.[key]} for ${kind}`);
  expect(differences.filter((one) => !PLATFORM.test(one))).toEqual([]);
});

it.each([
  ["require('http2').connect()", 'http2.connect'],
  ["new (require('crypto').Sign)('sha256')", 'crypto.Sign'],
  ["class A extends require('tls').SecureContext {}; new A()", 'tls.SecureContext'],
  ["require('net').isIP('::1') && new (require('net').BlockList)()", 'net.BlockList'],
])('%s says what is not here', async (source, name) => {
  expect((await node(['-e', source])).stderr).toContain(`${name} is not available in this sandbox`);
});
