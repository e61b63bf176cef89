'use strict';

const { test, beforeEach } = require('node:test');
const assert = require('node:assert/strict');
const { createEmitter, matches } = require('../src/index.js');

let emitter;
let log;
const note = (text) => () => {
  log.push(text);
};

beforeEach(() => {
  emitter = createEmitter();
  log = [];
});

test('calls listeners with the arguments', () => {
  emitter.on('sum', (event, a, b) => log.push(`${event.name}:${a + b}`));
  assert.equal(emitter.emit('sum', 1, 2), 1);
  assert.deepEqual(log, ['sum:3']);
});

test('an event without listeners calls nobody', () => {
  assert.equal(emitter.emit('nothing'), 0);
});

test('listeners run in the order of adding', () => {
  emitter.on('a', note(1));
  emitter.on('a', note(2));
  emitter.on('a', note(3));
  emitter.emit('a');
  assert.deepEqual(log, [1, 2, 3]);
});

test('higher priorities run first', () => {
  emitter.on('a', note('low'), { priority: -1 });
  emitter.on('a', note('plain'));
  emitter.on('a', note('high'), { priority: 5 });
  emitter.emit('a');
  assert.deepEqual(log, ['high', 'plain', 'low']);
});

test('once runs a single time', () => {
  emitter.once('a', note('x'));
  assert.equal(emitter.emit('a'), 1);
  assert.equal(emitter.emit('a'), 0);
  assert.deepEqual(log, ['x']);
});

test('once cannot be entered again by its own event', () => {
  emitter.once('a', () => {
    log.push('in');
    emitter.emit('a');
  });
  emitter.emit('a');
  assert.deepEqual(log, ['in']);
});

test('times limits the number of calls', () => {
  emitter.on('a', note('x'), { times: 2 });
  for (let i = 0; i < 4; i += 1) emitter.emit('a');
  assert.equal(log.length, 2);
  assert.throws(() => emitter.on('a', note('x'), { times: 0 }), /times must be more than 0, got 0/);
});

test('the returned function removes the listener', () => {
  const leave = emitter.on('a', note('x'));
  assert.equal(leave(), true);
  assert.equal(leave(), false);
  assert.equal(emitter.emit('a'), 0);
});

test('off removes by pattern and function', () => {
  const fn = note('x');
  emitter.on('a', fn);
  emitter.on('a.b', fn);
  assert.equal(emitter.off('a', fn), 1);
  assert.equal(emitter.off('a', fn), 0);
  assert.equal(emitter.count('a.b'), 1);
});

test('a listener removed during an event is not called', () => {
  const second = note('second');
  emitter.on('a', () => emitter.off('a', second));
  emitter.on('a', second);
  assert.equal(emitter.emit('a'), 1);
  assert.deepEqual(log, []);
});

test('a listener added during an event waits for the next', () => {
  emitter.once('a', () => emitter.on('a', note('late')));
  emitter.emit('a');
  assert.deepEqual(log, []);
  emitter.emit('a');
  assert.deepEqual(log, ['late']);
});

test('stop keeps later listeners from running', () => {
  emitter.on('a', (event) => event.stop());
  emitter.on('a', note('never'));
  assert.equal(emitter.emit('a'), 1);
  assert.deepEqual(log, []);
});

test('clear removes all below a prefix', () => {
  emitter.on('user', note(1));
  emitter.on('user.login', note(2));
  emitter.on('username', note(3));
  assert.equal(emitter.clear('user'), 2);
  assert.deepEqual(emitter.patterns(), ['username']);
  assert.equal(emitter.clear(), 1);
});

test('collect returns the results', () => {
  emitter.on('n', (event, n) => n + 1);
  emitter.on('n', (event, n) => n * 2, { priority: 1 });
  assert.deepEqual(emitter.collect('n', 5), [10, 6]);
});

test('refuses bad names and listeners', () => {
  assert.throws(() => emitter.on('', note(1)), /non-empty string/);
  assert.throws(() => emitter.on('a..b', note(1)), /empty part in "a..b"/);
  assert.throws(() => emitter.on('a', 'b'), /must be a function/);
  assert.throws(() => emitter.emit('a.'), SyntaxError);
});

test('patterns match parts of names', () => {
  assert.equal(matches('user.*', 'user.login'), true);
  assert.equal(matches('user.*', 'user'), false);
  assert.equal(matches('user.*', 'user.login.ok'), false);
  assert.equal(matches('*.login', 'user.login'), true);
  assert.equal(matches('*.login', 'user.logout'), false);
});

test('double stars match any number of parts', () => {
  assert.equal(matches('**', 'a.b.c'), true);
  assert.equal(matches('a.**', 'a'), true);
  assert.equal(matches('a.**', 'a.b.c'), true);
  assert.equal(matches('a.**.z', 'a.b.c.z'), true);
  assert.equal(matches('a.**.z', 'a.b.c'), false);
  assert.equal(matches('a.**', 'b.a'), false);
});
