'use strict';

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { bufferEvents, createEmitter, pipe, waitFor } = require('../src/index.js');

test('errors go to the error listeners', () => {
  const emitter = createEmitter();
  const seen = [];
  emitter.on('error', (event, error, name) => seen.push(`${name}: ${error.message}`));
  emitter.on('a', () => {
    throw new Error('broken');
  });
  emitter.on('a', () => seen.push('still called'));
  assert.equal(emitter.emit('a'), 2);
  assert.deepEqual(seen, ['a: broken', 'still called']);
});

test('errors are thrown when nobody listens to them', () => {
  const emitter = createEmitter();
  emitter.on('a', () => {
    throw new Error('broken');
  });
  assert.throws(() => emitter.emit('a'), /broken/);
});

test('errors of error listeners are thrown', () => {
  const emitter = createEmitter();
  emitter.on('error', () => {
    throw new Error('worse');
  });
  assert.throws(() => emitter.emit('error', new Error('bad')), /worse/);
});

test('emitAsync waits for one after the other', async () => {
  const emitter = createEmitter();
  const log = [];
  emitter.on('a', async () => {
    log.push('1 in');
    await Promise.resolve();
    log.push('1 out');
    return 'one';
  });
  emitter.on('a', () => {
    log.push('2');
    return 'two';
  });
  assert.deepEqual(await emitter.emitAsync('a'), ['one', 'two']);
  assert.deepEqual(log, ['1 in', '1 out', '2']);
});

test('emitAsync rejects like emit throws', async () => {
  const emitter = createEmitter();
  emitter.on('a', async () => {
    throw new Error('later');
  });
  await assert.rejects(emitter.emitAsync('a'), /later/);
});

test('waitFor gives the arguments of the event', async () => {
  const emitter = createEmitter();
  const promise = waitFor(emitter, 'tick', { when: (n) => n > 1 });
  emitter.emit('tick', 1);
  emitter.emit('tick', 2, 'x');
  emitter.emit('tick', 3);
  assert.deepEqual(await promise, [2, 'x']);
  assert.equal(emitter.count('tick'), 0);
});

test('waitFor rejects when its condition throws', async () => {
  const emitter = createEmitter();
  const promise = waitFor(emitter, 'tick', {
    when: () => {
      throw new Error('no');
    },
  });
  emitter.emit('tick');
  await assert.rejects(promise, /no/);
  assert.equal(emitter.count('tick'), 0);
});

test('pipe sends events on with a prefix', () => {
  const source = createEmitter();
  const target = createEmitter();
  const seen = [];
  target.on('**', (event, value) => seen.push([event.name, event.origin, value]));
  const leave = pipe(source, target, 'left');
  source.emit('x.y', 1);
  leave();
  source.emit('x.y', 2);
  assert.deepEqual(seen, [['left.x.y', 'x.y', 1]]);
});

test('bufferEvents records until it is flushed', () => {
  const emitter = createEmitter();
  const buffer = bufferEvents(emitter, 'a.*');
  emitter.emit('a.b', 1);
  emitter.emit('c');
  emitter.emit('a.d');
  assert.equal(buffer.size, 2);
  assert.deepEqual(buffer.flush(), { records: [{ name: 'a.b', args: [1] }, { name: 'a.d', args: [] }], dropped: 0 });
  assert.equal(buffer.size, 0);
});

test('bufferEvents keeps the newest within its limit', () => {
  const emitter = createEmitter();
  const buffer = bufferEvents(emitter, '*', { limit: 2 });
  for (const name of ['a', 'b', 'c']) emitter.emit(name);
  const { records, dropped } = buffer.flush();
  assert.deepEqual(records.map((record) => record.name), ['b', 'c']);
  assert.equal(dropped, 1);
});
