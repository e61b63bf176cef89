/** What the harness benchmark measures: the loop alone, with a scripted model and files in memory. */
import { runEpisode } from '../../src/agent/episode';
import { defaultConfig } from '../../src/run';
import { create } from '../../src/models/scripted';
import { create as gate } from '../../src/gates/default';
import { memorySandbox, task } from '../../tests/agent/memory';

const STEPS = 75;

/** Milliseconds of each step of one episode of 75 steps. */
export async function episode(): Promise<number[]> {
  const replies = Array.from({ length: STEPS }, (_, i) =>
    JSON.stringify(
      i % 3 === 2 ? { action: 'run', command: 'npm test' } : { action: 'view', path: Object.keys(task.files)[0] },
    ),
  );
  const sandbox = memorySandbox(() => ({
    output: 'line of output\n'.repeat(60),
    exitCode: 1,
    tests: Array.from({ length: 20 }, (_, i) => ({
      name: `test ${i}`,
      file: 'test/a.js',
      status: i % 4 ? ('pass' as const) : ('fail' as const),
      ms: 1,
    })),
  }));
  const config = defaultConfig({ protege: { id: 'scripted' }, limits: { ...defaultConfig().limits, steps: STEPS } });
  const team = { protege: create({ replies }), expert: null, gate: gate(), sandbox };
  const times: number[] = [];
  let last = performance.now();
  const stream = runEpisode(task, team, config);
  for (;;) {
    const next = await stream.next();
    if (next.done) return times;
    if (next.value.type === 'start') last = performance.now();
    if (next.value.type === 'step') {
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
  }
}
