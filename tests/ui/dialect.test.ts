/** How a language model writes its actions: the person's choice, as far as the protégé has one. */
import { expect, test } from 'vitest';
import { formOf } from '../../src/agent/form';
import { dialects } from '../../src/agent/dialects/index';
import { adaptedId, ADAPTERS } from '../../src/engines/adapters.mjs';
import { defaultConfig, settled } from '../../src/run';
import { dialectFor, scaffoldFor } from '../../src/ui/team';

test('nothing chosen is nothing recorded, and a tiny protégé has no dialect', () => {
  expect(dialectFor('wllama', { dialect: 'auto', grammar: 'auto' })).toBeUndefined();
  expect(dialectFor('trained', { dialect: 'bash', grammar: 'off' })).toBeUndefined();
});

test('a grammar goes with JSON, and with engines of this tab only', () => {
  expect(dialectFor('wllama', { dialect: 'auto', grammar: 'late' })).toEqual({
    id: 'json',
    options: { grammar: 'late' },
  });
  expect(dialectFor('webllm', { dialect: 'json', grammar: 'off' })).toEqual({
    id: 'json',
    options: { grammar: 'off' },
  });
  expect(dialectFor('wllama', { dialect: 'bash', grammar: 'late' })).toEqual({ id: 'bash' });
  expect(dialectFor('endpoint', { dialect: 'tools', grammar: 'action' })).toEqual({ id: 'tools' });
  expect(dialectFor('endpoint', { dialect: 'auto', grammar: 'action' })).toBeUndefined();
});

test.each(Object.keys(dialects))('the loop takes %s as it is offered', (id) => {
  const dialect = dialectFor('wllama', { dialect: id, grammar: 'off' })!;
  expect(formOf({ ...defaultConfig(), dialect })).toMatchObject({ grammar: 'off' });
});

test('a model that was tuned on the free loop plays it as it learned to, in page and terminal, until something else is chosen', () => {
  const options = { wllama: { model: adaptedId(ADAPTERS.loop.base, 'loop') } };
  expect(scaffoldFor('wllama', 'auto', options).id).toBe('free');
  expect(scaffoldFor('wllama', 'guided', options).id).toBe('guided');
  expect(scaffoldFor('wllama', 'auto').id).toBe('guided');
  expect(dialectFor('wllama', { dialect: 'auto', grammar: 'auto', options })).toBeUndefined();
  expect(dialectFor('wllama', { dialect: 'json', grammar: 'auto', options })).toEqual({ id: 'json' });
  for (const protege of [
    { id: 'wllama', options: options.wllama },
    { id: 'gguf', options: { file: 'qwen0.5', adapter: 'loop' } },
  ]) {
    const { dialect, scaffold, prompts } = settled({ ...defaultConfig(), protege });
    expect(dialect).toEqual({ id: 'tuned' });
    expect(scaffold).toBeUndefined();
    expect(prompts.protege).toBe(dialects.tuned.prompt);
  }
  const filling = { id: 'gguf', options: { file: 'qwen0.5', adapter: 'fill' } };
  expect(settled({ ...defaultConfig(), protege: filling }).scaffold).toEqual({ id: 'guided' });
});
