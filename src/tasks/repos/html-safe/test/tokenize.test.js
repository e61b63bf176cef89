import test from 'node:test';
import assert from 'node:assert/strict';
import { tokenize } from '../src/index.js';

const tokens = (html) => [...tokenize(html)];

test('text, tags and comments', () => {
  assert.deepEqual(tokens('a<B c=1>d</b ><!-- e -->'), [
    { type: 'text', text: 'a' },
    { type: 'open', name: 'b', attributes: { c: '1' }, selfClosing: false },
    { type: 'text', text: 'd' },
    { type: 'close', name: 'b' },
    { type: 'comment', text: ' e ' },
  ]);
});

test('a lone bracket is text', () => {
  assert.deepEqual(tokens('1 < 2 && <3'), [{ type: 'text', text: '1 < 2 && <3' }]);
});

test('a bracket in quotes does not end a tag', () => {
  assert.deepEqual(tokens('<a title="x > y">')[0].attributes, { title: 'x > y' });
});

test('self-closing tags are marked', () => {
  assert.equal(tokens('<br/>')[0].selfClosing, true);
});

test('scripts are raw text', () => {
  assert.deepEqual(tokens('<script>if (a<b) "&lt;"</SCRIPT>x').map((token) => token.text ?? token.name), [
    'script', 'if (a<b) "&lt;"', 'script', 'x',
  ]);
});

test('an unclosed tag is text', () => {
  assert.deepEqual(tokens('a <b'), [{ type: 'text', text: 'a <b' }]);
});

test('an unclosed comment runs to the end', () => {
  assert.deepEqual(tokens('<!-- a'), [{ type: 'comment', text: ' a' }]);
});
