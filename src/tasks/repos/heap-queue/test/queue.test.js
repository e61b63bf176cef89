import test from 'node:test';
import assert from 'node:assert/strict';
import { PriorityQueue } from '../src/index.js';

test('lower priorities come first', () => {
  const queue = new PriorityQueue().add('c', 3).add('a', 1).add('b', 2);
  assert.equal(queue.peek(), 'a');
  assert.deepEqual(queue.drain(), ['a', 'b', 'c']);
  assert.equal(queue.length, 0);
});

test('equal priorities keep their order', () => {
  const queue = new PriorityQueue();
  for (const name of ['one', 'two', 'three', 'four', 'five']) queue.add(name, 7);
  assert.deepEqual(queue.drain(), ['one', 'two', 'three', 'four', 'five']);
});

test('the default priority is zero', () => {
  const queue = new PriorityQueue().add('later', 1).add('plain').add('first', -1);
  assert.deepEqual(queue.drain(), ['first', 'plain', 'later']);
});

test('reprioritize moves an item up and down', () => {
  const queue = new PriorityQueue().add('a', 1).add('b', 2).add('c', 3);
  assert.equal(queue.reprioritize('c', 0), true);
  assert.equal(queue.reprioritize('a', 9), true);
  assert.equal(queue.reprioritize('zzz', 1), false);
  assert.equal(queue.priorityOf('a'), 9);
  assert.deepEqual(queue.drain(), ['c', 'b', 'a']);
});

test('remove takes out one item', () => {
  const queue = new PriorityQueue().add('a', 1).add('b', 2).add('c', 3);
  assert.equal(queue.remove('b'), true);
  assert.equal(queue.remove('b'), false);
  assert.deepEqual(queue.drain(), ['a', 'c']);
});

test('drain stops at its limit', () => {
  const queue = new PriorityQueue().add('a', 1).add('b', 2).add('c', 3);
  assert.deepEqual(queue.drain(2), ['a', 'b']);
  assert.equal(queue.length, 1);
});

test('an empty queue gives undefined', () => {
  const queue = new PriorityQueue();
  assert.equal(queue.next(), undefined);
  assert.equal(queue.peek(), undefined);
  assert.equal(queue.priorityOf('a'), undefined);
});

test('priorities must be numbers', () => {
  assert.throws(() => new PriorityQueue().add('a', 'high'), TypeError);
  assert.throws(() => new PriorityQueue().add('a', NaN), /must be a number/);
});
