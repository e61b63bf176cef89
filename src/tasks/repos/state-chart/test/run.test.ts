import { describe, expect, it } from 'vitest';
import { createMachine, replay, start } from '../src/index.ts';
import { lamp, turnstile } from './machines.ts';

describe('flat machines', () => {
  it('start in their initial state', () => {
    const run = start(turnstile());
    expect(run.state).toBe('locked');
    expect(run.context).toEqual({ coins: 0 });
    expect(run.done).toBe(false);
  });

  it('follow transitions', () => {
    const run = start(turnstile()).send('COIN');
    expect(run.state).toBe('open');
    expect(run.send('PUSH').state).toBe('locked');
  });

  it('ignore events they do not know', () => {
    const run = start(turnstile()).send('PUSH').send('SING');
    expect(run.state).toBe('locked');
    expect(run.history).toEqual([]);
  });

  it('update the context without touching the machine', () => {
    const machine = turnstile();
    const run = start(machine).send('COIN').send('COIN');
    expect(run.context.coins).toBe(2);
    expect(run.state).toBe('open');
    expect(machine.context.coins).toBe(0);
  });

  it('take the first transition whose guard holds', () => {
    const run = start(turnstile());
    expect(run.can({ type: 'KICK', force: 1 })).toBe(false);
    expect(run.can({ type: 'KICK', force: 10 })).toBe(true);
    expect(run.send({ type: 'KICK', force: 10 }).state).toBe('broken');
  });

  it('fall through to later guards', () => {
    const run = replay(turnstile(), ['COIN', 'COIN', 'COIN', 'PUSH', { type: 'KICK', force: 1 }]);
    expect(run.state).toBe('open');
  });

  it('stop at final states', () => {
    const run = replay(turnstile(), [{ type: 'KICK', force: 99 }, 'COIN']);
    expect(run.done).toBe(true);
    expect(run.can('COIN')).toBe(false);
    expect(run.history).toHaveLength(1);
  });

  it('do nothing in a final state, even when its parent could', () => {
    const machine = createMachine({
      initial: 'job',
      states: {
        job: { on: { RESET: 'job' }, states: { open: { on: { END: 'closed' } }, closed: { final: true } } },
      },
    });
    const run = start(machine);
    expect(run.state).toBe('job.open');
    expect(run.send('END').send('RESET').state).toBe('job.closed');
  });

  it('remember their steps', () => {
    const run = replay(turnstile(), ['COIN', 'COIN', 'PUSH']);
    expect(run.history).toEqual([
      { event: 'COIN', from: 'locked', to: 'open' },
      { event: 'COIN', from: 'open', to: 'open' },
      { event: 'PUSH', from: 'open', to: 'locked' },
    ]);
  });

  it('tell their listeners until these leave', () => {
    const run = start(turnstile());
    const seen: string[] = [];
    const leave = run.subscribe((current, step) => seen.push(`${step.event}:${current.state}`));
    run.send('COIN').send('NOPE').send('PUSH');
    expect(leave()).toBe(true);
    run.send('COIN');
    expect(seen).toEqual(['COIN:open', 'PUSH:locked']);
  });

  it('need an initial state that exists', () => {
    expect(() => createMachine({ initial: 'x', states: { a: {} } })).toThrow('no state x');
    expect(() => createMachine({ initial: 'a', states: { 'a.b': {} } })).toThrow('must not contain dots');
  });
});

describe('nested machines', () => {
  it('enter the initial child', () => {
    const run = start(lamp()).send('POWER');
    expect(run.state).toBe('on.low');
    expect(run.matches('on')).toBe(true);
    expect(run.matches('on.low')).toBe(true);
    expect(run.matches('o')).toBe(false);
  });

  it('leave unhandled events to the parent', () => {
    expect(replay(lamp(), ['POWER', 'POWER']).state).toBe('off');
  });

  it('let the child decide first', () => {
    expect(replay(lamp(), ['POWER', 'UP', 'POWER']).state).toBe('on.low');
  });

  it('run exit actions inside out and enter actions outside in', () => {
    const log: string[] = [];
    replay(lamp(log), ['POWER', 'POWER']);
    expect(log).toEqual(['+off', '-off', '+on', '+low', '-low', '-on', '+off']);
  });

  it('do not leave a shared parent', () => {
    const log: string[] = [];
    const run = start(lamp(log)).send('POWER');
    log.length = 0;
    run.send('UP');
    expect(log).toEqual(['-low', 'up', '+high']);
  });

  it('leave and enter again on a transition to themselves', () => {
    const log: string[] = [];
    const run = replay(lamp(log), ['POWER', 'UP']);
    log.length = 0;
    run.send('RESET');
    expect(run.state).toBe('on.low');
    expect(log).toEqual(['-high', '-on', '+on', '+low']);
  });
});
