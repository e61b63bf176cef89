/** Exports: what is in them, what is left out, that they read back, and one clear sentence where nothing can be made. */
import { describe, expect, test } from 'vitest';
import { parse } from '../../src/agent/parse';
import { exportEpisodes, ExportError, formats, type FormatId } from '../../src/train/export/index';
import { chat, learnable, type ChatMessage } from '../../src/train/export/chat';
import { checkRows, readRows } from '../../src/train/export/check';
import { fromParquet, toParquet } from '../../src/train/export/parquet';
import { ROW_SHAPES } from '../../src/train/export/rows';
import { list, maybe, misfit, struct } from '../../src/train/export/shape';
import { TOOLS } from '../../src/train/export/tools';
import { rewards } from '../../src/train/reward';
import type { Gate, Task, Trajectory } from '../../src/types';
import { task } from '../agent/memory';
import { act, ADVICE, GOLD, play } from './episodes';

const ASK = act.ask('The test "clamp upper" fails in src/clamp.js. What is wrong?');
const GOOD = [`First the tests.\n${act.test}`, ASK, 'Hm, what?', act.fix, act.test, act.submit];
const once: Gate = ({ steps }, { action }) => ({
  score: action?.kind === 'ask' || steps.length === 3 ? 1 : 0,
  reason: 'now',
});
const good = () => play(GOOD, { resolved: true });
const advised = () =>
  play([act.test, ASK, act.view, act.view, act.fix, act.submit], {
    resolved: true,
    gate: once,
    advice: [ADVICE, ADVICE],
  });
const ids = Object.keys(formats) as FormatId[];
const demonstrations = ids.filter((id) => formats[id].what === 'demonstrations');
const lookup = (id: string): Task | undefined =>
  id === task.id ? { ...task, goldPatch: GOLD, split: 'train' } : undefined;

/** The first file's rows. */
async function rowsOf(episodes: Trajectory[], id: FormatId, options = {}): Promise<Record<string, unknown>[]> {
  return readRows((await exportEpisodes(episodes, id, options)).files[0]!.content);
}

describe('every format', () => {
  test.each(ids)('%s: read back, its rows fit its shape and hold the episode', async (id) => {
    const { files, rows, left } = await exportEpisodes([await good(), await advised()], id, {
      lookup,
      python: '# reward',
      mask: '# mask',
    });
    expect(rows).toBe(formats[id].what === 'tasks' ? 1 : 2);
    expect(left).toEqual(formats[id].what === 'tasks' ? { 'another episode of the same task': 1 } : {});
    const back = await readRows(files[0]!.content);
    expect(JSON.stringify(back)).toContain('clamp(5, 0, 3) returns 5');
    expect(files.map(({ path }) => path)).toEqual(
      formats[id].what === 'tasks'
        ? [formats[id].file, 'rewards.jsonl', 'protege_reward.py', 'manifest.json']
        : [formats[id].file, 'protege_mask.py', 'manifest.json'],
    );
    expect(JSON.parse(files.at(-1)!.content as string)).toMatchObject({ format: id, rows });
  });

  test.each(ids)('%s: no episodes is one clear sentence', async (id) => {
    await expect(exportEpisodes([], id)).rejects.toThrow(
      new ExportError('There are no episodes to export. Run some first, or name the folder they are in.'),
    );
  });

  test.each(demonstrations)('%s: unresolved, unfinished and empty episodes are told apart', async (id) => {
    const unfinished = { ...(await good()), exit: null };
    const lost = await play(GOOD, { resolved: false });
    const ungraded = await play(GOOD);
    const empty = { ...(await good()), steps: [] };
    await expect(exportEpisodes([unfinished, lost, ungraded, empty], id)).rejects.toThrow(
      /None of the 4 episodes can be exported: 1 not finished, 1 not resolved, 1 no verdict, 1 no steps\. Run more/,
    );
    expect(await rowsOf([unfinished, lost, empty], id, { all: true })).toHaveLength(1);
  });

  test.each(ids)('%s: episodes of test tasks stay out', async (id) => {
    const held = () => ({ ...task, split: 'test' as const });
    await expect(exportEpisodes([await good()], id, { lookup: held })).rejects.toThrow(/for measuring \(test\)/);
  });
});

describe('the mask is provenance', () => {
  test('the expert’s words are in no assistant turn, and only carried-out turns are learned', async () => {
    for (const form of ['tools', 'text'] as const) {
      const turns = chat(await advised(), form);
      const spoken = turns.filter(({ message }) => message.content.includes(ADVICE));
      expect(spoken.map(({ message }) => message.role)).toEqual(form === 'tools' ? ['tool', 'tool'] : ['user', 'user']);
      const own = turns.filter(({ message }) => message.role === 'assistant');
      // test, ask, view, [proposal overruled by the gate], fix, submit
      expect(own.map(({ learned }) => learned)).toEqual([true, true, true, false, true, true]);
    }
  });

  test('a reply that is no action and a refused ask are not learned', async () => {
    const limits = { steps: 9, wallMs: 1e6, expertCalls: 0, tokens: 1e6, cost: 2 };
    const turns = chat(await play([ASK, 'nonsense', act.submit], { limits }), 'tools');
    expect(turns.filter(({ message }) => message.role === 'assistant').map(({ learned }) => learned)).toEqual([
      false,
      false,
      true,
    ]);
    expect(turns.map(({ message }) => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
      'user',
      'assistant',
      'tool',
    ]);
  });

  test('what the expert did in its place is not learned', async () => {
    const gate: Gate = ({ steps }) => ({ score: steps.length === 0 ? 1 : 0, reason: 'now' });
    const turns = chat(await play([act.view, act.submit], { gate, mode: 'act', advice: [act.fix] }), 'text');
    expect(turns.map(({ learned }) => learned)).toEqual([false, false, false, false, true, false]);
    expect(learnable(turns)).toHaveLength(5);
  });

  test('one row a turn: the completion is the learned turn, the prompt all before it', async () => {
    const rows = await rowsOf([await advised()], 'trl-sft', { rows: 'turn' });
    const turns = chat(await advised(), 'tools');
    expect(rows).toHaveLength(5);
    for (const row of rows) {
      const prompt = row.prompt as ChatMessage[];
      const [completion, ...more] = row.completion as ChatMessage[];
      expect(more).toEqual([]);
      expect(turns[prompt.length]).toEqual({ message: completion, learned: true });
    }
  });
});

describe('what the targets read', () => {
  test('TRL: tool arguments are texts, tools a JSON text, every call is answered by its id', async () => {
    const [row] = await rowsOf([await good()], 'trl-sft');
    expect(JSON.parse(row!.tools as string)).toEqual(TOOLS);
    const messages = row!.messages as ChatMessage[];
    expect(messages[2]).toEqual({
      role: 'assistant',
      content: 'First the tests.',
      tool_calls: [{ id: 'call_0', type: 'function', function: { name: 'run', arguments: '{"command":"npm test"}' } }],
    });
    expect(messages[3]).toMatchObject({ role: 'tool', tool_call_id: 'call_0', name: 'run' });
    expect(messages.at(-1)!.tool_calls![0]!.function).toEqual({ name: 'submit', arguments: '{}' });
  });

  test('Torchtune: role, content and mask only, in turns, the last one the assistant’s', async () => {
    const [row] = await rowsOf([await good()], 'torchtune');
    const messages = row!.messages as ChatMessage[];
    expect(messages.every((message) => Object.keys(message).join() === 'role,content,masked')).toBe(true);
    expect(messages.map(({ role }) => role).join(' ')).toBe(`system user${' assistant user'.repeat(5)} assistant`);
    expect(messages.at(-1)!.content).toBe(act.submit);
    const turns = await rowsOf([await good()], 'torchtune', { rows: 'turn' });
    expect(turns.map((turn) => (turn.messages as ChatMessage[]).at(-1)!.content)).toEqual(
      GOOD.filter((reply) => reply !== 'Hm, what?'),
    );
  });

  test('GRPO, SkyRL and verl: prompt, ground truth and what names the task', async () => {
    const truth = {
      instance_id: 'clamp-1',
      fail_to_pass: ['clamp upper'],
      pass_to_pass: ['clamp lower'],
      gold_patch: GOLD,
    };
    const [grpo] = await rowsOf([await good()], 'trl-grpo', { lookup });
    expect((grpo!.prompt as ChatMessage[]).map(({ role }) => role)).toEqual(['system', 'user']);
    expect(JSON.parse(grpo!.ground_truth as string)).toEqual(truth);
    const [skyrl] = await rowsOf([await good()], 'skyrl', { lookup });
    expect(skyrl).toMatchObject({
      env_class: 'protege',
      reward_spec: { method: 'rule', ground_truth: JSON.stringify(truth) },
    });
    const [verl] = await rowsOf([await good()], 'verl', { lookup });
    expect(verl).toMatchObject({
      ability: 'code',
      agent_name: 'tool_agent',
      reward_model: { style: 'rule', ground_truth: JSON.stringify(truth) },
      extra_info: { split: 'train', index: 0, instance_id: 'clamp-1', need_tools_kwargs: true },
    });
    const [alone] = await rowsOf([await good()], 'verl');
    expect(JSON.parse((alone!.reward_model as { ground_truth: string }).ground_truth)).toEqual({
      instance_id: 'clamp-1',
    });
  });

  test('the log of rewards holds every term, and the facts to compute them again', async () => {
    const episode = await good();
    const { files } = await exportEpisodes([episode], 'verl', { lookup });
    const [row] = await readRows(files.find(({ path }) => path === 'rewards.jsonl')!.content);
    expect(row).toMatchObject({
      id: episode.id,
      task: 'clamp-1',
      facts: { resolved: true, similarity: 1, attempts: 1 },
    });
    expect({ total: row!.total, terms: row!.terms }).toEqual(rewards(episode));
  });
});

test('what a model trained on tool calls writes is read as the same action', async () => {
  const episode = await good();
  const calls = chat(episode, 'tools').flatMap(({ message }) => message.tool_calls ?? []);
  const said = calls.map(
    ({ function: { name, arguments: given } }) =>
      `<tool_call>\n{"name": "${name}", "arguments": ${given}}\n</tool_call>`,
  );
  const actions = episode.steps.map((step) => step.generations[0]!.action!).filter(({ kind }) => kind !== 'invalid');
  expect(said.map(parse)).toEqual(actions);
  expect(parse('{"name":"src/a.js","arguments":{"a":1}}').kind).toBe('invalid');
});

describe('reading back', () => {
  test('parquet keeps nested lists, nulls and characters of every kind', async () => {
    const shape = struct({ a: list(struct({ b: 'text', c: maybe(list('int')) })), d: maybe('number'), e: 'bool' });
    const rows = [
      {
        a: [
          { b: 'é\u{1F600}\u0000', c: [1, 2] },
          { b: '', c: null },
        ],
        d: 0.1,
        e: true,
      },
      { a: [], d: null, e: false },
    ];
    const back = await fromParquet(await toParquet(rows, shape));
    expect(back.map((row) => misfit(row, shape, 'row'))).toEqual([null, null]);
    expect(JSON.parse(JSON.stringify(back, (_, value) => (value === undefined ? null : value)))).toEqual(rows);
  });

  const bad = (change: (row: Record<string, unknown>) => void) => async () => {
    const [row] = await rowsOf([await good()], 'trl-sft');
    change(row!);
    return () => checkRows([row!], ROW_SHAPES.chat);
  };
  test.each([
    ['a missing field', bad((row) => delete row.instance_id), /row 1\.instance_id should be a text/],
    ['a field too many', bad((row) => (row.secret = 1)), /row 1\.secret is no field/],
    [
      'arguments that are objects',
      bad((row) => ((row.messages as ChatMessage[])[2]!.tool_calls![0]!.function.arguments = {} as never)),
      /arguments should be JSON as a text/,
    ],
    [
      'arguments cut off',
      bad((row) => ((row.messages as ChatMessage[])[2]!.tool_calls![0]!.function.arguments = '{"a')),
      /arguments should be JSON as a text/,
    ],
    [
      'a tool that answers nothing',
      bad((row) => ((row.messages as ChatMessage[])[3]!.tool_call_id = 'call_9')),
      /message 4: the tool answers no open call/,
    ],
    ['two users in a row', bad((row) => (row.messages as ChatMessage[]).splice(2, 1)), /message 3: the tool answers/],
    ['a mask too short', bad((row) => (row.learned as boolean[]).pop()), /learned and messages differ/],
    ['a mask over the expert', bad((row) => ((row.learned as boolean[])[5] = true)), /a turn of another is learned/],
    [
      'an end that is not the assistant’s',
      bad((row) => (row.messages as ChatMessage[]).pop()),
      /the last message is not the assistant's/,
    ],
  ])('%s is found', async (_, make, says) => {
    expect(await make()).toThrow(says);
  });

  test('broken files are one sentence', async () => {
    await expect(readRows('{"a":1}\n{"a"')).rejects.toThrow('Line 2 is not JSON. Export again.');
    await expect(readRows(new Uint8Array([80, 65, 82, 49]))).rejects.toThrow(
      /The parquet file does not read: .+ Export again\./,
    );
    expect(() => checkRows([], ROW_SHAPES.chat)).toThrow('The export holds no rows.');
  });
});
