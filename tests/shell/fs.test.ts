import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textual } from '../../src/shell/bytes';
import { ShellFs } from '../../src/shell/fs';
import { cap } from '../../src/shell/output';
import { resolvePath } from '../../src/lib/posix';
import { unusablePath } from '../../src/shell/paths';

describe('ShellFs', () => {
  test('a snapshot is not touched by what comes later, and restores', async () => {
    const fs = new ShellFs();
    fs.writeFileSync('/a/b.txt', 'one');
    const before = fs.snapshot();
    await fs.appendFile('/a/b.txt', 'two');
    fs.rmSync('/a', { recursive: true });
    fs.writeFileSync('/c', 'x');
    fs.restore(before);
    expect(fs.readSync('/a/b.txt')).toBe('one');
    expect(fs.list('/')).toEqual(['a']);
  });

  test('links are followed, loops are named, a link cannot lead out', async () => {
    const fs = new ShellFs();
    fs.writeFileSync('/d/f', 'F');
    await fs.symlink('d', '/l');
    await fs.symlink('y', '/x');
    await fs.symlink('x', '/y');
    await fs.symlink('../../../d/f', '/d/up');
    expect(await fs.readFile('/l/f')).toBe('F');
    expect(await fs.readFile('/d/up')).toBe('F');
    expect(() => fs.readSync('/x')).toThrow('ELOOP');
    expect((await fs.lstat('/l')).isSymbolicLink).toBe(true);
    expect(await fs.realpath('/l/f')).toBe('/d/f');
  });

  test('moving and copying folders; not into themselves', async () => {
    const fs = new ShellFs();
    fs.writeFileSync('/a/b/c', '1');
    await fs.cp('/a', '/copy', { recursive: true });
    await fs.mv('/a', '/moved');
    expect(fs.readSync('/copy/b/c')).toBe('1');
    expect(fs.readSync('/moved/b/c')).toBe('1');
    expect(await fs.exists('/a')).toBe(false);
    await expect(fs.mv('/moved', '/moved/in')).rejects.toThrow('EINVAL');
    await expect(fs.cp('/moved', '/moved/in', { recursive: true })).rejects.toThrow('EINVAL');
  });

  test('space is bounded', () => {
    const fs = new ShellFs();
    expect(() => {
      for (let i = 0; i < 40; i++) fs.writeFileSync(`/f${i}`, new Uint8Array(8 * 1024 * 1024));
    }).toThrow('ENOSPC');
    fs.rmSync('/f0');
    fs.writeFileSync('/fits', 'yes');
  });

  test('bytes and text survive every encoding', async () => {
    const fs = new ShellFs();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        fs.writeFileSync('/x', bytes);
        for (const encoding of ['latin1', 'base64', 'hex'] as const) {
          fs.writeFileSync('/y', await fs.readFile('/x', encoding), encoding);
          expect(await fs.readFileBuffer('/y')).toEqual(bytes);
        }
        const text = textual(bytes);
        if (typeof text === 'string') expect(new TextEncoder().encode(text)).toEqual(bytes);
      }),
    );
  });
});

describe('paths', () => {
  test('whatever passes stays inside the root', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '', 'a', 'b.js', '\\', 'C:', '\0', '.git')), (parts) => {
        const path = parts.join('/');
        if (unusablePath(path) === undefined) expect(resolvePath('/repo', path)).toBe(`/repo/${path}`);
      }),
    );
    for (const bad of ['..', 'a/../b', '/x', 'a//b', './a', 'a/', '..\\a', '.git/x', 'x\0y', 'C:/x', 'a'.repeat(2000)])
      expect(unusablePath(bad)).toBeDefined();
    for (const good of ['a', '..a/b', 'a..b', '.gitignore', 'é/ü', ' ']) expect(unusablePath(good)).toBeUndefined();
  });
});

/** Replacement characters in a text: the generator makes some of its own. */
const marks = (text: string): number => text.split('\ufffd').length - 1;

describe('the output cap', () => {
  test('short text is itself; long text keeps its ends and counts what is left out', () => {
    expect(cap('abc', 10)).toEqual({ text: 'abc', dropped: 0 });
    const { text, dropped } = cap(`${'a'.repeat(5000)}${'b'.repeat(5000)}`, 1000);
    expect(dropped).toBe(9000);
    expect(text).toMatch(/^a{500}\n… 9,000 bytes of output left out …\nb{500}$/);
  });
  test('characters are not cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 40, maxLength: 200 }), (text) => {
        const short = cap(text, 60);
        expect(marks(short.text)).toBeLessThanOrEqual(marks(text));
        const left = new TextEncoder().encode(text).length - short.dropped;
        expect(left).toBeLessThanOrEqual(
          Math.max(60, new TextEncoder().encode(text).length * Number(short.dropped === 0)),
        );
      }),
    );
  });
});
