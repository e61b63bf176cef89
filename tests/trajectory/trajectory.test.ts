/** Record, replay, export and import of a real episode (scripted model, in-memory sandbox). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import { drain } from '../../src/lib/stream';
import { create as scripted } from '../../src/models/scripted';
import { defaultConfig } from '../../src/run';
import { prediction, predictions, toMini } from '../../src/trajectory/exporters';
import { parseTrajectory, readTrajectory } from '../../src/trajectory/importers';
import { wilson } from '../../src/lib/stats';
import { measure, summarize } from '../../src/trajectory/measure';
import { record } from '../../src/trajectory/record';
import { replay } from '../../src/trajectory/replay';
import type { AgentEvent, Gate, Trajectory } from '../../src/types';
import { clampProgram, memorySandbox, task } from '../agent/memory';

const asked: Gate = (_, { action }) => ({ score: action?.kind === 'ask' ? 1 : 0, reason: 'asked' });
const REPLIES = [
  'I look.\n{"action":"run","command":"npm test"}',
  '{"action":"ask","question":"why?"}',
  'nonsense',
  '{"action":"edit","path":"src/clamp.js","find":"n < hi","replace":"n > hi"}',
  '{"action":"run","command":"bytes"}',
  '{"action":"submit"}',
];
const episode = () =>
  runEpisode(
    task,
    {
      protege: scripted({ replies: REPLIES }),
      expert: scripted({ replies: ['Turn it round.'] }),
      gate: asked,
      sandbox: memorySandbox((command, files) =>
        command === 'bytes'
          ? { files: { ...files, 'x.bin': new Uint8Array([0, 1, 254, 255]) } }
          : clampProgram(command, files),
      ),
    },
    defaultConfig({ protege: { id: 'scripted' }, expert: { id: 'scripted' } }),
  );
const watched = async () => {
  const events: AgentEvent[] = [];
  const trajectory = await drain(episode(), (event) => events.push(event));
  return { events, trajectory };
};
/** Tokens joined and outputs dropped: what of a stream does not depend on how it was cut. */
const essence = (events: AgentEvent[]) => {
  const text = events.map((event) => (event.type === 'token' ? event.text : '')).join('');
  return [text, ...events.filter((event) => event.type !== 'token' && event.type !== 'output')];
};

describe('record', () => {
  test('saves after each step what a crash would need, and passes everything on', async () => {
    const saved: Trajectory[] = [];
    const events: AgentEvent[] = [];
    const result = await drain(record(episode(), { save: async (t) => void saved.push(t) }), (e) => events.push(e));
    expect(saved.map((t) => [t.steps.length, t.exit])).toEqual([
      [0, null],
      [1, null],
      [2, null],
      [3, null],
      [4, null],
      [5, null],
      [6, null],
      [6, 'submitted'],
    ]);
    expect(saved.at(-1)).toEqual(result);
    expect(events.at(-1)!.type).toBe('end');
  });

  test('a save that fails is told and does not end the run', async () => {
    const problems: unknown[] = [];
    const save = async () => {
      throw new Error('no room');
    };
    const result = await drain(record(episode(), { save, problem: (error) => problems.push(error) }));
    expect(result.exit).toBe('submitted');
    expect(problems).toHaveLength(8);
  });
});

describe('replay', () => {
  test('gives the same events as the live run, from any step on', async () => {
    const { events, trajectory } = await watched();
    const again: AgentEvent[] = [];
    expect(await drain(replay(trajectory), (event) => again.push(event))).toBe(trajectory);
    expect(essence(again)).toEqual(essence(events));
    const late: AgentEvent[] = [];
    await drain(replay(trajectory, { from: 4 }), (event) => late.push(event));
    expect(late[0]).toMatchObject({ type: 'start', trajectory: { steps: trajectory.steps.slice(0, 4), exit: null } });
    expect(late.filter((event) => event.type === 'step').map((event) => event.index)).toEqual([4, 5]);
  });

  test('what it plays can be recorded again: the fold of its events is the trajectory', async () => {
    const { trajectory } = await watched();
    const saved: Trajectory[] = [];
    await drain(record(replay(trajectory), { save: async (t) => void saved.push(t) }));
    expect(saved.at(-1)).toEqual(trajectory);
  });

  test('abort stops it in the middle of a wait', async () => {
    const { trajectory } = await watched();
    trajectory.steps[0]!.generations[0]!.ms = 1e6;
    const stop = new AbortController();
    const stream = replay(trajectory, { speed: 1, longest: 1e6, signal: stop.signal });
    await stream.next();
    const waiting = stream.next();
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('export and import', () => {
  test('.traj.json gives the identical trajectory back, bytes and all', async () => {
    const { trajectory } = await watched();
    const text = JSON.stringify(toMini(trajectory), null, 2);
    expect(parseTrajectory(text)).toEqual(trajectory);
    expect(parseTrajectory(text).steps[4]!.changes['x.bin']).toEqual(new Uint8Array([0, 1, 254, 255]));
  });

  test('is mini-swe-agent 1.1 to others: messages, actions, exit', async () => {
    const { trajectory } = await watched();
    const mini = toMini(trajectory);
    expect(mini.trajectory_format).toBe('mini-swe-agent-1.1');
    expect(mini.instance_id).toBe('clamp-1');
    expect(mini.info).toMatchObject({
      exit_status: 'Submitted',
      submission: trajectory.patch,
      model_stats: { api_calls: 7 },
    });
    expect(mini.messages.map((m) => m.role)).toEqual([
      'system',
      'user',
      ...REPLIES.flatMap(() => ['assistant', 'user']),
      'exit',
    ]);
    expect(mini.messages[2]!.extra!.actions).toEqual([{ command: 'npm test' }]);
    expect(mini.messages[3]!.extra).toMatchObject({
      returncode: 1,
      raw_output: expect.stringContaining('exit code 1'),
    });
    const { protege: _, ...info } = mini.info;
    const plain = readTrajectory(JSON.parse(JSON.stringify({ ...mini, info })));
    expect(plain).toMatchObject({ exit: 'submitted', task: 'clamp-1', patch: trajectory.patch });
    expect(plain.steps.map((s) => s.generations[0]!.text)).toEqual(REPLIES);
    expect(plain.steps[0]!.generations[0]!.action).toEqual({ kind: 'run', command: 'npm test' });
  });

  test('plain mini-swe-agent records, also with parts, tools and several results', () => {
    const plain = readTrajectory({
      trajectory_format: 'mini-swe-agent-1.1',
      instance_id: 'a__b-1',
      info: {
        exit_status: 'LimitsExceeded',
        submission: '',
        config: { model: { model_name: 'm' }, environment_type: 'docker' },
      },
      messages: [
        { role: 'system', content: 's' },
        { role: 'user', content: [{ type: 'text', text: 'the problem' }] },
        {
          role: 'assistant',
          content: '',
          extra: {
            actions: [{ command: 'ls' }, { command: 'pwd' }],
            cost: 0.1,
            timestamp: 10,
            response: { usage: { prompt_tokens: 5, completion_tokens: 2 } },
          },
        },
        { role: 'tool', content: 'a', extra: { returncode: 0, timestamp: 12 } },
        { role: 'tool', content: 'b', extra: { returncode: 2, timestamp: 13 } },
        { role: 'exit', content: '', extra: {} },
      ],
    });
    expect(plain.public.problem).toBe('the problem');
    expect(plain.steps).toHaveLength(1);
    expect(plain.steps[0]).toMatchObject({
      generations: [{ action: { kind: 'run', command: 'ls\npwd' }, tokensIn: 5, cost: 0.1 }],
      observation: { text: 'a\nb', exitCode: 2, failed: true, ms: 3000 },
    });
    expect(plain.exit).toBe('cost_limit');
  });

  test.each([
    ['{', /not JSON/],
    ['[]', /one JSON object/],
    ['{}', /neither our trajectory nor/],
    ['{"format":"protege-2"}', /format "protege-2".*Reload/],
    ['{"format":"protege-1","id":3}', /damaged: id should be a text/],
  ])('refuses %s in one sentence', (text, sentence) => expect(() => parseTrajectory(text)).toThrow(sentence));

  test('damage anywhere is found, or does no harm', async () => {
    const { trajectory } = await watched();
    const text = JSON.stringify(toMini(trajectory).info.protege);
    await fc.assert(
      fc.asyncProperty(fc.nat(200), fc.constantFrom<unknown>(null, 3, 'x', [], {}, true), async (n, value) => {
        let i = 0;
        const damaged = JSON.parse(text, (_key, old) => (i++ === n ? value : old));
        try {
          await drain(replay(readTrajectory(damaged)));
        } catch (error) {
          expect((error as Error).name).toBe('TrajectoryError');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('predictions', async () => {
    const { trajectory } = await watched();
    expect(prediction(trajectory, 'org/model')).toEqual({
      instance_id: 'clamp-1',
      model_name_or_path: 'org__model',
      model_patch: trajectory.patch,
    });
    expect(Object.keys(predictions([trajectory, trajectory]))).toEqual(['clamp-1']);
  });
});

describe('measure', () => {
  test('counts expert tokens both ways, calls, runs and cost', async () => {
    const { trajectory } = await watched();
    const expert = trajectory.steps[1]!.generations[1]!;
    Object.assign(expert, { tokensIn: 90, tokensOut: 10, cost: 0.5 });
    for (const step of trajectory.steps) Object.assign(step.generations[0]!, { tokensIn: 40, tokensOut: 10, cost: 0 });
    expect(measure(trajectory)).toMatchObject({
      resolved: null,
      steps: 6,
      expertCalls: 1,
      protegeTokens: 300,
      expertTokens: 100,
      expertShare: 0.25,
      expertShareWritten: 10 / 70,
      cost: 0.5,
      longestRun: 1,
    });
    expert.cost = null;
    expect(measure(trajectory).cost).toBeNull();
  });

  test('pass@1 with its interval, and the loop rate', async () => {
    const { trajectory } = await watched();
    const report = { resolved: true, failToPass: {}, passToPass: {}, reasons: [], tampered: [], ms: 1 };
    const looping = { ...trajectory, steps: Array.from({ length: 11 }, () => trajectory.steps[0]!) };
    const all = summarize([{ ...trajectory, report }, looping, trajectory, trajectory]);
    expect(all).toMatchObject({ n: 4, resolved: 1, passAt1: 0.25, loopRate: 0.25 });
    expect(summarize([])).toMatchObject({ n: 0, passAt1: 0, interval: [0, 1] });
  });

  test('Wilson intervals as in the tables', () => {
    const near = ([low, high]: [number, number]) => [low.toFixed(4), high.toFixed(4)];
    expect(near(wilson(5, 10))).toEqual(['0.2366', '0.7634']);
    expect(near(wilson(0, 10))).toEqual(['0.0000', '0.2775']);
    expect(near(wilson(10, 10))).toEqual(['0.7225', '1.0000']);
    expect(near(wilson(212, 500))).toEqual(['0.3814', '0.4677']);
  });

  test('mini-swe-agent: commands in fences (version 1), tool calls, the Responses interface', () => {
    const info = { exit_status: 'Submitted', submission: '', config: { model: { model_name: 'm' } } };
    const read = (...messages: object[]) =>
      parseTrajectory(
        JSON.stringify({
          info,
          trajectory_format: 'mini-swe-agent-1',
          messages: [{ role: 'system', content: 'S' }, { role: 'user', content: 'Fix it' }, ...messages],
        }),
      ).steps.map(({ generations: [g], observation }) => [
        g!.text,
        g!.action,
        g!.tokensIn,
        g!.tokensOut,
        observation.exitCode,
      ]);
    const text = 'THOUGHT: look\n\n```bash\nls -la\n```';
    expect(
      read(
        { role: 'assistant', content: text },
        { role: 'user', content: '<returncode>0</returncode>\n<output>\na\n</output>' },
        { role: 'assistant', content: '```bash\necho COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT\n```' },
        { role: 'assistant', content: '```bash\na\n```\n```bash\nb\n```' },
      ),
    ).toEqual([
      [text, { kind: 'run', command: 'ls -la' }, 0, 0, 0],
      [expect.any(String), { kind: 'submit' }, 0, 0, undefined],
      [expect.any(String), expect.objectContaining({ kind: 'invalid' }), 0, 0, undefined],
    ]);
    const call = { type: 'function_call', call_id: 'c', name: 'bash', arguments: '{"command":"ls"}' };
    const response = {
      object: 'response',
      output: [
        { type: 'reasoning', summary: [] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Looking' }] },
        call,
      ],
      usage: { input_tokens: 5, output_tokens: 3 },
    };
    const result = { type: 'function_call_output', call_id: 'c', output: '<returncode>1</returncode>a.py' };
    expect(read(response, result)).toEqual([['Looking', { kind: 'run', command: 'ls' }, 5, 3, 1]]);
    expect(
      read({
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', function: { name: 'bash', arguments: '{"command":"pwd"}' } }],
      }),
    ).toEqual([['pwd', { kind: 'run', command: 'pwd' }, 0, 0, undefined]]);
  });
});
