import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { getPath, layer, parseIni, resolve, setPath, stringifyIni } from '../../src/index.js';

describe('ini-config, more', () => {
  it('accepts CRLF and spaces around section names', () => {
    assert.deepEqual(parseIni('[ a . b ]\r\nx = on\r\n'), { a: { b: { x: true } } });
  });

  it('strips comments after sections', () => {
    assert.deepEqual(parseIni('[a] # note\nk=v'), { a: { k: 'v' } });
  });

  it('leaves unknown escapes alone', () => {
    assert.equal(parseIni('a="\\d\\\\"').a, '\\d\\');
  });

  it('reopens a section', () => {
    assert.deepEqual(parseIni('[a]\nx=1\n[b]\n[a]\ny=2'), { a: { x: 1, y: 2 }, b: {} });
  });

  it('ignores a continuation at the very end', () => {
    assert.equal(parseIni('a = x\\').a, 'x\\');
  });

  it('joins three lines', () => {
    assert.equal(parseIni('a = 1\\\n 2\\\n 3\nb=4').a, 123);
  });

  it('reads plus signs and large numbers', () => {
    assert.deepEqual(parseIni('a=+7\nb=1200000\nc=1e3'), { a: 7, b: 1200000, c: '1e3' });
  });

  it('writes null and escapes', () => {
    assert.equal(stringifyIni({ a: null, b: 'null', c: 'a"\\' }), 'a = null\nb = "null"\nc = a"\\\n');
  });

  it('takes the fallback for a section reference', () => {
    assert.equal(resolve({ s: { x: 1 }, t: '${s:-none} ${s.x}' }).t, 'none 1');
  });

  it('layers three deep without touching the sources', () => {
    const base = { a: { b: { c: 1 } } };
    assert.deepEqual(layer(base, { a: { b: { d: 2 } } }), { a: { b: { c: 1, d: 2 } } });
    assert.deepEqual(base, { a: { b: { c: 1 } } });
  });

  it('refuses to set below a value', () => {
    assert.throws(() => setPath({ a: 'x' }, 'a.b', 1), /is a value/);
    assert.equal(getPath({ a: 'x' }, 'a.b'), undefined);
  });
});
