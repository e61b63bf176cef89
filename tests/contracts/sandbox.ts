/** What every sandbox promises; run over every registry entry, in Node and in a real browser. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import type { ExecOptions, Files, Output, Sandbox } from '../../src/types';
import { PATIENCE } from '../patience';

const repo: Files = {
  'package.json': JSON.stringify({
    name: 'sum',
    version: '1.2.3',
    scripts: {
      test: 'node --test',
      pretest: 'echo before',
      posttest: 'echo after',
      hello: 'node hello.js',
      color: 'node -p process.env.FORCE_COLOR',
    },
  }),
  'sum.js': 'exports.sum = (a, b) => a - b;\n',
  'hello.js': "console.log('hello', process.argv.slice(2).join(' '));\n",
  'test/sum.test.js': `
const { test, describe } = require('node:test');
const assert = require('node:assert');
const { sum } = require('../sum.js');
describe('sum', () => {
  test('adds', () => assert.strictEqual(sum(2, 3), 5));
  test('zero', () => assert.strictEqual(sum(2, 0), 2));
});
`,
};

/** `flood`: megabytes that a guest prints in one test (a slow engine prints less in the same time). */
export function sandboxContract(name: string, create: () => Sandbox | Promise<Sandbox>, flood = 20): void {
  describe(`sandbox ${name}`, () => {
    let box: Sandbox;
    const run = (command: string, options?: ExecOptions, on?: (output: Output) => void) =>
      drain(box.exec(command, options), on);

    beforeAll(async () => {
      box = await create();
    });
    beforeEach(() => box.reset(repo));
    afterAll(() => box.close());

    test('reset leaves exactly those files, whatever happened before', async () => {
      await run(
        'echo x > junk.txt; rm sum.js; mkdir -p deep/er && touch deep/er/f; git add -A; git commit -qm x; echo t > /tmp/t',
      );
      await box.reset({ 'only.txt': 'one' });
      expect(await box.files()).toEqual({ 'only.txt': 'one' });
      const { stdout } = await run('find . -type f | grep -v "^./.git/"; ls /tmp');
      expect(stdout).toBe('./only.txt\n');
    });

    test('reads, writes and deletes, as the shell sees it too', async () => {
      await box.write('a/b.txt', 'B\n');
      await box.write('bin.dat', new Uint8Array([0, 255, 1, 128]));
      await box.write('sum.js', null);
      expect(await box.read('a/b.txt')).toBe('B\n');
      expect(await box.read('sum.js')).toBeUndefined();
      expect(await box.read('nothing')).toBeUndefined();
      const { stdout } = await run('cat a/b.txt; base64 bin.dat; ls sum.js 2>/dev/null || echo gone');
      expect(stdout).toBe('B\nAP8BgA==\ngone\n');
      expect(Object.keys(await box.files()).sort()).toEqual([
        'a/b.txt',
        'bin.dat',
        'hello.js',
        'package.json',
        'test/sum.test.js',
      ]);
    });

    test.each(['../x', '/etc/passwd', 'a/../../x', 'a\0b', '', 'C:\\x', '..\\x', '.git/config', './x'])(
      'refuses the path %j',
      async (path) => {
        await expect(box.reset({ [path]: 'x' })).rejects.toThrow(/path/);
        await expect(box.write(path, 'x')).rejects.toThrow(/path/);
        await expect(box.read(path)).rejects.toThrow(/path/);
        expect(await box.files()).toEqual(repo);
      },
    );

    test('odd names are only names', async () => {
      const odd = { __proto__x: '1', constructor: '2', 'a b.txt': '3', 'ü.txt': '4', "quote'.txt": '5' };
      await box.reset(odd);
      expect(await box.files()).toEqual(odd);
      expect((await run('cat constructor "a b.txt" ü.txt')).stdout).toBe('234');
    });

    test('exit codes, stdout and stderr', async () => {
      const result = await run('echo out; echo err >&2; exit 3');
      expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', timedOut: false, dropped: 0 });
      expect((await run('nosuchcommand')).exitCode).toBe(127);
      expect((await run('node -e "process.exit(7)"')).exitCode).toBe(7);
      expect((await run('if then')).exitCode).toBe(2);
    });

    test('cwd, env and stdin', async () => {
      expect((await run('pwd; echo $WHO; cat', { cwd: 'test', env: { WHO: 'me' }, stdin: 'in\n' })).stdout).toBe(
        '/repo/test\nme\nin\n',
      );
      const script =
        'process.stdin.on("data", d => console.log(process.cwd(), process.env.WHO, process.env.CI, String(d).trim()))';
      expect((await run(`node -e '${script}'`, { cwd: 'test', env: { WHO: 'me' }, stdin: 'in\n' })).stdout).toBe(
        '/repo/test me 1 in\n',
      );
      await expect(run('pwd', { cwd: '../..' })).rejects.toThrow(/path/);
    });

    test('streams what the result holds', async () => {
      const shown: Output[] = [];
      const result = await run('node -e "console.log(1);console.error(2);console.log(3)"', {}, (output) =>
        shown.push(output),
      );
      expect(
        shown
          .filter(({ fd }) => fd === 1)
          .map(({ text }) => text)
          .join(''),
      ).toBe(result.stdout);
      expect(
        shown
          .filter(({ fd }) => fd === 2)
          .map(({ text }) => text)
          .join(''),
      ).toBe(result.stderr);
      expect(result).toMatchObject({ stdout: '1\n3\n', stderr: '2\n' });
    });

    test('changes are merged and told', async () => {
      const shell = await run('echo new > new.txt; rm hello.js; sed -i "s/a - b/a + b/" sum.js');
      expect(shell.changes).toEqual({
        'new.txt': 'new\n',
        'hello.js': null,
        'sum.js': 'exports.sum = (a, b) => a + b;\n',
      });
      const node = await run(
        `node -e 'const fs=require("fs");fs.mkdirSync("d",{recursive:true});fs.writeFileSync("d/e.txt","E");fs.unlinkSync("new.txt")'`,
      );
      expect(node.changes).toEqual({ 'd/e.txt': 'E', 'new.txt': null });
      expect(await box.files()).toMatchObject({ 'd/e.txt': 'E', 'sum.js': 'exports.sum = (a, b) => a + b;\n' });
      expect((await run('cat d/e.txt')).stdout).toBe('E');
    });

    test('tests come back structured, not from printed text', async () => {
      const result = await run(`node -e 'console.log("ok 1 - fake")' && npm test`);
      expect(result.exitCode).toBe(1);
      expect(result.stdout).toContain('> sum@1.2.3 pretest');
      expect(result.stdout).not.toContain('posttest');
      expect(result.tests?.complete).toBe(true);
      expect(result.tests?.tests.map(({ name, status }) => [name, status])).toEqual([
        ['sum adds', 'fail'],
        ['sum zero', 'pass'],
      ]);
      expect(result.tests?.tests[0]?.error?.message).toContain('5');
      await box.write('sum.js', 'exports.sum = (a, b) => a + b;\n');
      const fixed = await run('npm test');
      expect(fixed.exitCode).toBe(0);
      expect(fixed.stdout).toContain('after');
      expect(fixed.tests?.tests.every(({ status }) => status === 'pass')).toBe(true);
    });

    test('a run that ends early is not complete', async () => {
      await box.write('test/sum.test.js', `${repo['test/sum.test.js'] as string}\nprocess.exit(0);\n`);
      expect((await run('npm test')).tests?.complete ?? false).toBe(false);
      expect((await run('echo ok 1')).tests).toBeUndefined();
    });

    test('npm scripts: arguments, prefixes of the environment, silence', async () => {
      expect((await run('npm run -s hello -- a "b c"')).stdout).toBe('hello a b c\n');
      expect((await run('FORCE_COLOR=1 npm run --silent color')).stdout).toBe('1\n');
      expect((await run('npm run nothing')).stderr).toContain('Missing script: "nothing"');
      expect((await run('npm install left-pad')).stderr).toContain('no network');
      expect((await run('npm test --workspace a')).stderr).toContain('--workspace');
      expect((await run('npx cowsay hi')).exitCode).toBe(127);
    });

    test('git has one commit, and diffs against it', async () => {
      await run('sed -i "s/a - b/a + b/" sum.js; echo n > n.txt');
      const diff = await run('git diff');
      expect(diff.stdout).toContain('diff --git a/sum.js b/sum.js');
      expect(diff.stdout).toContain('-exports.sum = (a, b) => a - b;\n+exports.sum = (a, b) => a + b;\n');
      expect((await run('git status --short')).stdout).toBe(' M sum.js\n?? n.txt\n');
      expect((await run('git log --oneline')).stdout).toMatch(/^[0-9a-f]{7} base\n$/);
      expect((await run('git stash && git diff --quiet && git stash pop')).exitCode).toBe(0);
      expect((await run('git checkout -- sum.js && git diff')).stdout).toBe('');
      expect(Object.keys(await box.files())).not.toContain('.git/HEAD');
    });

    test('a deadline ends the command with 124', async () => {
      const result = await run('echo a > a.txt; sleep 3600', { timeoutMs: 300 });
      expect(result).toMatchObject({ exitCode: 124, timedOut: true });
      expect((await run('echo fine')).stdout).toBe('fine\n');
    });

    const hung: Record<string, string> = {
      'hot loop': "node -e 'while(true){}'",
      'microtask loop': `node -e 'const f=()=>Promise.resolve().then(f);f()'`,
      'swallowing loop': `node -e 'for(;;){try{for(;;);}catch{}}'`,
      'regular expression': `node -e '/^(a+)+$/.test("a".repeat(40)+"b")'`,
      'timer that never ends': `node -e 'setInterval(()=>{},1e3)'`,
      // the first is slow in QuickJS, which refuses the second; V8 takes the first at once and is slow at the second
      'native operation': `node -e 'BigInt("9".repeat(3e5)).toString(); BigInt("9".repeat(3e6))**3n'`,
      'shell that does not yield': 'seq 1 30000 > a.txt; seq 2 2 60000 | rev > b.txt; diff a.txt b.txt',
      'shell loop': 'while true; do sleep 0.01; done',
      'npm script': "npm pkg; node -e 'setTimeout(()=>{},1e9)'",
      pipe: "node -e 'for(;;);' | head -1",
      'child of a child': `node -e 'require("child_process").exec("node -e \\"for(;;);\\"")'`,
    };
    test.each(Object.entries(hung))('ends in time: %s', async (_, command) => {
      // none of them ends by itself: the test's own deadline holds
      const result = await run(command, { timeoutMs: 400 });
      expect(result.exitCode).toBe(124);
      expect((await run('cat sum.js')).stdout).toBe(repo['sum.js']);
    });

    const bombs: Record<string, string> = {
      'fork bomb': ':(){ :|:& };:',
      'deep recursion': 'f(){ f; }; f',
      yes: 'yes > big.txt',
      'string doubling': 'x=aaaaaaaa; while true; do x=$x$x; done',
      'loop without end': 'while true; do :; done',
      'deep stack': `node -e 'const f=()=>f();f()'`,
      'fork bomb of processes': `node -e 'require("child_process").execFile("node",["-e",process.argv[1]||"0"])'`,
    };
    test.each(Object.entries(bombs))('ends cleanly: %s', async (_, command) => {
      const result = await run(command, { timeoutMs: PATIENCE.fact });
      expect(result.timedOut).toBe(false);
      expect((await run('echo fine')).stdout).toBe('fine\n');
    });

    test('a heap bomb ends, and the next command runs', async () => {
      const result = await run(`node -e 'const a=[];for(;;)a.push({x:1,y:[1,2,3]})'`, { timeoutMs: 1_500 });
      expect(result.exitCode).not.toBe(0);
      expect((await run('cat sum.js')).stdout).toBe(repo['sum.js']);
    });

    test('a flood of output is cut in the middle and counted', async () => {
      const result = await run(
        `node -e 'const line="x".repeat(999)+"\\n";for(let i=0;i<${flood * 1000};i++)process.stdout.write(line)'`,
        { timeoutMs: PATIENCE.fact },
      );
      expect(result.output.length).toBeLessThan(1_100_000);
      expect(result.dropped).toBeGreaterThan((flood - 2) * 1_000_000);
      expect(result.output).toContain('bytes of output left out');
      expect((await run('echo fine')).stdout).toBe('fine\n');
    });

    test('an abort throws, and the files are those from before', async () => {
      const control = new AbortController();
      const running = run("echo lost > lost.txt; node -e 'for(;;);'", { signal: control.signal });
      setTimeout(() => control.abort(new DOMException('stop it', 'AbortError')), 200);
      await expect(running).rejects.toThrow('stop it');
      expect(await box.files()).toEqual(repo);
      expect((await run('ls lost.txt; cat sum.js')).stdout).toBe(repo['sum.js']);
      await expect(run('echo', { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
    });

    test('a closed stream gives the sandbox back', async () => {
      const stream = box.exec("node -e 'console.log(1);setTimeout(()=>{},1e9)'");
      expect((await stream.next()).value).toEqual({ fd: 1, text: '1\n' });
      await stream.return(undefined as never);
      expect((await run('echo next')).stdout).toBe('next\n');
    });

    test('one command at a time: a second waits', async () => {
      const [first, second] = await Promise.all([
        run('sleep 0.2; echo 1 >> order.txt'),
        run('echo 2 >> order.txt; cat order.txt'),
      ]);
      expect(first.exitCode).toBe(0);
      expect(second.stdout).toBe('1\n2\n');
    });

    test('what it does not have, it says', async () => {
      for (const command of ['curl http://x', 'python3 x.py', 'pip install x', 'apt-get install x']) {
        const result = await run(command);
        expect(result.exitCode).toBe(127);
        expect(result.stderr).toMatch(/not available|no network/);
      }
      expect(await run('npx eslint .')).toMatchObject({ exitCode: 0 });
    });
  });
}
