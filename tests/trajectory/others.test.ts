/** Trajectories of others, in and out: ATIF (Harbor), SWE-agent; marks of byte order, halves of surrogates. */
import { describe, expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import { drain } from '../../src/lib/stream';
import { create as scripted } from '../../src/models/scripted';
import { defaultConfig } from '../../src/run';
import { toAtif } from '../../src/trajectory/atif';
import { parseTrajectory, readTrajectory } from '../../src/trajectory/importers';
import { clampProgram, memorySandbox, task } from '../agent/memory';

const HALF = '\ud83d';
const REPLIES = [
  `I look ${HALF}.\n{"action":"run","command":"npm test"}`,
  '{"action":"ask","question":"why?"}',
  'nonsense',
  '{"action":"edit","path":"src/clamp.js","find":"n < hi","replace":"n > hi"}',
  '{"action":"submit"}',
];
const episode = (replies = REPLIES) =>
  drain(
    runEpisode(
      task,
      {
        protege: scripted({ replies }),
        expert: scripted({ replies: ['Turn it round.'] }),
        gate: (_, { action }) => ({ score: action?.kind === 'ask' ? 1 : 0, reason: 'asked' }),
        sandbox: memorySandbox(clampProgram),
      },
      defaultConfig({ protege: { id: 'scripted' }, expert: { id: 'scripted' } }),
    ),
  );

describe('ATIF', () => {
  test('out and in: the identical trajectory, and a file that readers of Unicode take', async () => {
    for (const replies of [REPLIES, REPLIES.map((reply) => reply.replace(HALF, ''))]) {
      const trajectory = await episode(replies);
      const text = JSON.stringify(toAtif(trajectory));
      expect(text).not.toMatch(/[^\\]\\ud[89a-f]/);
      expect(parseTrajectory(`\uFEFF${text}`)).toEqual(trajectory);
    }
  });

  test('what its readers check: steps from 1, what only an agent has, calls that results name', async () => {
    const trajectory = await episode();
    const atif = toAtif(trajectory);
    expect(atif.steps.map(({ step_id }) => step_id)).toEqual(atif.steps.map((_, i) => i + 1));
    expect(atif.steps.map(({ source }) => source).slice(0, 3)).toEqual(['system', 'user', 'agent']);
    for (const step of atif.steps) {
      const ids = (step.tool_calls ?? []).map(({ tool_call_id }) => tool_call_id);
      for (const { source_call_id: id } of step.observation?.results ?? []) if (id) expect(ids).toContain(id);
      if (step.source !== 'agent')
        expect([step.tool_calls, step.metrics, step.model_name]).toEqual(Array(3).fill(undefined));
      expect(new Date(step.timestamp!).toISOString()).toBe(step.timestamp);
    }
    expect(atif.steps[2]!.tool_calls).toEqual([
      { tool_call_id: 'call_3', function_name: 'run', arguments: { command: 'npm test' } },
    ]);
    expect(atif.steps[2]!.message).toContain('\ufffd');
    expect(atif.steps.find(({ extra }) => extra?.by === 'expert')).toMatchObject({
      source: 'user',
      message: 'Turn it round.',
    });
    expect(atif.final_metrics.total_steps).toBe(atif.steps.length);
  });

  test('of others', () => {
    const agent = (n: number, more: object) => ({ step_id: n, source: 'agent', message: '', ...more });
    const call = (id: string, name: string, given: object) => ({
      tool_call_id: id,
      function_name: name,
      arguments: given,
    });
    const trajectory = readTrajectory({
      schema_version: 'ATIF-v1.6',
      session_id: 's-1',
      agent: { name: 'terminus-2', version: '2.0', model_name: 'a/model' },
      steps: [
        { step_id: 1, source: 'user', message: [{ type: 'text', text: 'Fix it' }], timestamp: '2025-10-11T10:30:00Z' },
        agent(2, {
          message: 'I look.',
          reasoning_content: 'Hm.',
          tool_calls: [call('a', 'bash_command', { keystrokes: 'ls\n' }), call('b', 'bash', { command: 'pwd' })],
          observation: {
            results: [
              { source_call_id: 'a', content: 'a.py' },
              { source_call_id: 'b', content: '/app' },
            ],
          },
          metrics: { prompt_tokens: 5, completion_tokens: 3, cost_usd: 0.1 },
        }),
        { step_id: 3, source: 'user', message: 'Go on.' },
        agent(4, { message: 'only words' }),
        agent(5, { tool_calls: [call('c', 'search_web', { q: 'x' })] }),
        agent(6, { tool_calls: [call('d', 'mark_task_complete', {})] }),
      ],
    });
    expect(trajectory).toMatchObject({
      exit: 'submitted',
      startedAt: '2025-10-11T10:30:00.000Z',
      config: { protege: { id: 'a/model' } },
    });
    expect(trajectory.public.problem).toBe('Fix it');
    expect(trajectory.steps.map(({ generations: [g] }) => g!.action)).toEqual([
      { kind: 'run', command: 'ls\n\npwd' },
      expect.objectContaining({ kind: 'invalid' }),
      { kind: 'run', command: 'search_web {"q":"x"}' },
      { kind: 'submit' },
    ]);
    expect(trajectory.steps[0]).toMatchObject({
      generations: [{ text: 'Hm.\n\nI look.', tokensIn: 5, tokensOut: 3, cost: 0.1 }],
      observation: { text: 'a.py\n/app\nGo on.' },
    });
  });

  test.each([
    [{ schema_version: 'ATIF-v2.0', steps: [] }, /ATIF-v2\.0; ATIF-v1 is what can be read/],
    [{ schema_version: 'ATIF-v1.2', steps: [] }, /has no steps/],
    [{ schema_version: 'ATIF-v1.2', steps: [{}], extra: { protege: '{' } }, /damaged/],
  ])('refuses %o in one sentence', (value, sentence) => expect(() => readTrajectory(value)).toThrow(sentence));
});

describe('SWE-agent', () => {
  const turn = (action: string, observation: string, more: object = {}) => ({
    action,
    observation,
    response: `t\n${action}`,
    thought: 't',
    state: {},
    ...more,
  });
  const traj = (exit_status: string | null, ...trajectory: object[]) => ({
    environment: 'swe_main',
    trajectory,
    history: [
      { role: 'system', content: 'S', message_type: 'system_prompt' },
      { role: 'user', content: 'a demonstration', is_demo: true },
      { role: 'user', content: [{ type: 'text', text: 'Fix it' }], message_type: 'observation' },
    ],
    info: { exit_status, submission: 'diff --git a/x b/x\n', model_stats: { instance_cost: 0.2, tokens_sent: 10 } },
    replay_config: '{"agent":{"model":{"name":"gpt-4o"}}}',
  });

  test('turns, how it ended, what it handed in', () => {
    const read = readTrajectory(
      traj('submitted', turn('ls -a\n', 'a.py', { execution_time: 0.25 }), turn('submit', '')),
    );
    expect(read).toMatchObject({
      exit: 'submitted',
      patch: 'diff --git a/x b/x\n',
      task: 'swe_main',
      config: { protege: { id: 'gpt-4o' } },
    });
    expect(read.public.problem).toBe('Fix it');
    expect(read.config.prompts.protege).toBe('S');
    expect(read.steps.map(({ generations: [g] }) => g!.action)).toEqual([
      { kind: 'run', command: 'ls -a' },
      { kind: 'submit' },
    ]);
    expect(read.steps[0]!.observation).toEqual({ text: 'a.py', ms: 250 });
  });

  test.each([
    ['submitted (exit_cost)', 'cost_limit'],
    ['exit_context', 'token_limit'],
    ['exit_error', 'error'],
    [null, null],
  ])('%s', (status, exit) => expect(readTrajectory(traj(status, turn('', ''))).exit).toBe(exit));
});
