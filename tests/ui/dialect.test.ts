/** How a language model writes its actions: the person's choice, as far as the protégé has one. */
import { expect, test } from 'vitest';
import { formOf } from '../../src/agent/form';
import { dialects } from '../../src/agent/dialects/index';
import { defaultConfig } from '../../src/run';
import { dialectFor } from '../../src/ui/team';

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
