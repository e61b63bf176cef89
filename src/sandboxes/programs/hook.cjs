const path = require('node:path');
const at = (name) => path.join(__dirname, name);
const program = (process.argv[1] || '').replace(/\\/g, '/');
const ends = (re) => re.test(program);
if (ends(/(\.bin\/_?mocha|\/mocha\/bin\/_?mocha(\.m?js)?)$/)) process.argv.push('--reporter', at('mocha.cjs'));
else if (ends(/(\.bin\/jest|\/jest(-cli)?\/bin\/jest\.js)$/))
  process.argv.push('--reporters=default', '--reporters=' + at('jest.cjs'));
else if (ends(/(\.bin\/vitest|\/vitest\/(dist\/cli|vitest)\.m?js)$/))
  process.argv.push('--reporter=default', '--reporter=' + at('vitest.mjs'));
else if (ends(/(\.bin\/ava|\/ava\/entrypoints\/cli\.mjs)$/)) process.argv.push('--tap');
const { isMainThread } = require('node:worker_threads');
const bare =
  isMainThread &&
  !process.env.NODE_TEST_CONTEXT &&
  !process.execArgv.includes('--test') &&
  !ends(/\/(npm|npx|yarn|pnpm)[^/]*$/);
if (bare) {
  const { line, error, file } = require('./write.cjs');
  const own = program.includes('/node_modules/') ? '' : file(process.argv[1]);
  let tap = false;
  const out = process.stdout;
  const write = out.write;
  out.write = function (chunk, ...rest) {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    if (!tap && /^TAP version 1[34]/.test(text)) {
      tap = true;
      line({ started: true });
    }
    if (tap) line({ tap: process.pid, text });
    return write.call(this, chunk, ...rest);
  };
  process.on('exit', () => {
    if (!tap) return;
    const loaded = Object.keys(require.cache).some((name) => /[\\/]node_modules[\\/]tape[\\/]/.test(name));
    const ava = process.argv.includes('--tap') && ends(/ava(\/entrypoints\/cli\.mjs)?$/);
    line({ done: true, tap: process.pid, by: ava ? 'ava' : loaded ? 'tape' : 'tap', file: own });
  });
  let open = 0;
  let suites = 0;
  const bind = Function.prototype.bind;
  Function.prototype.bind = function (that, ...rest) {
    const [suite, name] = rest;
    if (
      that === 0 &&
      Array.isArray(suite?.tests) &&
      Array.isArray(suite?.bEach) &&
      Array.isArray(globalThis.UVU_QUEUE)
    ) {
      if (suites++ === 0) line({ started: true });
      const named = globalThis.UVU_QUEUE[globalThis.UVU_INDEX || 0]?.[0];
      const from = named
        ? (['', process.argv[2] ?? '']
            .map((dir) => path.resolve(dir, named))
            .find((name) => require('node:fs').existsSync(name)) ?? named)
        : process.argv[1];
      for (const test of suite.only.length ? suite.only : suite.tests) {
        open++;
        const { handler } = test;
        test.handler = async (state) => {
          const began = performance.now();
          const say = (status, failure) => {
            open--;
            line({
              test: {
                name: [name, test.name].filter(Boolean).join(' '),
                file: file(from),
                status,
                ms: performance.now() - began,
                ...(failure ? { error: error(failure) } : {}),
              },
            });
          };
          try {
            await handler(state);
          } catch (failure) {
            say('fail', failure);
            throw failure;
          }
          say('pass');
        };
      }
    }
    return bind.call(this, that, ...rest);
  };
  process.on('exit', () => {
    if (suites > 0 && open === 0) line({ done: true });
  });
}
