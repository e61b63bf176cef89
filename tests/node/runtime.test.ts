/** What the differential tests cannot compare: TypeScript, refusals, limits, the protocol, the spike's pitfalls. */
import { describe, expect, it } from 'vitest';
import { node, run } from './run';

describe('the network', () => {
  it('is not left where copies of undici look for it, whichever class is read first', async () => {
    const slot = "globalThis[Symbol.for('undici.globalDispatcher.1')]";
    const ran = await node(['a.js'], {
      'a.js': `const seen = ['Response', 'Headers', 'FormData', 'Request', 'MessageEvent', 'fetch'].map((name) => [typeof globalThis[name], ${slot}]);
        console.log(JSON.stringify(seen)); new Response('x').text().then((text) => console.log(text, ${slot}));`,
    });
    expect(ran.stdout).toBe(`${JSON.stringify(Array(6).fill(['function', null]))}\nx undefined\n`);
  });
});

describe.concurrent('typescript and mixed modules', () => {
  it('strips types, keeps lines, knows enums and parameter properties', async () => {
    const ran = await node(['a.ts'], {
      'a.ts':
        "import { add, type N } from './b.js';\nimport type { T } from './none';\nenum E { A = 1, B }\nclass P { constructor(private readonly x: N) {} get(): N { return add(this.x, E.B) } }\nconst t: T | undefined = undefined;\nconsole.log(new P(1).get(), t, E[1]);\ntry { (null as any).x } catch (e) { console.log((e as Error).stack!.split('\\n')[1]) }",
      'b.ts': 'export type N = number;\nexport const add = (a: N, b: N): N => a + b;',
    });
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toMatch(/^3 undefined A\n {4}at .*a\.ts:7:\d+/);
  });
  it('names what it cannot strip: namespaces, decorators, accessor', async () => {
    const bad = await Promise.all(
      [
        'namespace N { export const x = 1 }\nconsole.log(N.x)',
        '@dec class A {}\nfunction dec() {}\nexport {}',
        'export class A { accessor x = 1 }',
      ].map((text) => node(['a.ts'], { 'a.ts': text })),
    );
    expect(bad.map((one) => one.exitCode)).toEqual([1, 1, 1]);
    expect(bad[0]!.stderr).toContain('TypeScript namespaces are not supported in this sandbox (/repo/a.ts:1)');
    expect(bad[1]!.stderr).toContain('decorators are not supported in this sandbox');
    expect(bad[2]!.stderr).toContain('the accessor keyword is not supported in this sandbox');
    expect(
      (await node(['a.ts'], { 'a.ts': 'namespace T { export type X = 1 }\nconst x: T.X = 1; console.log(x)' })).stdout,
    ).toBe('1\n');
  });
  it('import in a CommonJS package works as with a loader, with interop and require', async () => {
    const ran = await node(['a.js'], {
      'a.js':
        "import b, {x} from './b'; import cjs from './c'; console.log(b, x, cjs, require('./b').default, __dirname)",
      'b.js': 'export default 1; export const x = 2',
      'c.js': "Object.defineProperty(exports, '__esModule', {value: true}); exports.default = 'interop'",
    });
    expect(ran.stdout).toBe('1 2 interop 1 /repo\n');
  });
  it('jsx and tsx call the factory', async () => {
    expect(
      (
        await node(['a.tsx'], {
          'a.tsx': "const React = { createElement: (...a: unknown[]) => a.length }; console.log(<b id='1'>x</b>)",
        })
      ).stdout,
    ).toBe('3\n');
  });
  it('packages below /usr/lib are found last, missing ones say what is there', async () => {
    const ran = await run({
      entry: { type: 'node', argv: ['-p', "require('lib') + require('own')"] },
      files: { '/repo/node_modules/own/index.js': "module.exports = 'own'" },
      libs: { 'lib/index.js': "module.exports = 'lib '", 'own/index.js': 'throw 1' },
    });
    expect(ran.stdout).toBe('lib own\n');
    const missing = await node(['-e', "require('chai')"], {}, { known: ['chai'] });
    expect(missing.stderr).toContain('chai is available in this sandbox but was not mounted');
    expect((await node(['-e', "require('left-pad')"])).stderr).toContain('no network');
  });
});

describe.concurrent('refusals by name', () => {
  const refusals: Record<string, [string, string]> = {
    'server.listen': [
      "require('https').createServer(() => {}).listen(3000)",
      'https server.listen is not available in this sandbox: no TLS',
    ],
    'http.get': ["require('http').get('http://x')", 'getaddrinfo ENOTFOUND x (this sandbox has no network)'],
    'net.connect': [
      "require('net').connect(1, 'a.test')",
      'getaddrinfo ENOTFOUND a.test (this sandbox has no network)',
    ],
    threads: [
      "new (require('worker_threads').Worker)('x')",
      'worker_threads.Worker is not available in this sandbox: no threads',
    ],
    'native addons': ["require('fs').writeFileSync('x.node',''); process.dlopen()", 'native addons are not available'],
    'fs.watch': ["require('fs').watch('.')", 'fs.watch is not available in this sandbox'],
    'sync shell': ["require('child_process').execSync('ls | wc -l')", 'running "ls | wc -l" synchronously'],
    'sync child with promises': [
      "require('fs').writeFileSync('c.js','(async () => { await 1; console.log(2) })()'); const r = require('child_process').spawnSync('node', ['c.js']); throw r.error",
      'uses promises, so it cannot run synchronously',
    ],
    fetch: ["fetch('http://x').catch((e) => { throw e.cause })", 'fetch is not available in this sandbox: no network'],
  };
  for (const [name, [code, words]] of Object.entries(refusals))
    it(name, async () => {
      const ran = await node(['-e', code]);
      expect(ran.stderr).toContain(words);
      expect(ran.exitCode).toBe(1);
    });
  it('--inspect and --watch', async () => {
    expect((await node(['--inspect', 'a.js'])).stderr).toContain('--inspect is not available in this sandbox');
  });
});

describe.concurrent('limits and protocol', () => {
  it('caps output, counts what it dropped and batches', async () => {
    const ran = await node(
      ['-e', "for (let i = 0; i < 20000; i++) console.log('x'.repeat(99))"],
      {},
      { outputCap: 100_000 },
    );
    expect(ran.stdout.length).toBe(100_000);
    expect(ran.dropped).toBe(1_900_000);
    expect(ran.messages.filter((one) => one.type === 'output').length).toBeLessThan(40);
  });
  it('keeps the order of stdout and stderr', async () => {
    const ran = await node(['-e', 'console.log(1); console.error(2); console.log(3)']);
    expect(ran.messages.flatMap((one) => (one.type === 'output' ? [one.fd + one.text] : []))).toEqual([
      '11\n',
      '22\n',
      '13\n',
    ]);
  });
  it('reports what changed: new, edited, deleted, binary, empty directories; not /tmp', async () => {
    const ran = await node(
      [
        '-e',
        "const fs = require('fs'); fs.writeFileSync('new.txt','n'); fs.writeFileSync('same.txt','s'); fs.writeFileSync('edit.txt','2'); fs.unlinkSync('gone.txt'); fs.mkdirSync('dir'); fs.writeFileSync('bin', Buffer.from([0,255])); fs.writeFileSync('/tmp/t','x'); fs.renameSync('a','b')",
      ],
      { 'same.txt': 's', 'edit.txt': '1', 'gone.txt': 'g', 'a/f': 'f' },
    );
    expect(ran.changes).toEqual({
      '/repo/new.txt': 'n',
      '/repo/edit.txt': '2',
      '/repo/gone.txt': null,
      '/repo/dir/': '',
      '/repo/bin': new Uint8Array([0, 255]),
      '/repo/b/f': 'f',
      '/repo/a/f': null,
    });
  });
  it('nothing changed is an empty diff, also for bytes', async () => {
    expect(
      (await node(['-e', "require('fs').readFileSync('b')"], { b: new Uint8Array([1, 2]), t: 'x' })).changes,
    ).toEqual({});
  });
  it('asynchronous children go to the shell with what the parent wrote, and their changes come back', async () => {
    const seen: string[] = [];
    const ran = await node(
      [
        '-e',
        "const cp = require('child_process'); const fs = require('fs'); fs.writeFileSync('p', '1'); cp.exec('make it', (e, out) => { console.log(e, out, fs.readFileSync('made', 'utf8')) }); cp.execFile('x y', ['a b', \"it's\"], (e) => console.log(e.code)); const c = cp.spawn('cat'); c.stdin.end('fed'); c.stdout.on('data', (d) => console.log('cat', String(d))); c.on('close', (code, s) => console.log('close', code, s)); require('util').promisify(cp.exec)('p').then((r) => console.log(r))",
      ],
      {},
      {
        spawn: (command, request) => {
          seen.push(command + (request.stdin ? `<${request.stdin}` : ''));
          expect(request.changes).toMatchObject({ '/repo/p': '1' });
          return command.startsWith('make')
            ? { stdout: 'done', exitCode: 0, changes: { '/repo/made': 'yes' } }
            : command === 'cat'
              ? { stdout: request.stdin, exitCode: 0 }
              : { exitCode: command === 'p' ? 0 : 3 };
        },
      },
    );
    expect(seen.sort()).toEqual(["'x y' 'a b' 'it'\\''s'", 'cat<fed', 'make it', 'p']);
    expect(ran.stdout).toContain('null done yes\n');
    expect(ran.stdout).toContain('3\n');
    expect(ran.stdout).toContain('cat fed\n');
    expect(ran.stdout).toContain('close 0 null\n');
    expect(ran.stdout).toContain("{ stdout: '', stderr: '' }\n");
  });
  it('exit is last, once, and nothing is printed after process.exit', async () => {
    const ran = await node(['-e', "try { process.exit(5) } catch { console.log('late') } console.log('later')"]);
    expect(ran.exitCode).toBe(5);
    expect(ran.stdout).toBe('');
    expect(ran.messages.map((one) => one.type)).toEqual(['exit']);
  });
  it('a guest cannot reach the worker or Node', async () => {
    const names = [
      'postMessage',
      'onmessage',
      'close',
      'importScripts',
      'self',
      'Worker',
      'XMLHttpRequest',
      'WebSocket',
      'indexedDB',
      'caches',
      'BroadcastChannel',
      'EventSource',
      'navigator',
      'location',
      'addEventListener',
    ];
    const ran = await node([
      '-p',
      `JSON.stringify([${names.map((name) => `typeof ${name}`).join()}, Object.keys(process.env), typeof process.binding, String(require('module').createRequire('/x')('os').hostname())])`,
    ]);
    expect(JSON.parse(ran.stdout)).toEqual([
      ...names.map(() => 'undefined'),
      ['HOME', 'PATH', 'TZ'],
      'function',
      'sandbox',
    ]);
  });
  it('a real Node module cannot be imported from code', async () => {
    const ran = await node([
      '-e',
      "import('node:vm').then((vm) => console.log(typeof vm.Script, typeof vm.default.createContext)); console.log(typeof require('fs').readFileSync, require('fs').existsSync('/etc/passwd'), require('fs').readdirSync('/').join())",
    ]);
    expect(ran.stdout).toBe('function false dev,home,repo,tmp,usr\nfunction function\n');
  });
  it('environment prefixes and the claimed version are visible', async () => {
    expect(
      (await node(['-p', 'process.env.FORCE_COLOR + process.version'], {}, { env: { FORCE_COLOR: '1' } })).stdout,
    ).toBe('1v20.20.2\n');
  });
  it('broken input ends with a message, never with a hang', async () => {
    const bad = await Promise.all([
      node(['a.js'], { 'package.json': '{ broken', 'a.js': "require('./b')", 'b.js': '' }),
      node(['a.js'], { 'a.js': new Uint8Array([0xff, 0xfe, 0x00]) }),
      node(['--test', 'none.js']),
      node(['.']),
      node(['-e', 'const f = () => f(); f()']),
    ]);
    expect(bad.map((one) => one.exitCode)).toEqual([1, 1, 1, 1, 1]);
    expect(bad[0]!.stderr).toContain('Invalid package config /repo/package.json');
    expect(bad[2]!.stderr).toContain("Could not find '/repo/none.js'");
    expect(bad[4]!.stderr).toContain('Maximum call stack size exceeded');
  });
  it('a runner that does not exist is named', async () => {
    const ran = await run({ entry: { type: 'runner', framework: 'karma', argv: [] } });
    expect(ran.exitCode).toBe(127);
    expect(ran.stderr).toContain('karma: this test framework is not available');
  });
});
