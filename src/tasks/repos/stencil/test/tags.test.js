import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { render, Stencil, TemplateError } from '../src/index.js';

describe('tags', () => {
  it('chooses between branches', () => {
    const text = '{% if n > 10 %}big{% elif n == 10 %}ten{% else %}small{% endif %}';
    assert.deepEqual([11, 10, 9].map((n) => render(text, { n })), ['big', 'ten', 'small']);
  });

  it('knows and, or, not and parentheses', () => {
    const test = (expression) => render(`{% if ${expression} %}y{% else %}n{% endif %}`, { t: 1, f: 0, e: [] });
    assert.deepEqual(['t and not f', 'f or t', 'not (t or f)', 't and f or t', 'e', 'not e'].map(test), ['y', 'y', 'n', 'y', 'n', 'y']);
  });

  it('compares', () => {
    const test = (expression) => render(`{{ ${expression} }}`, { a: 2, s: 'x' });
    assert.deepEqual(['a <= 2', 'a < 2', 'a >= 3', 'a != 2', "s == 'x'", 'a > -1'].map(test), ['true', 'false', 'false', 'false', 'true', 'true']);
  });

  it('loops over lists with loop data', () => {
    const text = '{% for x in l %}{{ loop.index }}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}';
    assert.equal(render(text, { l: ['a', 'b', 'c'] }), '1a,2b,3c');
  });

  it('loops over objects', () => {
    assert.equal(render('{% for k, v in o %}{{ k }}={{ v }};{% endfor %}', { o: { a: 1, b: 2 } }), 'a=1;b=2;');
  });

  it('falls to else for an empty list', () => {
    assert.equal(render('{% for x in l %}{{ x }}{% else %}none{% endfor %}', { l: [] }), 'none');
    assert.equal(render('{% for x in gone %}x{% else %}none{% endfor %}'), 'none');
  });

  it('keeps loop variables inside', () => {
    assert.equal(render('{% for x in l %}{% endfor %}[{{ x }}]', { l: [1], x: 'out' }), '[out]');
  });

  it('sets variables', () => {
    assert.equal(render('{% set n = a | length %}{{ n }}', { a: 'abc' }), '3');
  });

  it('includes partials with the scope', () => {
    const stencil = new Stencil({ partials: { row: '<{{ x }}>' } });
    assert.equal(stencil.render('{% for x in l %}{% include "row" %}{% endfor %}', { l: [1, 2] }), '<1><2>');
  });

  it('stops endless includes', () => {
    const stencil = new Stencil({ partials: { a: '{% include a %}' } });
    assert.throws(() => stencil.render('{% include a %}'), /too deep/);
  });

  it('reports lines of broken templates', () => {
    assert.throws(() => render('\n\n{% if a %}'), (error) => error instanceof TemplateError && error.line === 3);
    assert.throws(() => render('a\n{{ b'), /"\{\{" is never closed \(line 2\)/);
    assert.throws(() => render('{% frob %}'), /Unknown tag "frob" \(line 1\)/);
    assert.throws(() => render('\n{{ a b }}'), /Unexpected "b" in "a b" \(line 2\)/);
  });
});
