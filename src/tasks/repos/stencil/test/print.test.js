import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { render, Stencil } from '../src/index.js';

describe('printing', () => {
  it('fills in values', () => {
    assert.equal(render('Hi {{ name }}, {{age}}!', { name: 'Ada', age: 36 }), 'Hi Ada, 36!');
  });

  it('follows paths', () => {
    assert.equal(render('{{ a.b.0 }}{{ a.x.y }}|{{ a.b.length }}', { a: { b: ['z', 'q'] } }), 'z|2');
  });

  it('does not reach prototypes', () => {
    assert.equal(render('[{{ toString }}{{ a.constructor }}]', { a: {} }), '[]');
  });

  it('escapes html unless raw', () => {
    assert.equal(render('{{ a }} {{{ a }}}', { a: `<b a="1" b='2'>&` }), `&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp; <b a="1" b='2'>&`);
  });

  it('can leave escaping to another function', () => {
    assert.equal(new Stencil({ escape: false }).render('{{ a }}', { a: '<' }), '<');
    assert.equal(new Stencil({ escape: (text) => `[${text}]` }).render('{{ a }}', { a: 1 }), '[1]');
  });

  it('prints nothing for null and joins lists', () => {
    assert.equal(render('{{ n }}{{ u }}{{ l }}{{ f }}', { n: null, l: [1, null, 2], f: false }), '1, , 2false');
  });

  it('drops comments', () => {
    assert.equal(render('a{# {{ b }} #}c', {}), 'ac');
  });

  it('trims around dashes', () => {
    assert.equal(render('a  {%- if true -%}  b  {%- endif %}  c', {}), 'ab  c');
  });
});
