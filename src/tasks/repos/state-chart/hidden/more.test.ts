import { describe, expect, it } from 'vitest';
import { Run, createMachine, reachable, replay, shortest, start, validate } from '../../src/index.ts';

const player = () =>
  createMachine<{ track: number; log: string }>({
    initial: 'stopped',
    context: { track: 1, log: '' },
    states: {
      stopped: { on: { PLAY: 'active' } },
      active: {
        initial: 'playing',
        enter: (ctx) => ({ log: `${ctx.log}A` }),
        exit: (ctx) => ({ log: `${ctx.log}a` }),
        on: {
          STOP: { to: 'stopped', do: () => ({ track: 1 }) },
          NEXT: { when: (ctx) => ctx.track < 3, do: (ctx) => ({ track: ctx.track + 1 }) },
          SEEK: { do: (_ctx, event) => ({ track: event.track as number }) },
        },
        states: {
          playing: { enter: (ctx) => ({ log: `${ctx.log}P` }), on: { PAUSE: 'paused' } },
          paused: { on: { PLAY: 'playing', EJECT: 'gone' } },
        },
      },
      gone: { final: true },
    },
  });

describe('a player', () => {
  it('keeps its state on inner transitions', () => {
    const run = replay(player(), ['PLAY', 'PAUSE', 'NEXT', 'NEXT', 'NEXT']);
    expect(run.state).toBe('active.paused');
    expect(run.context.track).toBe(3);
    expect(run.can('NEXT')).toBe(false);
  });

  it('passes the event to actions', () => {
    expect(replay(player(), ['PLAY', { type: 'SEEK', track: 7 }]).context.track).toBe(7);
  });

  it('runs enter and exit in order', () => {
    expect(replay(player(), ['PLAY', 'PAUSE', 'PLAY', 'STOP', 'PLAY']).context.log).toBe('APPaAP');
  });

  it('finds targets outside of the parent', () => {
    const run = replay(player(), ['PLAY', 'PAUSE', 'EJECT', 'PLAY']);
    expect(run.state).toBe('gone');
    expect(run.done).toBe(true);
    expect(run.context.log).toBe('APa');
  });

  it('resumes from a saved state without entering it', () => {
    const run = new Run(player(), 'active', { track: 2, log: '' });
    expect(run.state).toBe('active.playing');
    expect(run.context.log).toBe('');
    expect(run.send('STOP').context.track).toBe(1);
  });

  it('is explored like any other', () => {
    expect(reachable(player())).toEqual(['active.paused', 'active.playing', 'gone', 'stopped']);
    expect(shortest(player(), 'gone')).toEqual(['PLAY', 'PAUSE', 'EJECT']);
    expect(validate(player())).toEqual([]);
  });

  it('tells several listeners', () => {
    const run = start(player());
    let count = 0;
    run.subscribe(() => (count += 1));
    run.subscribe(() => (count += 10));
    run.send('PLAY');
    expect(count).toBe(11);
  });
});
