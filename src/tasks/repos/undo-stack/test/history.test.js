'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { History } = require('../src/index.js');

function counter() {
  const state = { value: 0 };
  const add = (n) => ({
    label: `add ${n}`,
    apply: () => {
      state.value += n;
    },
    revert: () => {
      state.value -= n;
    },
  });
  return { state, add };
}

describe('History', () => {
  it('undoes and redoes', () => {
    const { state, add } = counter();
    const history = new History();
    history.run(add(1)).run(add(10));
    assert.equal(history.undo(), 'add 10');
    assert.equal(state.value, 1);
    assert.equal(history.redo(), 'add 10');
    assert.equal(state.value, 11);
  });

  it('does nothing at the ends', () => {
    const { add } = counter();
    const history = new History();
    assert.equal(history.undo(), null);
    history.run(add(1));
    assert.equal(history.redo(), null);
    assert.equal(history.canUndo, true);
    assert.equal(history.canRedo, false);
  });

  it('a new command forgets what was undone', () => {
    const { state, add } = counter();
    const history = new History();
    history.run(add(1)).run(add(2));
    history.undo();
    history.run(add(5));
    assert.equal(history.canRedo, false);
    assert.equal(state.value, 6);
    assert.deepEqual(history.labels(), { undo: ['add 5', 'add 1'], redo: [] });
  });

  it('lists labels from the nearest to the farthest', () => {
    const { add } = counter();
    const history = new History();
    [1, 2, 3, 4].forEach((n) => history.run(add(n)));
    history.undo();
    history.undo();
    assert.deepEqual(history.labels(), { undo: ['add 2', 'add 1'], redo: ['add 3', 'add 4'] });
    assert.equal(history.peekUndo(), 'add 2');
    assert.equal(history.peekRedo(), 'add 3');
  });

  it('keeps to its limit', () => {
    const { state, add } = counter();
    const history = new History({ limit: 2 });
    [1, 2, 3].forEach((n) => history.run(add(n)));
    while (history.undo());
    assert.equal(state.value, 1);
    assert.throws(() => new History({ limit: 0 }), RangeError);
  });

  it('keeps to its weight but never drops the last command', () => {
    const { add } = counter();
    const history = new History({ maxWeight: 10 });
    for (const weight of [4, 4, 4]) history.run({ ...add(1), weight });
    assert.equal(history.labels().undo.length, 2);
    history.run({ ...add(1), weight: 99 });
    assert.equal(history.labels().undo.length, 1);
  });

  it('refuses things that are no commands', () => {
    assert.throws(() => new History().run({ apply() {} }), /needs apply\(\) and revert\(\)/);
    assert.throws(() => new History().run(null), TypeError);
  });

  it('groups are undone as one, in reverse order', () => {
    const log = [];
    const command = (name) => ({ label: name, apply: () => log.push(`+${name}`), revert: () => log.push(`-${name}`) });
    const history = new History();
    const result = history.group('both', () => {
      history.run(command('a'));
      history.group('inner', () => history.run(command('b')));
      assert.equal(history.canUndo, false);
      return 7;
    });
    assert.equal(result, 7);
    assert.equal(history.undo(), 'both');
    history.redo();
    assert.deepEqual(log, ['+a', '+b', '-b', '-a', '+a', '+b']);
  });

  it('a group that throws is taken back', () => {
    const { state, add } = counter();
    const history = new History();
    assert.throws(() => history.group('bad', () => {
      history.run(add(5));
      throw new Error('stop');
    }), /stop/);
    assert.equal(state.value, 0);
    assert.equal(history.canUndo, false);
    history.run(add(1));
    assert.equal(history.canUndo, true);
  });

  it('an empty group leaves no trace', () => {
    const history = new History();
    history.group('nothing', () => {});
    assert.equal(history.canUndo, false);
  });

  it('knows whether it is clean', () => {
    const { add } = counter();
    const history = new History();
    assert.equal(history.isClean, true);
    history.run(add(1)).mark().run(add(2));
    assert.equal(history.isClean, false);
    history.undo();
    assert.equal(history.isClean, true);
    history.undo();
    history.run(add(3));
    assert.equal(history.isClean, false);
    history.undo();
    assert.equal(history.isClean, false);
  });

  it('stays clean when older commands are dropped', () => {
    const { add } = counter();
    const history = new History({ limit: 2 });
    history.run(add(1)).run(add(2)).mark().run(add(3));
    assert.equal(history.isClean, false);
    history.undo();
    assert.equal(history.isClean, true);
  });

  it('goes to checkpoints in both directions', () => {
    const { state, add } = counter();
    const history = new History();
    history.run(add(1)).checkpoint('one').run(add(2)).run(add(4)).checkpoint('end');
    assert.equal(history.goTo('one'), 2);
    assert.equal(state.value, 1);
    assert.equal(history.goTo('end'), 2);
    assert.equal(state.value, 7);
    assert.throws(() => history.goTo('nowhere'), /no checkpoint nowhere/);
  });

  it('forgets checkpoints in a lost future', () => {
    const { add } = counter();
    const history = new History();
    history.run(add(1)).run(add(2)).checkpoint('two');
    history.undo();
    history.run(add(3));
    assert.throws(() => history.goTo('two'), /no checkpoint two/);
  });

  it('tells its listeners', () => {
    const { add } = counter();
    const history = new History();
    const log = [];
    const leave = history.onChange(({ kind, label, canUndo, canRedo }) => log.push([kind, label, canUndo, canRedo].join()));
    history.run(add(1));
    history.undo();
    history.redo();
    leave();
    history.undo();
    assert.deepEqual(log, ['run,add 1,true,false', 'undo,add 1,false,true', 'redo,add 1,true,false']);
  });
});
