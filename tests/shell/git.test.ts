import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { sandboxes } from '../../src/sandboxes';
import type { Files, Sandbox } from '../../src/types';
import setup from '../setup';
import { PATIENCE } from '../patience';

const files: Files = {
  'a.js': 'one\ntwo\nthree\n',
  'lib/b.js': 'b\n',
  '.gitignore': 'out/\n*.log\n',
  'img.png': new Uint8Array([137, 80, 0, 1]),
};
let box: Sandbox;
const run = (command: string, stdin?: string) =>
  drain(box.exec(command, { timeoutMs: PATIENCE.fact, ...(stdin === undefined ? {} : { stdin }) }));
const out = async (command: string, stdin?: string) => {
  const result = await run(command, stdin);
  expect(result.exitCode, `${command}\n${result.output}`).toBe(0);
  return result.stdout;
};

beforeAll(async () => {
  await setup();
  box = await (await sandboxes.embedded!.load()).create({});
});
beforeEach(() => box.reset(files));
afterAll(() => box.close());

describe('git', () => {
  test('one commit, a clean tree, nothing else to find', async () => {
    expect(await out('git status')).toContain('nothing to commit, working tree clean');
    expect(await out('git log --all --oneline | wc -l')).toBe('1\n');
    expect(await out('git remote -v; git tag')).toBe('');
    expect(await out('git ls-files')).toBe('.gitignore\na.js\nimg.png\nlib/b.js\n');
    expect(await out('git rev-parse --show-toplevel --abbrev-ref HEAD')).toBe('/repo\nmain\n');
  });

  test('the base commit is what the reset gave, though git came late', async () => {
    await run('sed -i s/two/TWO/ a.js; rm lib/b.js; echo n > n.js');
    expect(await out('git status --porcelain')).toBe(' M a.js\n D lib/b.js\n?? n.js\n');
    expect(await out('git show HEAD:a.js')).toBe('one\ntwo\nthree\n');
    expect(await out('git diff --stat')).toContain('2 files changed, 1 insertion(+), 2 deletions(-)');
    expect(await out('git diff --name-status')).toBe('M\ta.js\nD\tlib/b.js\n');
    expect(await out('git diff a.js')).toBe(
      'diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n',
    );
  });

  test('ignored files are not seen; folders of new files are one line', async () => {
    await run('mkdir -p out new/deep; echo 1 > out/x; echo 1 > y.log; echo 1 > new/deep/f');
    expect(await out('git status -s')).toBe('?? new/\n');
    expect(await out('git ls-files -o --exclude-standard')).toBe('new/deep/f\n');
    expect(await out('git clean -fd; ls')).toContain('Removing new/');
    expect(await out('ls out y.log')).toContain('y.log');
  });

  test('commit, log, show, amend', async () => {
    await out('echo four >> a.js; git add a.js; git commit -m "add four"');
    await out('echo five >> a.js; git commit -qam "add five"');
    expect(await out('git log --format=%s')).toBe('add five\nadd four\nbase\n');
    expect(await out('git log -1 -p')).toContain('+five');
    expect(await out('git show --stat HEAD~1')).toContain('a.js | 1 +');
    await out('git commit --amend -qm "five"');
    expect(await out('git log --oneline | cut -d" " -f2-')).toBe('five\nadd four\nbase\n');
    expect(await out('git diff HEAD~2..HEAD --numstat')).toBe('2\t0\ta.js\n');
    expect((await run('git commit -m nothing')).exitCode).toBe(1);
  });

  test('restore, checkout, reset', async () => {
    await out('echo x > a.js; git add a.js; echo y > a.js');
    expect(await out('git status -s')).toBe('MM a.js\n');
    expect(await out('git restore --staged a.js; git status -s')).toBe(' M a.js\n');
    expect(await out('git restore a.js; cat a.js')).toBe('one\ntwo\nthree\n');
    await out('rm lib/b.js; git checkout .; cat lib/b.js');
    await out('git rm -q lib/b.js; git mv a.js c.js; git commit -qm move');
    expect(await out('ls')).toBe('c.js\nimg.png\n');
    expect(await out('git reset -q --hard HEAD~1; git status -s; cat lib/b.js')).toBe('b\n');
    expect((await run('git checkout nothing')).stderr).toContain("pathspec 'nothing'");
  });

  test('branches carry their own files', async () => {
    await out('git checkout -q -b side; echo side > s.js; git add .; git commit -qm side; git switch main');
    expect(await out('ls; git branch')).toBe('a.js\nimg.png\nlib\n* main\n  side\n');
    await out('echo local >> a.js; git checkout side; git branch -d main');
    expect(await out('cat s.js; git diff --name-only')).toBe('side\na.js\n');
  });

  test('stash keeps and gives back, with deletions and new files', async () => {
    await out('echo 4 >> a.js; rm lib/b.js; git stash');
    expect(await out('git status -s; git stash list | wc -l')).toBe('1\n');
    await out('git stash pop');
    expect(await out('git status -s')).toBe(' M a.js\n D lib/b.js\n');
  });

  test('what needs a network or a person is refused by name', async () => {
    expect(await run('git clone https://x/y')).toMatchObject({ exitCode: 128 });
    expect((await run('git push')).stderr).toContain('no network');
    expect((await run('git add -p')).stderr).toContain('person');
    expect((await run('git bisect start')).stderr).toContain('Available:');
    expect((await run('cd /tmp && git status')).exitCode).toBe(128);
  });
});

describe('patch and git apply', () => {
  const diff = '--- a/a.js\n+++ b/a.js\n@@ -1,3 +1,4 @@\n one\n-two\n+TWO\n three\n+four\n';

  test('apply and reverse', async () => {
    await out('git apply --check -', diff);
    await out('git apply', diff);
    expect(await out('cat a.js')).toBe('one\nTWO\nthree\nfour\n');
    await out('git apply -R', diff);
    expect(await out('git diff')).toBe('');
    expect(await out('patch -p1', diff)).toBe('patching file a.js\n');
    await out('patch -R -p1', diff);
    expect(await out('git status -s')).toBe('');
  });

  test('a round trip through git diff, with new and deleted files', async () => {
    await run(
      'sed -i s/two/2/ a.js; rm lib/b.js; echo new > new.js; git add -A; git diff --cached > /tmp/p; git reset -q --hard',
    );
    expect(await out('git status -s; ls')).toBe('a.js\nimg.png\nlib\n');
    await out('git apply /tmp/p');
    expect(await out('cat a.js new.js; ls lib 2>/dev/null || true')).toBe('one\n2\nthree\nnew\n');
  });

  test('patch forgives shifted lines and some context, apply does not', async () => {
    await run('sed -i "1i zero\\nzero" a.js; sed -i s/one/ONE/ a.js');
    expect((await run('git apply', diff)).exitCode).toBe(1);
    await out('patch -p1', diff);
    expect(await out('cat a.js')).toContain('TWO\nthree\nfour\n');
  });

  test.each(['../../etc/x', '/etc/x', 'a/../../x', '.git/hooks/x'])('a patch to %s writes nothing', async (path) => {
    const evil = `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,1 @@\n+x\n`;
    expect((await run('git apply', evil)).exitCode).not.toBe(0);
    expect((await run('patch -p1', evil)).exitCode).not.toBe(0);
    expect(await box.files()).toEqual(files);
  });

  test('all or nothing, with the place named', async () => {
    const two = `${diff}--- a/lib/b.js\n+++ b/lib/b.js\n@@ -1,1 +1,1 @@\n-nothing like it\n+c\n`;
    const result = await run('patch -p1', two);
    expect(result.stderr).toContain('lib/b.js: hunk 1 does not fit');
    expect(await out('git status -s')).toBe('');
    expect((await run('git apply', 'not a patch')).exitCode).not.toBe(0);
  });

  test('carriage returns and missing newlines at the end', async () => {
    await box.reset({ 'w.txt': 'one\r\ntwo\r\n', 'n.txt': 'no end' });
    await out('patch -p0', '--- w.txt\n+++ w.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n');
    expect(await box.read('w.txt')).toBe('one\r\n2\r\n');
    await out('patch -p0', '--- n.txt\n+++ n.txt\n@@ -1 +1 @@\n-no end\n\\ No newline at end of file\n+an end\n');
    expect(await box.read('n.txt')).toBe('an end\n');
  });

  test('a mailed patch: the letter and its signature are no part of it', async () => {
    const letter = `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001\nFrom: A <a@b>\nSubject: [PATCH] fix\n\n--- a word\n---\n a.js | 2 +-\n\n`;
    const mail = `${letter}diff --git a/a.js b/a.js\nindex 1..2 100644\n--- a/a.js\n+++ b/a.js\n@@ -1,3 +1,3 @@\n one\n-two\n+--- 2\n three\n-- \n2.39.5\n\n`;
    const second = `${letter}diff --git a/n.js b/n.js\nnew file mode 100644\n--- /dev/null\n+++ b/n.js\n@@ -0,0 +1 @@\n+-- \n-- \n2.39.5\n\n`;
    await out('git apply', mail + second);
    expect(await out('cat a.js n.js')).toBe('one\n--- 2\nthree\n-- \n');
    await out('git apply -R', mail + second);
    expect(await out('git status -s')).toBe('');
    await out('patch -p1', mail);
  });

  test('new empty files, and empty files that go', async () => {
    const empty = 'diff --git a/e.txt b/e.txt\nnew file mode 100644\nindex 0000000..e69de29\n';
    await out('git apply', empty);
    expect(await box.read('e.txt')).toBe('');
    expect((await run('git apply', empty)).stderr).toContain('already exists');
    await out('git apply -R', empty);
    expect(await box.read('e.txt')).toBeUndefined();
    await run('touch e.txt');
    await out('git apply', 'diff --git a/e.txt b/e.txt\ndeleted file mode 100644\nindex e69de29..0000000\n');
    expect(await box.read('e.txt')).toBeUndefined();
  });

  test('other line ends are a change like others; copies, modes and a folder that becomes a file', async () => {
    await box.reset({ 'w.txt': 'one\r\ntwo\r\n', 'a.js': 'a\nb\n', 'lib/b.js': 'b\n' });
    const copy = 'diff --git a/a.js b/c.js\nsimilarity index 100%\ncopy from a.js\ncopy to c.js\n';
    const swap = (from: string, to: string) => `diff --git a/${from} b/${to}\nrename from ${from}\nrename to ${to}\n`;
    await out(
      'git apply',
      'diff --git a/w.txt b/w.txt\n--- a/w.txt\n+++ b/w.txt\n@@ -1,2 +1,2 @@\n one\r\n-two\r\n+two\n' +
        `diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1,2 +1,2 @@\n a\n-b\n+B\n${copy}` +
        'diff --git a/n.js b/n.js\nnew file mode 100755\n--- /dev/null\n+++ b/n.js\n@@ -0,0 +1 @@\n+n\r\n' +
        'diff --git a/lib b/lib\nnew file mode 100644\n--- /dev/null\n+++ b/lib\n@@ -0,0 +1 @@\n+file\n' +
        'diff --git a/lib/b.js b/lib/b.js\ndeleted file mode 100644\n--- a/lib/b.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n',
    );
    const after = { 'w.txt': 'one\r\ntwo\n', 'a.js': 'a\nB\n', 'c.js': 'a\nb\n', 'n.js': 'n\r\n', lib: 'file\n' };
    expect(await box.files()).toEqual(after);
    expect(await out('test -x n.js && echo yes')).toBe('yes\n');
    await out('git apply', 'diff --git a/a.js b/a.js\nold mode 100644\nnew mode 100755\n');
    await out('git apply', swap('a.js', 'c.js') + swap('c.js', 'a.js'));
    expect(await box.files()).toEqual({ ...after, 'a.js': 'a\nb\n', 'c.js': 'a\nB\n' });
  });

  test('looking changes nothing; a folder, some of the files, wrong counts; bytes are refused by name', async () => {
    const both = `${diff}--- a/b.js\n+++ b/b.js\n@@ -1,9 +1,7 @@\n-b\n+c\n`;
    expect(await out('git apply --numstat', diff)).toBe('2\t1\ta.js\n');
    expect(await out('git apply --stat', diff)).toBe(
      ' a.js | 3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)\n',
    );
    expect(await out('git status -s')).toBe('');
    expect((await run('git apply', both)).exitCode).not.toBe(0);
    await out('git apply --recount --directory=lib --exclude=lib/a.js', both);
    expect(await out('git status -s')).toBe(' M lib/b.js\n');
    const bytes =
      'diff --git a/img.png b/img.png\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZQzWMY5-00A-q\n\n';
    expect((await run('git apply', diff + bytes)).stderr).toContain("binary patch to 'img.png'");
    expect((await run('git apply --frob', diff)).exitCode).toBe(129);
  });
});
