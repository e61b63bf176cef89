/** The reward in Python gives what the TypeScript gives, term by term, on the same episodes read as messages. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chat, type ChatForm } from '../../src/train/export/chat';
import { rewards, score, STAGE_I, STAGE_II, type RewardOptions } from '../../src/train/reward';
import type { EpisodeFacts } from '../../src/train/reward/facts';
import { baseCommand } from '../../src/facts/loops';
import { ratio } from '../../src/train/reward/similarity';
import type { Gate, Trajectory } from '../../src/types';
import { chatServer } from '../agent/chat';
import { fixture } from '../attacks/fixture';
import { act, ADVICE, GOLD, play } from './episodes';

const FOLDER = new URL('../../src/train/python/', import.meta.url).pathname;
const hasPython = spawnSync('python3', ['--version']).status === 0;

const program = (body: string) => ({
  script: `import json, sys\nfrom protege_reward import *\ngiven = json.load(sys.stdin)\n${body}\njson.dump(out, sys.stdout)`,
  env: { ...process.env, PYTHONPATH: FOLDER, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' },
});

/** Runs `body` (reads `given`, sets `out`) with the reward module at hand. */
function python<T>(body: string, given: unknown): T {
  const { script, env } = program(body);
  const input = JSON.stringify(given);
  return JSON.parse(execFileSync('python3', ['-c', script], { env, input, encoding: 'utf8', maxBuffer: 1e8 })) as T;
}

/** The same without holding up this process, whose server it talks to. */
function pythonApart<T>(body: string, given: unknown): Promise<T> {
  const { script, env } = program(body);
  return new Promise((resolve, reject) => {
    const child = execFile('python3', ['-c', script], { env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      error ? reject(new Error(stderr)) : resolve(JSON.parse(stdout) as T),
    );
    child.stdin!.end(JSON.stringify(given));
  });
}

const POOL = [
  act.test,
  act.view,
  act.fix,
  act.miss,
  act.worse,
  act.run('grep -rn clamp src'),
  act.run('cd src && FOO="a b" git diff; ls'),
  act.ask('The test "clamp upper" fails in src/clamp.js. What is wrong?'),
  act.ask('What now?'),
  'I do not know.',
  '{"action":"run"}',
];

/** Gates that never open by themselves, and one that opens at every third step. */
const third: Gate = ({ steps }, { action }) => ({
  score: action?.kind === 'ask' || steps.length % 3 === 2 ? 1 : 0,
  reason: 'now',
  question: 'stuck?',
});

async function episodes(): Promise<Trajectory[]> {
  const scripts = fc.sample(fc.array(fc.constantFrom(...POOL), { minLength: 1, maxLength: 24 }), 60);
  const out: Trajectory[] = [];
  for (const [i, replies] of scripts.entries()) {
    const resolved = [true, false, undefined][i % 3];
    out.push(
      await play([...replies, act.submit], {
        ...(resolved === undefined ? {} : { resolved }),
        ...(i % 4 === 1 ? { gate: third } : {}),
        ...(i % 8 === 3 ? { gate: third, mode: 'act' as const, advice: [act.view, act.fix] } : {}),
        ...(i % 5 === 0 ? { expert: null } : {}),
        advice: [ADVICE, 'Run `npm test` and read src/clamp.js again.', 'Try something else.'],
      }),
    );
  }
  const loop = Array.from({ length: 40 }, () => act.run('cat src/clamp.js'));
  out.push(await play([...loop, act.submit], { resolved: true }));
  return out;
}

const SNAKE = { backToBack: 'back_to_back', noCall: 'no_call', gateLoop: 'gate_loop', gateFollow: 'gate_follow' };
const term = (name: string) => (SNAKE as Record<string, string>)[name] ?? name;

describe.skipIf(!hasPython)('protege_reward.py', () => {
  test.each<[string, ChatForm, RewardOptions]>([
    ['STAGE_I', 'tools', STAGE_I],
    ['STAGE_II', 'tools', STAGE_II],
    ['STAGE_II', 'text', STAGE_II],
  ])('%s: every term of every episode is the same to 1e-9 (messages as %s)', async (name, form, options) => {
    const played = await episodes();
    const given = played.map((episode) => ({
      messages: chat(episode, form).map(({ message }) => message),
      resolved: episode.report?.resolved ?? null,
      patch: episode.patch,
    }));
    const rows = python<Record<string, number>[]>(
      `out = [reward(e["messages"], e["resolved"], e["patch"], given["gold"], ${name}) for e in given["episodes"]]`,
      { episodes: given, gold: GOLD },
    );
    const asked = played.filter((episode) => rewards(episode, options).terms.follow !== 0);
    expect(asked.length).toBeGreaterThan(10);
    played.forEach((episode, i) => {
      const { total, terms } = rewards(episode, { ...options, goldPatch: GOLD });
      for (const [key, value] of Object.entries({ total, ...terms }))
        expect(Math.abs(rows[i]![term(key)]! - value), `${key} of episode ${i}`).toBeLessThan(1e-9);
    });
  });

  test('the formulas alone, on facts and options drawn at random', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const call = fc.record({ warrant: unit, follow: unit });
    const facts = fc.record({
      runs: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }),
      calls: fc.array(call, { maxLength: 5 }),
      attempts: fc.nat(9),
      backToBack: fc.nat(4),
      resolved: fc.constantFrom(true, false, null),
      similarity: fc.option(unit),
    });
    const cases = fc.sample(fc.tuple(facts, unit, fc.boolean(), fc.boolean(), fc.boolean()), 200);
    const options = ([, low, literal, strict, left]: (typeof cases)[number]): RewardOptions => ({
      ...STAGE_II,
      loop: { ...STAGE_II.loop, lenient: literal ? 'first-run' : 'until-trigger' },
      warrant: { tau: 0.5, low: -low, strict },
      follow: { tau: 0.4, low: -2 * low, last: left ? 'left-out' : 'judged' },
      noCall: -10 * low,
    });
    const totals = python<number[]>(
      `out = []
for f, o in given:
    f["back_to_back"] = f["backToBack"]
    out.append(score(f, {**STAGE_II, "loop": o["loop"], "warrant": o["warrant"], "follow": o["follow"], "no_call": o["noCall"]})["total"])`,
      cases.map((one) => [one[0], options(one)]),
    );
    cases.forEach((one, i) => {
      expect(Math.abs(score(one[0] as unknown as EpisodeFacts, options(one)).total - totals[i]!)).toBeLessThan(1e-9);
    });
  });

  test('base commands and similarity, on strings drawn at random', () => {
    const word = fc.constantFrom(
      'git',
      'npm',
      'sed',
      '-n',
      'A=1',
      "B='x y'",
      '&&',
      ';',
      'grep',
      'ls',
      'é',
      ' ',
      '\n',
      '=',
    );
    const commands = fc.sample(
      fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
      200,
    );
    const pairs = fc.sample(fc.tuple(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 })), 60);
    const out = python<{ commands: string[]; ratios: number[] }>(
      `import difflib
out = {"commands": [base_command(c) for c in given["commands"]],
       "ratios": [difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() for a, b in given["pairs"]]}`,
      { commands, pairs },
    );
    expect(out.commands).toEqual(commands.map(baseCommand));
    pairs.forEach(([a, b], i) => expect(ratio(a, b)).toBeCloseTo(out.ratios[i]!, 12));
  });

  test('TRL and verl entry points give the same total', async () => {
    const episode = await play([act.test, act.view, POOL[7]!, act.view, act.fix, act.test, act.submit], {
      resolved: true,
    });
    const messages = chat(episode, 'tools').map(({ message }) => message);
    const hermes = messages
      .slice(2)
      .map(({ role, content, tool_calls: calls }) =>
        role === 'tool'
          ? `user\n<tool_response>\n${content}\n</tool_response>\n`
          : `${content}\n<tool_call>\n{"name": "${calls![0]!.function.name}", "arguments": ${calls![0]!.function.arguments}}\n</tool_call>\nassistant\n`,
      )
      .join('');
    const truth = JSON.stringify({ gold_patch: GOLD });
    const out = python<{ trl: number[]; late: number[]; verl: Record<string, number>; logged: string[] }>(
      `class State:
    global_step, max_steps = 0, 160
class Late:
    global_step, max_steps = 100, 160
class Env:
    resolved, patch = True, given["patch"]
m = given["messages"]
logged = []
out = {"trl": trl_reward([m[:2]], [m[2:]], ground_truth=[given["truth"]], trainer_state=State, environments=[Env], log_metric=lambda k, v: logged.append(k)),
       "late": trl_reward([m[:2]], [m[2:]], trainer_state=Late, resolved=[True], patch=[given["patch"]]),
       "verl": compute_score("protege-playground", given["hermes"], given["truth"], {"prompt": m[:2], "resolved": True, "patch": given["patch"]}),
       "logged": logged}`,
      { messages, hermes, truth, patch: episode.patch },
    );
    expect(out.trl[0]).toBeCloseTo(rewards(episode, STAGE_I).total, 9);
    expect(out.late[0]).toBeCloseTo(rewards(episode, STAGE_II).total, 9);
    expect(out.verl.score).toBeCloseTo(rewards(episode, STAGE_II).total, 9);
    expect(out.logged).toContain('reward/gate_follow');
  });

  test('a rollout plays the real playground against a server and gives the same reward', async () => {
    const lines = [act.run('node --test'), act.submit];
    const server = await chatServer(({ body }) => {
      const turns = (body.messages as { role: string }[]).filter(({ role }) => role === 'assistant').length;
      return { words: [lines[Math.min(turns, 1)]!] };
    });
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'rollout-'));
    try {
      fs.writeFileSync(path.join(dir, 'task.json'), JSON.stringify(fixture()));
      const root = new URL('../..', import.meta.url).pathname;
      const row = await pythonApart<{ reward: Record<string, number>; trajectory: Trajectory; loss: boolean[] }>(
        `from protege_rollout import rollout
out = rollout(given["task"], given["url"], "tiny", given["root"], expert="none")`,
        { task: path.join(dir, 'task.json'), url: server.url, root },
      );
      // handing in red tests is answered twice; the third time ends it
      expect(row.trajectory).toMatchObject({ exit: 'gave_up', report: { resolved: false } });
      expect(row.trajectory.steps).toHaveLength(4);
      expect(row.reward.total).toBeCloseTo(rewards(row.trajectory).total, 9);
      expect(row.loss).toEqual([false, false, ...Array.from({ length: 4 }, () => [true, false]).flat()]);
    } finally {
      await server.close();
      fs.rmSync(dir, { recursive: true, force: true });
    }
  });

  test('arguments become objects when asked for', () => {
    const row = {
      messages: [
        { role: 'assistant', content: '', tool_calls: [{ function: { name: 'run', arguments: '{"command":"ls"}' } }] },
      ],
    };
    expect(
      python(`out = decode_arguments(given)["messages"][0]["tool_calls"][0]["function"]["arguments"]`, row),
    ).toEqual({
      command: 'ls',
    });
  });
});
