'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { History, TextDocument, setProperty } = require('../../src/index.js');

describe('an editing session', () => {
  it('goes all the way back and forth', () => {
    const doc = new TextDocument('The cat');
    const history = new History();
    const states = [doc.text];
    const step = (command) => {
      history.seal().run(command);
      states.push(doc.text);
    };
    step(doc.insert(7, ' sat'));
    step(doc.replace(4, 7, 'dog'));
    step(doc.remove(0, 4));
    step(doc.replaceAll('s', 'sh'));
    for (let i = states.length - 2; i >= 0; i -= 1) {
      history.undo();
      assert.equal(doc.text, states[i]);
    }
    for (let i = 1; i < states.length; i += 1) {
      history.redo();
      assert.equal(doc.text, states[i]);
    }
  });

  it('a group mixes documents and properties', () => {
    const doc = new TextDocument('x');
    const style = { bold: false };
    const history = new History();
    history.group('title', () => {
      history.run(doc.insert(1, '!')).run(setProperty(style, 'bold', true));
    });
    history.undo();
    assert.equal(doc.text, 'x');
    assert.equal(style.bold, false);
  });

  it('does not merge after undo', () => {
    const doc = new TextDocument();
    const history = new History();
    history.run(doc.insert(0, 'a')).seal().run(doc.insert(1, 'b'));
    history.undo();
    history.run(doc.insert(1, 'c'));
    assert.deepEqual(history.labels().undo, ['insert "c"', 'insert "a"']);
  });

  it('keeps checkpoints when old commands are dropped', () => {
    const target = {};
    const history = new History({ limit: 3 });
    history.run(setProperty(target, 'a', 1)).checkpoint('early');
    history.run(setProperty(target, 'b', 1)).run(setProperty(target, 'c', 1)).checkpoint('late');
    history.run(setProperty(target, 'd', 1));
    assert.equal(history.goTo('late'), 1);
    assert.deepEqual(target, { a: 1, b: 1, c: 1 });
    assert.equal(history.goTo('early'), 2);
    assert.deepEqual(target, { a: 1 });
  });

  it('loses its clean state with the commands that led to it', () => {
    const target = {};
    const history = new History({ limit: 1 });
    history.run(setProperty(target, 'a', 1)).run(setProperty(target, 'b', 1));
    history.undo();
    assert.equal(history.isClean, false);
  });

  it('does not merge into a checkpoint', () => {
    const target = { n: 0 };
    const history = new History();
    history.run(setProperty(target, 'n', 1)).checkpoint('one').run(setProperty(target, 'n', 2));
    history.goTo('one');
    assert.deepEqual(target, { n: 1 });
  });

  it('weights of text are its lengths', () => {
    const doc = new TextDocument();
    const history = new History({ maxWeight: 6 });
    history.run(doc.insert(0, 'abc')).seal().run(doc.insert(3, 'def')).seal().run(doc.insert(6, 'g'));
    assert.deepEqual(history.labels().undo, ['insert "g"', 'insert "def"']);
  });
});
