import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { parseIni, stringifyIni } from '../src/index.js';

describe('stringifyIni', () => {
  it('writes top keys, then sections', () => {
    assert.equal(stringifyIni({ s: { b: 2 }, a: 1 }), 'a = 1\n\n[s]\nb = 2\n');
  });

  it('skips headers of sections that only hold sections', () => {
    assert.equal(stringifyIni({ a: { b: { c: true } } }), '[a.b]\nc = true\n');
  });

  it('keeps an empty section', () => {
    assert.equal(stringifyIni({ a: {} }), '[a]\n');
  });

  it('quotes text that would change its meaning', () => {
    assert.equal(stringifyIni({ a: '12', b: 'yes', c: ' pad', d: 'x ; y', e: '' }), 'a = "12"\nb = "yes"\nc = " pad"\nd = "x ; y"\ne = ""\n');
  });

  it('writes lists one item a line', () => {
    assert.equal(stringifyIni({ a: [1, 'x'], gone: undefined }), 'a[] = 1\na[] = x\n');
  });

  it('writes nothing for nothing', () => {
    assert.equal(stringifyIni({}), '');
  });

  it('survives a round trip', () => {
    const config = { top: 'a\tb', s: { list: [null, false, 'q"'], t: { n: -3 } } };
    assert.deepEqual(parseIni(stringifyIni(config)), config);
  });
});
