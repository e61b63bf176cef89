/** The free loop of language models: stops, tests behind changes, red submits, loops; and the plain one, unchanged. */
import { describe, expect, test } from 'vitest';
import { dialects } from '../../src/agent/dialects/index';
import { runEpisode } from '../../src/agent/episode';
import { formOf, inForm } from '../../src/agent/form';
import { parseReply } from '../../src/agent/parse';
import { defaultPrompts, PROTEGE_PROMPT, render } from '../../src/agent/prompt';
import { drain } from '../../src/lib/stream';
import { models } from '../../src/models/index';
import { defaultConfig, settled } from '../../src/run';
import type { Completion, Config, GenerateOptions, Message, Model, Stream, Task, TestResult } from '../../src/types';
import { clampProgram, memorySandbox, task, type Program } from './memory';

const config = (over: Partial<Config> = {}): Config =>
  inForm(
    defaultConfig({ protege: { id: 'scripted' }, gate: { id: 'never' }, sandbox: { id: 'memory' }, ...over }),
    'json',
    defaultPrompts.protege,
  );

interface Call {
  messages: Message[];
  options: GenerateOptions;
  /** Pieces that were asked for. */
  pieces: number;
}

/** Streams its replies word by word; stops when it is told to, or goes on for ever. */
function words(replies: string[], { deaf = false } = {}): { model: Model; calls: Call[]; left: () => boolean } {
  const calls: Call[] = [];
  let left = false;
  async function* generate(messages: Message[], options: GenerateOptions = {}): Stream<string, Completion> {
    const reply = replies[calls.length] ?? '{"action":"submit"}';
    const call: Call = { messages, options, pieces: 0 };
    calls.push(call);
    let text = '';
    let done = false;
    try {
      for (const piece of reply.match(/\s*\S+/g) ?? []) {
        call.pieces++;
        text += piece;
        yield piece;
        if (options.enough?.aborted && !deaf) break;
      }
      done = true;
      return { text, tokensIn: 100, tokensOut: call.pieces, cost: 0, ms: 1, finish: 'stop' };
    } finally {
      left ||= !done;
    }
  }
  return { model: { generate }, calls, left: () => left };
}

const says = (action: object) => JSON.stringify(action);
const TEST = says({ action: 'run', command: 'npm test' });
const VIEW = says({ action: 'view', path: 'src/clamp.js' });
const FIX = says({ action: 'edit', path: 'src/clamp.js', find: 'n < hi', replace: 'n > hi' });
const MISS = says({ action: 'edit', path: 'src/clamp.js', find: 'never there at all', replace: 'x' });
const SUBMIT = says({ action: 'submit' });

async function play(
  replies: string[],
  over: Partial<Config> = {},
  { deaf = false, on = task, program = clampProgram } = {},
) {
  const { model, calls, left } = words(replies, { deaf });
  const team = {
    protege: model,
    expert: null,
    gate: () => ({ score: 0, reason: '' }),
    sandbox: memorySandbox(program),
  };
  const trajectory = await drain(runEpisode(on as Task, team, config(over)));
  return { trajectory, calls, left: left(), texts: trajectory.steps.map(({ observation }) => observation.text) };
}

describe('a reply ends with its first whole action', () => {
  const many = `I run them. ${TEST} ${Array.from({ length: 400 }, () => VIEW).join(' ')}`;

  test('the model is told, what it wrote counts, and the rest is not waited for', async () => {
    const { trajectory, calls } = await play([many, FIX, SUBMIT]);
    expect(calls[0]!.pieces).toBeLessThan(10);
    const [first] = trajectory.steps[0]!.generations;
    expect(first).toMatchObject({ action: { kind: 'run' }, tokensIn: 100, tokensOut: calls[0]!.pieces, cost: 0 });
    expect(trajectory.exit).toBe('submitted');
    expect(trajectory.steps).toHaveLength(3);
  });

  test('one that does not listen is left; its counts are estimates and its cost is not known', async () => {
    const { trajectory, left, calls } = await play(
      [many],
      { limits: { ...defaultConfig().limits, steps: 1 } },
      { deaf: true },
    );
    expect(left).toBe(true);
    expect(calls[0]!.pieces).toBeLessThan(60);
    expect(trajectory.steps[0]!.generations[0]).toMatchObject({ cost: null, finish: 'stop' });
    expect(trajectory.steps[0]!.generations[0]!.tokensOut).toBeGreaterThan(30);
  });

  test('in bash, at the closing fence', async () => {
    const said = `THOUGHT: I look.\n\`\`\`bash\nnpm test\n\`\`\`\nThen ${'more '.repeat(300)}`;
    const { trajectory, calls } = await play([said], {
      dialect: { id: 'bash' },
      limits: { ...defaultConfig().limits, steps: 1 },
    });
    expect(trajectory.steps[0]!.generations[0]!.action).toEqual({ kind: 'run', command: 'npm test' });
    expect(calls[0]!.pieces).toBeLessThan(12);
    expect(calls[0]!.options.grammar).toBe('off');
  });
});

describe('what it reads', () => {
  test('the tests behind an edit, leading with one failing test; then it may submit', async () => {
    const { trajectory, texts } = await play([
      TEST,
      says({ action: 'edit', path: 'src/clamp.js', find: 'n < lo', replace: 'n <= lo' }),
      FIX,
      SUBMIT,
    ]);
    expect(texts[0]).toMatch(/^tests: 1 of 2 fail\nFAIL clamp upper\n {2}expected 3\n/);
    expect(texts[1]).toMatch(/^tests: 1 of 2 fail\nFAIL clamp upper[\s\S]*\n\nEdited src\/clamp\.js/);
    expect(texts[2]).toMatch(/^tests: all 2 pass\n\nEdited/);
    expect(trajectory.steps[1]!.observation).toMatchObject({ exitCode: 1, failed: true });
    expect(trajectory.steps[2]!.observation.tests!.tests).toHaveLength(2);
    expect(trajectory.exit).toBe('submitted');
  });

  test('at most 400 tokens, whatever came', async () => {
    const loud: Program = (command, files) => {
      if (command !== 'npm test') return { output: 'x'.repeat(90_000), exitCode: 1 };
      const error = {
        message: 'm '.repeat(9000),
        stack: 's '.repeat(9000),
        expected: 'e'.repeat(9000),
        actual: 'a'.repeat(9000),
      };
      const tests = Array.from({ length: 500 }, (_, i): TestResult => ({
        name: `n${'x'.repeat(500)}${i}`,
        file: 'test/clamp.test.js',
        status: 'fail',
        ms: 1,
        error,
      }));
      return { ...clampProgram(command, files), tests, output: 'y'.repeat(90_000), exitCode: 1 };
    };
    const long = { ...task, files: { ...task.files, 'src/long.js': 'const a = 1;\n'.repeat(9000) } };
    const { texts } = await play(
      [TEST, says({ action: 'run', command: 'ls -R' }), says({ action: 'view', path: 'src/long.js' }), FIX, SUBMIT],
      { limits: { ...defaultConfig().limits, steps: 5 } },
      { on: long, program: loud },
    );
    expect(texts).toHaveLength(5);
    for (const text of texts) expect(text.length).toBeLessThan(1400);
  });

  test('a long file is shown where the failing test ran into it', async () => {
    const lines = Array.from({ length: 400 }, (_, i) => `const line${i + 1} = ${i + 1};`).join('\n');
    const error = {
      message: 'no',
      stack: 'Error\n    at f (/repo/src/long.js:300:3)\n    at /repo/test/clamp.test.js:1:1',
    };
    const program: Program = () => ({
      exitCode: 1,
      tests: [{ name: 'a', file: 'test/clamp.test.js', status: 'fail', ms: 1, error }],
    });
    const on = { ...task, files: { ...task.files, 'src/long.js': lines } };
    const over = { limits: { ...defaultConfig().limits, steps: 2 } };
    const { texts } = await play([TEST, says({ action: 'view', path: 'src/long.js' })], over, { on, program });
    expect(texts[0]).toContain('src/long.js:300| const line300 = 300;');
    expect(texts[1]).toContain('300|const line300 = 300;');
  });
});

describe('a red submit', () => {
  test('is answered twice with what still fails; then it counts as given up', async () => {
    const { trajectory, texts } = await play([TEST, SUBMIT, SUBMIT, SUBMIT, FIX]);
    expect(texts[1]).toMatch(/^Not handed in: nothing has been changed.*\ntests: 1 of 2 fail\nFAIL clamp upper/);
    expect(texts[2]).toMatch(/^Not handed in/);
    expect(texts[3]).toMatch(/^Given up/);
    expect(trajectory).toMatchObject({ exit: 'gave_up' });
    expect(trajectory.steps).toHaveLength(4);
  });

  test('before any run: the tests run then; green ones are handed in', async () => {
    expect((await play([SUBMIT, FIX, SUBMIT])).trajectory).toMatchObject({ exit: 'submitted' });
    const changed = says({ action: 'run', command: 'touch a.txt' });
    expect((await play([changed, SUBMIT])).texts[1]).toMatch(/^Not handed in: the tests still fail/);
  });
});

describe('loops', () => {
  test('are told in words, then sampled warmer, then ended', async () => {
    const { trajectory, calls, texts } = await play([TEST, ...Array.from({ length: 30 }, () => TEST)]);
    expect(texts[0]).not.toMatch(/exactly this/);
    expect(texts[1]).toMatch(
      /^You did exactly this in step 1, and nothing has changed since.* Read src\/clamp\.js, like this:\n\{"action":"view","path":"src\/clamp\.js","from":1,"to":23\}/,
    );
    expect(texts[3]).toMatch(/3 times before, first in step 1/);
    expect(calls[2]!.options.temperature).toBeUndefined();
    expect(calls[3]!.options.temperature).toBeCloseTo(1);
    expect(calls[5]!.options.temperature).toBeGreaterThan(1);
    expect(trajectory.exit).toBe('gave_up');
    expect(trajectory.steps.length).toBeLessThan(11);
  });

  test('a change that did not help makes the next one bolder; one that did, or advice, does not', async () => {
    const other = says({ action: 'edit', path: 'src/clamp.js', find: 'return hi', replace: 'return lo' });
    const { calls } = await play([TEST, MISS, other, VIEW, FIX]);
    const warmth = calls.map(({ options }) => options.temperature?.toFixed(1));
    expect(warmth).toEqual([undefined, undefined, '0.6', '0.8', '0.8', ...warmth.slice(5)]);
  });

  test('the model reads neither its repeated reply nor its result again, but what it was told', async () => {
    const { calls } = await play([TEST, TEST, TEST, VIEW, SUBMIT]);
    const said = calls.map(({ messages }) => messages.filter(({ role }) => role === 'assistant').length);
    expect(said.slice(0, 5)).toEqual([0, 1, 1, 1, 2]);
    expect(calls[3]!.messages.at(-1)!.content).toMatch(
      /^tests: 1 of 2 fail[\s\S]*\n\nYou did exactly this 2 times before/,
    );
    expect(calls[4]!.messages.slice(0, 4)).toEqual(calls[3]!.messages);
  });

  test('of more than one action, too; a change ends them', async () => {
    const { texts } = await play([TEST, MISS, VIEW, MISS, VIEW, FIX, VIEW, SUBMIT]);
    expect(texts[3]).toMatch(/exactly this in step 2/);
    expect(texts[4]).toMatch(/exactly this in step 3/);
    expect(texts[6]).not.toMatch(/exactly this/);
  });
});

describe('the form', () => {
  test('language models have it, the others keep the plain one, and the record says which', () => {
    const of = (id: string, over: Partial<Config> = {}) => settled(defaultConfig({ protege: { id }, ...over }));
    expect(of('wllama')).toMatchObject({ scaffold: { id: 'guided' }, prompts: defaultPrompts });
    for (const id of ['webllm', 'wllama', 'gguf'])
      expect(of(id, { scaffold: { id: 'free' } })).toMatchObject({ dialect: { id: 'json' } });
    for (const id of ['endpoint', 'provider'])
      expect(of(id)).toMatchObject({ dialect: { id: 'json' }, prompts: { protege: dialects.json.prompt } });
    for (const id of ['search', 'trained', 'scripted', 'human'])
      expect(of(id)).toEqual(defaultConfig({ protege: { id } }));
    for (const entry of Object.values(models))
      if ('dialect' in entry) expect(Object.keys(dialects)).toContain(entry.dialect);
    const own = { protege: 'Mine.', expert: 'x' };
    expect(settled(defaultConfig({ protege: { id: 'endpoint' }, prompts: own })).prompts).toEqual(own);
    expect(PROTEGE_PROMPT).toContain('{"action":"run","command":"npm test"}');
  });

  test('what the config says counts, and nonsense is refused in one sentence', () => {
    const base = defaultConfig();
    expect(formOf(base)).toBeNull();
    const off = { id: 'json', options: { grammar: 'off', observationTokens: 1000 } };
    expect(formOf({ ...base, dialect: off })).toMatchObject({ grammar: 'off', chars: 3000 });
    expect(formOf({ ...base, dialect: { id: 'tools' } })).toMatchObject({ grammar: 'off', chars: 1200 });
    expect(() => formOf({ ...base, dialect: { id: 'xml' } })).toThrow(
      /no dialect "xml"; choose one of json, bash, tools, tuned/,
    );
    expect(() => formOf({ ...base, dialect: { id: 'json', options: { grammar: 'yes' } } })).toThrow(/"grammar"/);
    expect(() => formOf({ ...base, dialect: { id: 'json', options: { observationTokens: 1 } } })).toThrow(
      /"observationTokens"/,
    );
  });

  test('the one for tuned models has the words of JSON and no manual to copy from', () => {
    const { prompt, grammar, look } = dialects.tuned;
    expect([grammar, look('a.js', 30)]).toEqual([dialects.json.grammar, dialects.json.look('a.js', 30)]);
    expect(prompt.length).toBeLessThan(300);
  });

  test.each(Object.entries(dialects).filter(([id]) => id !== 'tuned'))(
    '%s: one worked episode, in which each action is read as meant',
    (id, { prompt, first }) => {
      const turns = prompt
        .split(/^YOU:\n/m)
        .slice(1)
        .map((turn) => turn.split(/^(?:RESULT:|End of)/m)[0]!);
      const kinds = turns.map((turn) => parseReply(turn, first)).map(({ action, extra }) => [action.kind, extra]);
      expect(kinds.map(([kind]) => kind)).toEqual(
        first === 'fence' ? ['run', 'run', 'run', 'submit'] : ['run', 'view', 'edit', 'submit'],
      );
      expect(kinds.every(([, extra]) => extra === 0)).toBe(true);
      const looked = parseReply(dialects[id as 'json'].look('src/a.js', 30), first).action;
      expect(looked).toMatchObject(
        first === 'fence' ? { kind: 'run' } : { kind: 'view', path: 'src/a.js', from: 20, to: 50 },
      );
      expect(prompt.length / 3).toBeLessThan(1100);
    },
  );

  test('each prompt begins with the one before it', async () => {
    const { calls, trajectory } = await play([TEST, MISS, 'nonsense', '', VIEW, FIX, SUBMIT]);
    for (let i = 1; i < calls.length; i++)
      expect(calls[i]!.messages.slice(0, calls[i - 1]!.messages.length)).toEqual(calls[i - 1]!.messages);
    expect(calls.flatMap(({ messages }) => messages).every(({ content }) => content.trim() !== '')).toBe(true);
    const { task, config, steps } = { ...trajectory, task: trajectory.public };
    expect(render({ task, config, steps: steps.slice(0, -1) }, [], 'protege')).toEqual(calls.at(-1)!.messages);
  });
});
