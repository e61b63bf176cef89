import { describe, expect, it } from 'vitest';
import { createMachine, edgesFrom, reachable, shortest, validate } from '../src/index.ts';
import { lamp, turnstile } from './machines.ts';

describe('exploring', () => {
  it('lists the edges of a state', () => {
    expect(edgesFrom(turnstile(), 'locked')).toEqual([
      { event: 'COIN', to: 'open' },
      { event: 'KICK', to: 'broken' },
      { event: 'KICK', to: 'open' },
    ]);
    expect(edgesFrom(turnstile(), 'broken')).toEqual([]);
  });

  it('lets children hide events of their parents', () => {
    expect(edgesFrom(lamp(), 'on.high')).toEqual([
      { event: 'DOWN', to: 'on.low' },
      { event: 'POWER', to: 'on.low' },
      { event: 'RESET', to: 'on.low' },
    ]);
  });

  it('finds the reachable states', () => {
    expect(reachable(lamp())).toEqual(['off', 'on.high', 'on.low']);
  });

  it('finds the shortest way', () => {
    expect(shortest(lamp(), 'on.high')).toEqual(['POWER', 'UP']);
    expect(shortest(lamp(), 'off')).toEqual([]);
    expect(shortest(turnstile(), 'broken')).toEqual(['KICK']);
  });

  it('knows when there is no way', () => {
    const machine = createMachine({ initial: 'a', states: { a: {}, b: { on: { X: 'a' } } } });
    expect(shortest(machine, 'b')).toBeNull();
    expect(validate(machine)).toEqual(['b: cannot be reached']);
  });

  it('finds nothing wrong with good machines', () => {
    expect(validate(lamp())).toEqual([]);
    expect(validate(turnstile())).toEqual([]);
  });

  it('lists all mistakes', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { on: { GO: ['b', { to: 'zzz' }] } },
        b: { final: true, on: { BACK: 'a' } },
        c: { initial: 'nope', states: { d: {} } },
      },
    });
    expect(validate(machine)).toEqual([
      'a: GO hides later transitions',
      'a: GO goes to unknown zzz',
      'b: final state has transitions',
      'c: no initial state c.nope',
    ]);
  });
});
