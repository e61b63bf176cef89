'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { History, TextDocument, removeProperty, setProperty } = require('../src/index.js');

describe('TextDocument', () => {
  it('inserts, removes and replaces', () => {
    const doc = new TextDocument('hello');
    const history = new History();
    history.run(doc.insert(5, ' world'));
    history.run(doc.remove(0, 1));
    history.run(doc.replace(0, 4, 'cru'));
    assert.equal(doc.text, 'cru world');
    assert.equal(history.undo(), 'replace "ello"');
    assert.equal(history.undo(), 'delete "h"');
    assert.equal(history.undo(), 'insert " world"');
    assert.equal(doc.text, 'hello');
  });

  it('typing melts into words', () => {
    const doc = new TextDocument();
    const history = new History();
    [...'ab cd'].forEach((char, i) => history.run(doc.insert(i, char)));
    assert.equal(doc.text, 'ab cd');
    assert.deepEqual(history.labels().undo, ['insert "cd"', 'insert "ab "']);
    history.undo();
    assert.equal(doc.text, 'ab ');
  });

  it('typing elsewhere starts anew', () => {
    const doc = new TextDocument('xy');
    const history = new History();
    history.run(doc.insert(0, 'a')).run(doc.insert(3, 'b'));
    assert.equal(doc.text, 'axyb');
    assert.equal(history.labels().undo.length, 2);
  });

  it('a space joins the word before it', () => {
    const doc = new TextDocument();
    const history = new History();
    history.run(doc.insert(0, 'a ')).run(doc.insert(2, ' ')).run(doc.insert(3, 'b'));
    assert.deepEqual(history.labels().undo, ['insert "b"', 'insert "a  "']);
  });

  it('seal ends a word', () => {
    const doc = new TextDocument();
    const history = new History();
    history.run(doc.insert(0, 'a')).seal().run(doc.insert(1, 'b'));
    assert.equal(history.labels().undo.length, 2);
  });

  it('backspaces melt together', () => {
    const doc = new TextDocument('abcd');
    const history = new History();
    for (const at of [3, 2, 1]) history.run(doc.remove(at, at + 1));
    assert.deepEqual(history.labels().undo, ['delete "bcd"']);
    history.undo();
    assert.equal(doc.text, 'abcd');
  });

  it('does not melt into a saved state', () => {
    const doc = new TextDocument();
    const history = new History();
    history.run(doc.insert(0, 'a')).mark().run(doc.insert(1, 'b'));
    history.undo();
    assert.equal(doc.text, 'a');
    assert.equal(history.isClean, true);
  });

  it('replaces all places at once', () => {
    const doc = new TextDocument('a-b-c');
    const history = new History();
    history.run(doc.replaceAll('-', '...'));
    assert.equal(doc.text, 'a...b...c');
    assert.equal(history.undo(), 'replace all "-"');
    assert.equal(doc.text, 'a-b-c');
    assert.equal(doc.replaceAll('x', 'y'), null);
    assert.throws(() => doc.replaceAll('', 'y'), /nothing to search for/);
  });

  it('checks its ranges', () => {
    const doc = new TextDocument('abc');
    assert.throws(() => doc.insert(4, 'x'), /no range 4-4/);
    assert.throws(() => doc.remove(2, 1), RangeError);
    assert.throws(() => doc.remove(-1, 1), RangeError);
  });

  it('notices changes behind its back', () => {
    const doc = new TextDocument('abc');
    const command = doc.remove(1, 2);
    doc.text = 'xyz';
    assert.throws(() => command.apply(), /expected "b" at 1/);
  });
});

describe('properties', () => {
  it('are set and restored', () => {
    const target = { a: 1 };
    const history = new History();
    history.run(setProperty(target, 'a', 2)).run(setProperty(target, 'b', 3));
    assert.deepEqual(target, { a: 2, b: 3 });
    history.undo();
    assert.deepEqual(target, { a: 2 });
    history.undo();
    assert.deepEqual(target, { a: 1 });
  });

  it('of the same name melt together', () => {
    const target = { x: 0 };
    const history = new History();
    for (let x = 1; x <= 5; x += 1) history.run(setProperty(target, 'x', x));
    history.undo();
    assert.deepEqual(target, { x: 0 });
    history.redo();
    assert.deepEqual(target, { x: 5 });
  });

  it('are removed', () => {
    const target = { a: 1 };
    const history = new History().run(removeProperty(target, 'a'));
    assert.deepEqual(target, {});
    assert.equal(history.undo(), 'remove a');
    assert.deepEqual(target, { a: 1 });
    assert.throws(() => removeProperty(target, 'z'), /no property z/);
  });
});
