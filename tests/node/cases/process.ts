/** Programs about the process, the command line and errors: output and exit code must equal real Node's. */
import type { Cases } from './index';

const one = (code: string): [string[], Record<string, string>] => [['a.js'], { 'a.js': code }];

export const processes: Cases = {
  'eval and print': [
    [
      '-e',
      "console.log(process.argv.length, require('path').basename('/a/b'), typeof fs.readFileSync, __filename)",
      'x',
    ],
    {},
  ],
  'print values': [['-p', '({a:1, b:[1,2]})'], {}],
  'print strings': [['-p', "'str'"], {}],
  version: [['-v'], {}],
  'program on stdin': [[], {}, "console.log('from stdin', __filename)"],
  'stdin data': [
    ['a.js'],
    {
      'a.js':
        "let s = ''; process.stdin.on('data', d => s += d); process.stdin.on('end', () => console.log('got', s.length, s.split('\\n')))",
    },
    'l1\nl2\n',
  ],
  'stdin async iteration and fd 0': [
    ['a.js'],
    {
      'a.js':
        "(async () => { process.stdin.setEncoding('utf8'); for await (const c of process.stdin) console.log(c) })()",
    },
    'in',
  ],
  'stdin by fs': [['a.js'], { 'a.js': "console.log(require('fs').readFileSync(0, 'utf8').trim())" }, ' x \n'],
  'argv and env': [
    ['a.js', '--flag', 'v', '-x'],
    {
      'a.js':
        "console.log(process.argv.slice(2), process.env.HOME, 'NOPE' in process.env, process.env.NOPE); process.env.N = 5; console.log(process.env.N, typeof process.env.N); delete process.env.N; console.log(process.env.N)",
    },
  ],
  'exit code property': one('process.exitCode = 4; setTimeout(() => console.log("still runs"), 1)'),
  'process.exit stops at once': one(
    "try { process.exit(3) } catch (e) { console.log('caught') } finally { } console.log('not reached')",
  ),
  'exit handlers': one(
    "process.on('beforeExit', (c) => console.log('before', c)); process.on('exit', (c) => { console.log('exit', c, process.exitCode); setTimeout(() => console.log('never'), 0) }); setTimeout(() => console.log('work'), 2)",
  ),
  'beforeExit can add work': one(
    "let n = 0; process.on('beforeExit', () => { if (n++ < 2) setTimeout(() => console.log('again', n), 1) })",
  ),
  'exit in handler changes code': one("process.on('exit', () => { process.exitCode = 9 })"),
  'uncaught error': [['a.js'], { 'a.js': "function f() {\n  throw new TypeError('bad thing')\n}\nf()" }],
  'uncaught in timer': one(
    "setTimeout(() => { throw new Error('late') }, 1); setTimeout(() => console.log('never'), 50)",
  ),
  'uncaughtException handler': one(
    "process.on('uncaughtException', (e, o) => console.log('caught', e.message, o)); setTimeout(() => console.log('goes on'), 3); throw new Error('x')",
  ),
  'unhandled rejection': one("Promise.reject(new Error('rejected')); setTimeout(() => console.log('never'), 50)"),
  'unhandledRejection handler': one(
    "process.on('unhandledRejection', (r) => console.log('reason', r.message)); Promise.reject(new Error('q')); setTimeout(() => console.log('goes on'), 3)",
  ),
  'handled later in the same turn': one("const p = Promise.reject(new Error('x')); p.catch(() => console.log('ok'))"),
  'rejection with a plain value': one('Promise.reject(5)'),
  'async main that throws': one("async function main() { await 1; throw new RangeError('in main') } main()"),
  'throwing a plain value': [['a.js'], { 'a.js': "throw 'text'" }, '', 'exit'],
  'syntax error': [['a.js'], { 'a.js': 'const a = 1;\nconst b = ;\n' }],
  'syntax error in a module': [['a.mjs'], { 'a.mjs': "import './b.mjs'", 'b.mjs': 'export const = 3' }],
  'syntax check': [['--check', 'a.js'], { 'a.js': 'const a = 1; console.log("not run")' }],
  'syntax check fails': [['--check', 'a.js'], { 'a.js': 'let x = (' }],
  'missing main': [['nope.js'], {}, '', 'exit'],
  'esm error exit': [['a.mjs'], { 'a.mjs': "await 0; throw new Error('in module')" }],
  'unsettled top-level await': [
    ['a.mjs'],
    { 'a.mjs': "console.log('start'); await new Promise(() => {})" },
    '',
    'exit',
  ],
  'pending promise does not hold': one("new Promise(() => {}); console.log('ends')"),
  preload: [['-r', './pre.js', 'a.js'], { 'pre.js': "globalThis.pre = 'loaded'", 'a.js': 'console.log(pre)' }],
  'import preload': [
    ['--import', './pre.mjs', 'a.js'],
    { 'pre.mjs': "globalThis.pre = await 'esm'", 'a.js': 'console.log(pre)' },
  ],
  'options are ignored': [
    ['--no-warnings', '--experimental-vm-modules', '--max-old-space-size=100', 'a.js', '--x'],
    { 'a.js': 'console.log(process.argv.slice(2), process.execArgv)' },
  ],
  'bad option': [['--definitely-not'], {}, '', 'exit'],
  'cwd and chdir': one(
    "const p = require('path'); require('fs').mkdirSync('sub'); process.chdir('sub'); console.log(p.basename(process.cwd()), p.relative(__dirname, p.resolve('x'))); try { process.chdir('none') } catch (e) { console.log(e.code, e.message.replace(/'.*' -> /, '')) }",
  ),
  'process fields': one(
    'console.log(process.platform, process.version, typeof process.pid, process.arch, process.release.name, process.stdout.isTTY, process.stdin.isTTY, process.stdout.columns, process.uptime() >= 0, process.hrtime().length, typeof process.hrtime.bigint(), process.memoryUsage().heapUsed > 0, process.umask(), typeof process.versions.node, process.stdout.fd, Object.prototype.toString.call(process), process.getuid && typeof process.getuid())',
  ),
  warnings: one(
    "process.on('warning', w => console.log(w.name, w.message, w.code)); process.emitWarning('careful'); process.emitWarning('old', 'DeprecationWarning', 'DEP1'); process.emitWarning(new Error('as error'))",
  ),
  'stubbed stdout sees console.log': one(
    "const w = process.stdout.write; const seen = []; process.stdout.write = (t) => { seen.push(t); return true }; console.log('captured', 1); process.stdout.write = w; console.log(seen)",
  ),
  'stdout write callback and end': one(
    "process.stdout.write('a\\n', () => console.log('written')); console.log(process.stdout.write('b\\n')); process.stderr.write('e\\n')",
  ),
  'line numbers in stacks': [
    ['a.js'],
    {
      'a.js':
        "const {f} = require('./b');\ntry { f() } catch (e) { console.log(require('util').inspect(e).split('\\n').slice(0, 3).join('|')) }",
      'b.js': "// one\n\nexports.f = function f() { throw new Error('here') }",
    },
  ],
  'line numbers in esm': [
    ['a.mjs'],
    {
      'a.mjs':
        "import {f} from './b.mjs'\n\ntry { f() } catch (e) { console.log(e.stack.split('\\n').slice(0, 2).join('|')) }",
      'b.mjs': "\n\n\nexport function f() { throw new Error('here') }",
    },
  ],
  'error.cause and aggregate': one(
    "try { throw new AggregateError([new Error('a')], 'many') } catch (e) { console.log(e.errors.length, e.message) } console.log(new Error('x', {cause: 'c'}).cause)",
  ),
  'nextTick queue order': one(
    'process.nextTick(() => { console.log(1); process.nextTick(() => console.log(3)); Promise.resolve().then(() => console.log(4)) }); process.nextTick(() => console.log(2)); setImmediate(() => console.log(6)); Promise.resolve().then(() => { console.log(5) })',
  ),
  'event loop phases': one(
    "setTimeout(() => { setImmediate(() => console.log('imm')); Promise.resolve().then(() => console.log('p')); process.nextTick(() => console.log('n')) }, 1)",
  ),
  'kill self with handler': one(
    "process.on('SIGTERM', () => { console.log('term'); process.exit(0) }); process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 20)",
  ),
};
