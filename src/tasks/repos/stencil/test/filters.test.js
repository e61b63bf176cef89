import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { render, Stencil } from '../src/index.js';

describe('filters', () => {
  const show = (expression, data = {}) => new Stencil({ escape: false }).render(`{{ ${expression} }}`, data);

  it('changes case', () => {
    assert.equal(show('a | upper', { a: 'xY' }), 'XY');
    assert.equal(show('a | lower', { a: 'xY' }), 'xy');
    assert.equal(show('a | capitalize', { a: 'hELLO' }), 'Hello');
  });

  it('chains from left to right', () => {
    assert.equal(show('a | trim | upper | replace: "A", "b"', { a: ' aca ' }), 'bCb');
  });

  it('works on lists', () => {
    assert.equal(show('l | sort | join: "-"', { l: [3, 1, 2] }), '1-2-3');
    assert.equal(show('l | first', { l: [3, 1] }), '3');
    assert.equal(show('l | last', { l: [3, 1] }), '1');
    assert.equal(show('l | reverse', { l: [3, 1] }), '1, 3');
    assert.equal(show('l | sort: "n" | json', { l: [{ n: 2 }, { n: 1 }] }), '[{"n":1},{"n":2}]');
  });

  it('counts', () => {
    assert.equal(show('a | length', { a: 'four' }), '4');
    assert.equal(show('a | length', { a: { x: 1 } }), '1');
    assert.equal(show('a | length'), '0');
  });

  it('truncates to a total length', () => {
    assert.equal(show('a | truncate: 6', { a: 'abcdefgh' }), 'abc...');
    assert.equal(show('a | truncate: 8', { a: 'abcdefgh' }), 'abcdefgh');
  });

  it('takes defaults for nothing, not for zero', () => {
    assert.equal(show('a | default: "none"'), 'none');
    assert.equal(show('a | default: "none"', { a: 0 }), '0');
  });

  it('accepts new filters and refuses unknown ones', () => {
    const stencil = new Stencil({ filters: { times: (n, m) => n * m } });
    assert.equal(stencil.render('{{ 3 | times: n }}', { n: 4 }), '12');
    assert.throws(() => render('{{ 1 | nope }}'), /Unknown filter "nope"/);
  });
});
