'use strict';

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { bufferEvents, createEmitter, matches, pipe } = require('../../src/index.js');

test('wildcard and plain listeners share one order', () => {
  const emitter = createEmitter();
  const log = [];
  emitter.on('a.*', () => log.push('star'));
  emitter.on('a.b', () => log.push('plain'));
  emitter.on('**', () => log.push('all'), { priority: 1 });
  assert.equal(emitter.emit('a.b'), 3);
  assert.deepEqual(log, ['all', 'star', 'plain']);
});

test('stop counts for asynchronous events too', async () => {
  const emitter = createEmitter();
  emitter.on('a', async (event) => {
    await null;
    event.stop();
    return 1;
  });
  emitter.on('a', () => 2);
  assert.deepEqual(await emitter.emitAsync('a'), [1]);
});

test('stars in the middle', () => {
  assert.equal(matches('a.*.c', 'a.b.c'), true);
  assert.equal(matches('a.*.c', 'a.c'), false);
  assert.equal(matches('**.c', 'c'), true);
  assert.equal(matches('**.b.**', 'a.b'), true);
  assert.equal(matches('**.b.**', 'a.c.d'), false);
});

test('removing one of two equal listeners by its function', () => {
  const emitter = createEmitter();
  const fn = () => 1;
  const leave = emitter.on('a', fn);
  emitter.on('a', fn);
  leave();
  assert.equal(emitter.count('a'), 1);
  assert.equal(emitter.off('a', fn), 1);
});

test('once with a priority', () => {
  const emitter = createEmitter();
  emitter.on('a', () => 'usual');
  emitter.once('a', () => 'first', { priority: 1 });
  assert.deepEqual(emitter.collect('a'), ['first', 'usual']);
  assert.deepEqual(emitter.collect('a'), ['usual']);
});

test('pipe without a prefix keeps names and chains origins', () => {
  const [a, b, c] = [createEmitter(), createEmitter(), createEmitter()];
  pipe(a, b, 'one');
  pipe(b, c);
  const buffer = bufferEvents(c, '**');
  let origin;
  c.on('one.x', (event) => {
    origin = event.origin;
  });
  a.emit('x', 9);
  assert.equal(origin, 'x');
  assert.deepEqual(buffer.flush().records, [{ name: 'one.x', args: [9] }]);
});

test('a failing listener leaves a gap in the results', () => {
  const emitter = createEmitter();
  emitter.on('error', () => {});
  emitter.on('a', () => {
    throw new Error('x');
  });
  emitter.on('a', () => 'fine');
  assert.deepEqual(emitter.collect('a'), [undefined, 'fine']);
});

test('a stopped buffer records no more', () => {
  const emitter = createEmitter();
  const buffer = bufferEvents(emitter, 'a');
  emitter.emit('a');
  buffer.stop();
  emitter.emit('a');
  assert.equal(buffer.size, 1);
});
