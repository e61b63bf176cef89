import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { getPath, layer, resolve, setPath } from '../src/index.js';

describe('resolve', () => {
  it('replaces references, also through others', () => {
    const config = { host: 'x', url: 'http://${host}', s: { full: '${url}/${s.page}', page: 3 } };
    assert.equal(resolve(config).s.full, 'http://x/3');
    assert.equal(config.url, 'http://${host}');
  });

  it('uses a fallback for what is missing', () => {
    assert.deepEqual(resolve({ a: ['${nope:-1}', '${nope:-}'] }), { a: ['1', ''] });
  });

  it('refuses unknown and circular references', () => {
    assert.throws(() => resolve({ a: '${b}' }), /Unknown reference "b"/);
    assert.throws(() => resolve({ a: '${b}', b: '${a}' }), /Circular reference/);
  });

  it('may use one reference twice', () => {
    assert.equal(resolve({ a: 'x', b: '${a}${a}' }).b, 'xx');
  });
});

describe('layer and paths', () => {
  it('lets later layers win', () => {
    assert.deepEqual(layer({ a: 1, s: { x: 1, y: 2 } }, { s: { y: 3 } }, { a: undefined }), { a: 1, s: { x: 1, y: 3 } });
  });

  it('copies lists and replaces values by sections', () => {
    const list = [1];
    const out = layer({ a: 5, list }, { a: { b: 1 } });
    assert.deepEqual(out, { a: { b: 1 }, list: [1] });
    assert.notEqual(out.list, list);
  });

  it('gets with a fallback', () => {
    assert.equal(getPath({ a: { b: 0 } }, 'a.b', 9), 0);
    assert.equal(getPath({ a: { b: 0 } }, 'a.c', 9), 9);
    assert.equal(getPath({ a: 1 }, 'a.toString', 9), 9);
  });

  it('sets and creates what is missing', () => {
    assert.deepEqual(setPath({ a: { b: 1 } }, 'a.c.d', 2), { a: { b: 1, c: { d: 2 } } });
    assert.throws(() => setPath({}, 'a..b', 1), /Empty name/);
  });
});
