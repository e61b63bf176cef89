import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { render, Stencil } from '../../src/index.js';

describe('stencil, more', () => {
  it('nests loops and conditions', () => {
    const text = '{% for row in rows %}{% for c in row %}{% if c %}#{% else %}.{% endif %}{% endfor %}/{% endfor %}';
    assert.equal(render(text, { rows: [[1, 0], [0, 1]] }), '#./.#/');
  });

  it('knows first and length in loops', () => {
    assert.equal(render('{% for x in l %}{% if loop.first %}{{ loop.length }}:{% endif %}{{ loop.index0 }}{% endfor %}', { l: 'ab'.split('') }), '2:01');
  });

  it('runs a compiled template twice', () => {
    const greet = new Stencil().compile('{% set a = n %}{{ a }}');
    assert.deepEqual([greet({ n: 1 }), greet({ n: 2 }), greet()], ['1', '2', '']);
  });

  it('does not write into the data', () => {
    const data = { n: 1 };
    render('{% set n = 2 %}', data);
    assert.deepEqual(data, { n: 1 });
  });

  it('reads strings with escapes and numbers', () => {
    assert.equal(render('{{{ "a\\"b" }}}{{ -1.5 }}{{ true }}'), 'a"b-1.5true');
  });

  it('counts lines after trimmed tags', () => {
    assert.throws(() => render('a\n\n{%- set x = 1 -%}\n\n{{ 1 1 }}'), /line 5/);
  });

  it('counts lines inside comments', () => {
    assert.throws(() => render('{# a\nb #}\n{% else %}'), /Unknown tag "else" \(line 3\)/);
  });

  it('refuses broken loops and sets', () => {
    assert.throws(() => render('{% for x of l %}{% endfor %}'), /Cannot read "for x of l"/);
    assert.throws(() => render('{% set x %}'), /Cannot read "set x"/);
    assert.throws(() => render('{% for x in l %}'), /"for" is never closed/);
  });

  it('refuses unfinished expressions', () => {
    assert.throws(() => render('{{ (a }}'), /Expected "\)"/);
    assert.throws(() => render('{{ a | }}'), /Expected a filter name/);
    assert.throws(() => render('{{ }}'), /Expected a value/);
    assert.throws(() => render('{{ a & b }}'), /Cannot read "& b"/);
  });

  it('refuses an unknown partial', () => {
    assert.throws(() => render('{% include gone %}'), /Unknown partial "gone" \(line 1\)/);
  });

  it('truncates with another tail', () => {
    assert.equal(render('{{ a | truncate: 4, "~" }}', { a: 'abcdef' }), 'abc~');
  });
});
