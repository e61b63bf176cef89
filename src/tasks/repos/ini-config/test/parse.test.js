import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { parseIni, IniError } from '../src/index.js';

describe('parseIni', () => {
  it('reads keys before any section', () => {
    assert.deepEqual(parseIni('name = demo\nsize=3'), { name: 'demo', size: 3 });
  });

  it('reads sections and nested sections', () => {
    assert.deepEqual(parseIni('[a]\nx=1\n[a.b]\ny=2'), { a: { x: 1, b: { y: 2 } } });
  });

  it('reads typed values', () => {
    assert.deepEqual(parseIni('a=yes\nb=Off\nc=null\nd=-1.5\ne=1.2.3\nf='), {
      a: true, b: false, c: null, d: -1.5, e: '1.2.3', f: '',
    });
  });

  it('treats a bare key as true', () => {
    assert.deepEqual(parseIni('verbose ; say more'), { verbose: true });
  });

  it('keeps quoted text with escapes', () => {
    assert.deepEqual(parseIni('a="1"\nb=" x; y "\nc="say \\"hi\\"\\n"'), { a: '1', b: ' x; y ', c: 'say "hi"\n' });
  });

  it('drops comments', () => {
    assert.deepEqual(parseIni('; top\n# more\na = 1 ; one\nb = x#y # z'), { a: 1, b: 'x#y' });
  });

  it('collects list keys', () => {
    assert.deepEqual(parseIni('p[]=1\np[]=b\nq=0\nq[]=1'), { p: [1, 'b'], q: [0, 1] });
  });

  it('opens sections for dotted keys', () => {
    assert.deepEqual(parseIni('[s]\na.b = 1\na.c[] = 2'), { s: { a: { b: 1, c: [2] } } });
  });

  it('joins continued lines', () => {
    assert.deepEqual(parseIni('a = one \\\n    two\nb = 1'), { a: 'one two', b: 1 });
  });

  it('reports the line of a broken section', () => {
    assert.throws(() => parseIni('a=1\n\n[oops'), (error) => error instanceof IniError && error.line === 3);
  });

  it('counts continued lines from where they start', () => {
    assert.throws(() => parseIni('a = 1\\\n2\n= 3'), /^SyntaxError: Line 3: Key is missing$/);
  });

  it('refuses to nest under a value', () => {
    assert.throws(() => parseIni('a = 1\n[a.b]'), /Line 2: "a" is a value, not a section/);
  });

  it('refuses unsafe names', () => {
    assert.throws(() => parseIni('[__proto__]\nx=1'), /not allowed/);
  });
});
