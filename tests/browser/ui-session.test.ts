/** Session and Player in a real browser: a live stream and a replay fold to the same view; pause, step, seek, stop. */
import { describe, expect, test } from 'vitest';
import { Player } from '../../src/ui/player.svelte';
import { Session } from '../../src/ui/session.svelte';
import { replay } from '../../src/trajectory/replay';
import { drain } from '../../src/lib/stream';
import type { AgentEvent, Stream, Trajectory } from '../../src/types';
import { demo, files } from '../fixtures/demo';

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('session', () => {
  test('the fold of all events is what the trajectory says', async () => {
    const session = new Session();
    session.base = files;
    await drain(replay(demo), (event) => session.apply(event));
    expect(session.steps).toEqual(demo.steps);
    expect(session.exit).toBe('submitted');
    expect(session.report).toEqual(demo.report);
    expect(session.phase).toBe('done');
    expect(session.files['src/parse.js']).toContain('i < parts.length;');
    expect(session.counters).toMatchObject({ steps: 7, expertCalls: 1 });
    expect(session.counters.cost).toBeCloseTo(0.0061);
  });

  test('the cursor shows an earlier step: files, tests and counters of then', async () => {
    const session = new Session();
    session.base = files;
    await drain(replay(demo), (event) => session.apply(event));
    session.cursor = 3;
    expect(session.files['src/parse.js']).toContain('parts.length - 2');
    expect(session.tests?.tests.filter(({ status }) => status === 'fail')).toHaveLength(5);
    expect(session.counters).toMatchObject({ steps: 4, expertCalls: 0, expertTokens: 0 });
    session.cursor = -1;
    expect(session.files).toEqual(files);
    expect(session.tests).toBeNull();
  });

  test('an unknown cost stays unknown', async () => {
    const session = new Session();
    const [first, ...rest] = demo.steps;
    const unknown = { ...first!, generations: [{ ...first!.generations[0]!, cost: null }] };
    await drain(replay({ ...demo, steps: [unknown, ...rest] }), (event) => session.apply(event));
    expect(session.counters.cost).toBeNull();
  });

  test('what is under way is shown and gone after the step', async () => {
    const session = new Session();
    const seen = new Set<string>();
    await drain(replay(demo), (event) => {
      session.apply(event);
      seen.add(session.phase);
      if (event.type === 'token') expect(session.text.endsWith(event.text)).toBe(true);
      if (event.type === 'step') expect([session.text, session.output, session.generations]).toEqual(['', '', []]);
    });
    expect([...seen].sort()).toEqual(['advising', 'done', 'executing', 'gating', 'proposing', 'verifying']);
  });
});

describe('player', () => {
  test('plays a recording to its end and starts over', async () => {
    const player = new Player();
    player.speed = 1000;
    player.open(demo, files);
    expect(player.position).toBe(0);
    player.play();
    await until(() => player.finished && !player.playing);
    expect(player.position).toBe(7);
    expect(player.session.report?.resolved).toBe(true);
    player.play();
    expect(player.position).toBe(0);
    player.close();
  });

  test('seeks both ways and plays on from there', async () => {
    const player = new Player();
    player.speed = 1000;
    player.open(demo, files);
    player.seek(5);
    expect(player.position).toBe(5);
    expect(player.playing).toBe(false);
    player.seek(2);
    expect(player.position).toBe(2);
    expect(player.session.steps).toHaveLength(5);
    player.seek(99);
    expect(player.position).toBe(7);
    expect(player.session.exit).toBe('submitted');
    player.seek(3);
    player.play();
    await until(() => !player.playing);
    expect(player.session.steps).toEqual(demo.steps);
    player.close();
  });

  test('a live run is pulled only while it plays', async () => {
    let pulled = 0;
    async function* counted(): Stream<AgentEvent, Trajectory> {
      const inner = replay(demo);
      for (;;) {
        const next = await inner.next();
        if (next.done) return next.value;
        pulled++;
        yield next.value;
      }
    }
    const player = new Player();
    player.live(counted(), files, new AbortController());
    player.step();
    await until(() => !player.playing);
    expect(player.session.steps).toHaveLength(1);
    const after = pulled;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(pulled).toBe(after);
    player.step();
    await until(() => !player.playing);
    expect(player.session.steps).toHaveLength(2);
    player.seek(1);
    expect(player.session.following).toBe(false);
    player.play();
    await until(() => player.finished && !player.playing);
    expect(player.session.steps).toHaveLength(7);
    player.close();
  });

  test('stop aborts; a failure outside the episode is told in words', async () => {
    async function* endless(signal: AbortSignal): Stream<AgentEvent, Trajectory> {
      yield { type: 'start', trajectory: { ...demo, steps: [], exit: null } };
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return demo;
    }
    const player = new Player();
    const abort = new AbortController();
    player.live(endless(abort.signal), files, abort);
    player.play();
    await until(() => player.session.trajectory !== null);
    player.stop();
    await until(() => !player.playing);
    expect(abort.signal.aborted).toBe(true);
    expect(player.failure).toBeNull();

    async function* broken(): Stream<AgentEvent, Trajectory> {
      throw new Error('The model file is missing. Choose another model.');
    }
    player.live(broken(), files, new AbortController());
    player.play();
    await until(() => player.failure !== null);
    expect(player.failure).toBe('The model file is missing. Choose another model.');
    player.close();
  });

  test('a run that is dropped can release what it holds', async () => {
    let released = false;
    async function* holding(): Stream<AgentEvent, Trajectory> {
      try {
        return yield* replay(demo);
      } finally {
        released = true;
      }
    }
    const player = new Player();
    player.live(holding(), files, new AbortController());
    player.step();
    await until(() => !player.playing);
    player.close();
    await until(() => released);
    expect(player.session.trajectory).toBeNull();
  });
});
