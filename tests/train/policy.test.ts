/** Reading and writing: what the net sees of code, and that whatever it draws is an action the transcript allows. */
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import { drain } from '../../src/lib/stream';
import { create as asked } from '../../src/gates/asked';
import { create as oracle } from '../../src/models/oracle';
import { create as scripted } from '../../src/models/scripted';
import { policy } from '../../src/models/trained';
import { parseCheckpoint } from '../../src/models/trained/checkpoint';
import { openDecoder } from '../../src/models/trained/decoder';
import { randomWeights } from '../../src/models/trained/init';
import { lex, Names } from '../../src/models/trained/lexer';
import type { NetDecision } from '../../src/models/trained/policy';
import { TOKENS } from '../../src/models/trained/vocab';
import { teachOne, type LessonKind } from '../../src/train/collect';
import { groupAdvantages, tokenAdvantages } from '../../src/train/losses';
import { rollout } from '../../src/train/rollout';
import { clampProgram, memorySandbox } from '../agent/memory';
import { clamp, config, praise, shape } from './episodes';

const task = clamp;
const verdict = praise;
const expert = () => oracle({}, { goldPatch: task.goldPatch, task });

const read = (text: string) => lex(text, new Names()).map((token) => TOKENS[token]!);

test('every token is there once', () => {
  expect(new Set(TOKENS).size).toBe(TOKENS.length);
});

test('code is read as tokens, uncommon names by order of appearance', () => {
  expect(read("if (frob <= list.length - 1) return 'x\\'y'; // why")).toEqual([
    'if',
    '(',
    'n0',
    '<=',
    'name:list',
    '.',
    'name:length',
    '-',
    '#1',
    ')',
    'return',
    '"s0',
    ';',
  ]);
  expect(read('b = /a[/]b/g.test(`x${frob + frob}`) ?? 4711')).toEqual([
    'name:b',
    '=',
    'regexp',
    '.',
    'name:test',
    '(',
    '`',
    '${',
    'n0',
    '+',
    'n0',
    '}',
    '`',
    ')',
    '??',
    '#n0',
  ]);
  expect(() => read('"unclosed \\ ` ${ /* # @ 0x 1e')).not.toThrow();
});

test.each(['direct', 'trying', 'asking'] as LessonKind[])(
  'the teacher shows a %s episode that ends repaired',
  async (kind) => {
    const school = { sandbox: memorySandbox(clampProgram), expert, gate: asked(), config };
    const { kept, trajectory, examples } = await teachOne(task, kind, school, 1);
    expect(kept, JSON.stringify(trajectory.steps.map((step) => step.generations[0]!.text))).toBe(true);
    const advised = trajectory.steps.some((step) => step.generations.length > 1);
    expect(advised).toBe(kind === 'asking');
    const { tokens, written } = examples.find(({ id }) => id.endsWith('/repair'))!;
    for (const one of written) {
      expect(tokens[one.at]).toBe(one.token);
      expect(one.allowed).toContain(one.token);
      expect(TOKENS[one.token]).not.toBe('<advice>');
    }
  },
);

test('a lesson is refused for tasks of other splits', async () => {
  const school = { sandbox: memorySandbox(clampProgram), expert, gate: asked(), config };
  await expect(teachOne({ ...task, split: 'test' }, 'direct', school, 1)).rejects.toThrow(/only train repos/);
});

test('whatever untrained weights draw is a legal action, with the probability it was drawn with', async () => {
  const decoder = await openDecoder(randomWeights(shape, 11), shape);
  for (const seed of [1, 2, 3]) {
    const decisions: NetDecision[] = [];
    const protege = policy(decoder, { temperature: 1, on: (one) => decisions.push(one) });
    const team = { protege, expert: expert(), gate: asked(), sandbox: memorySandbox(clampProgram) };
    const trajectory = await drain(runEpisode(task, team, { ...config, seed }));
    expect(trajectory.steps.every((step) => step.generations[0]!.action!.kind !== 'invalid')).toBe(true);
    for (const { token, allowed, logp } of decisions.flatMap(({ written }) => written)) {
      expect(allowed).toContain(token);
      expect(logp).toBeLessThanOrEqual(0);
    }
    const edits = trajectory.steps.map((step) => step.generations[0]!.action!).filter(({ kind }) => kind === 'edit');
    expect(new Set(edits.map((edit) => JSON.stringify(edit))).size).toBe(edits.length);
  }
  decoder.close();
});

test('a rollout keeps each drawn token where it stands in the sequence', async () => {
  const decoder = await openDecoder(randomWeights(shape, 11), shape);
  const arena = { sandbox: memorySandbox(clampProgram), expert, gate: asked(), config, verdict };
  const { pages } = await rollout(task, decoder, arena, 5, 1);
  expect(pages.map(({ example }) => example.id)).toEqual(['clamp-1/0', 'clamp-1/1']);
  for (const { example, logp } of pages) {
    expect(example.written.length).toBe(logp.length);
    for (const { at, token } of example.written) expect(example.tokens[at]).toBe(token);
  }
  decoder.close();
});

test('a page that was turned is learned, too, up to the decision to turn it', async () => {
  const more = Array.from({ length: 40 }, (_, i) => `export const f${i} = (a, b) => a + b * ${i + 20};\n`).join('');
  const long = { ...task, files: { ...task.files, 'src/clamp.js': task.files['src/clamp.js']! + more } };
  const decoder = await openDecoder(randomWeights(shape, 11), shape);
  const arena = { sandbox: memorySandbox(clampProgram), expert: null, gate: asked(), config, verdict };
  const { pages } = await rollout(long, decoder, arena, 2, 1);
  expect(pages.length).toBeGreaterThan(2);
  for (const { example } of pages) for (const { at, token } of example.written) expect(example.tokens[at]).toBe(token);
  for (const { example } of pages.slice(1, -1)) expect(TOKENS[example.written.at(-1)!.token]).toBe('MORE');
  decoder.close();
});

test('a page that fills up is begun anew: the net never reads more than it can', async () => {
  const more = Array.from(
    { length: 40 },
    (_, i) => `export const f${i} = (a, b, c) => (a > b ? a + b * c : a - ${i + 20});\n`,
  ).join('');
  const long = { ...task, files: { ...task.files, 'src/clamp.js': task.files['src/clamp.js']! + more } };
  const shipped = parseCheckpoint(fs.readFileSync('public/models/tiny/weights.bin'));
  const decoder = await openDecoder(shipped.weights, shipped.shape);
  const around = { ...config, limits: { ...config.limits, steps: 50, expertCalls: 24 } };
  const hopeless = memorySandbox((command) => clampProgram(command, task.files));
  const replies = Array.from({ length: 24 }, (_, i) => `Look at src/clamp.js, around line ${i + 1}.`);
  const wavering = () => scripted({ replies });
  const arena = { sandbox: hopeless, expert: wavering, gate: asked(), config: around, verdict };
  const lengths: number[] = [];
  let full = 0;
  for (let seed = 0; seed < 1; seed++) {
    const { trajectory, pages } = await rollout(long, decoder, arena, seed, 1);
    expect(trajectory.error).toBeUndefined();
    lengths.push(...pages.map(({ example }) => example.tokens.length));
    full += pages.filter(({ example }) => TOKENS[example.written.at(-1)!.token] === 'ASK').length;
  }
  expect(Math.max(...lengths)).toBeGreaterThan(300);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(shipped.shape.context - 16);
  expect(full).toBeGreaterThan(0);
  decoder.close();
});

test('advantages: within a group, and along an episode', () => {
  expect(groupAdvantages([1, 1, 1])).toEqual([0, 0, 0]);
  const [low, high] = groupAdvantages([0, 2]);
  expect([low, high]).toEqual([-1, 1]);
  const { advantage, returns } = tokenAdvantages([0.5, 0.5], 1, 1);
  expect(advantage).toEqual([0.5, 0.5]);
  expect(returns).toEqual([1, 1]);
});

test('an edit that is the only action left is written; when none is left the episode is submitted', async () => {
  const EDIT = TOKENS.indexOf('EDIT');
  let alone = 0;
  for (const seed of [11, 12, 13, 14]) {
    const decoder = await openDecoder(randomWeights(shape, seed), shape);
    const on = ({ written: [first] }: NetDecision) =>
      (alone += Number(first!.token === EDIT && first!.allowed.length === 1));
    const protege = policy(decoder, { mayAsk: false, on });
    // nothing repairs this one
    const hopeless = memorySandbox((command) => clampProgram(command, task.files));
    const team = { protege, expert: null, gate: asked(), sandbox: hopeless };
    const { exit, error } = await drain(runEpisode(task, team, config));
    expect(error).toBeUndefined();
    expect(['submitted', 'step_limit']).toContain(exit);
    decoder.close();
  }
  expect(alone).toBeGreaterThan(0);
});

test('an expert that says the same twice is not asked a third time', async () => {
  const decoder = await openDecoder(randomWeights(shape, 11), shape);
  const hopeless = memorySandbox((command) => clampProgram(command, task.files));
  const around = { ...config, limits: { ...config.limits, steps: 120, expertCalls: 40 } };
  const calls: number[] = [];
  for (const seed of [0, 1, 2]) {
    const arena = { sandbox: hopeless, expert, gate: asked(), config: around, verdict };
    const { trajectory } = await rollout(task, decoder, arena, seed, 1);
    calls.push(trajectory.steps.filter((step) => step.generations.some(({ by }) => by === 'expert')).length);
  }
  expect(Math.max(...calls)).toBe(2);
  decoder.close();
});
