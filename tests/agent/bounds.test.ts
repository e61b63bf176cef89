import { describe, expect, test } from 'vitest';
import { configFault } from '../../src/agent/bounds';
import { defaultConfig, run } from '../../src/run';
import { task } from './memory';

describe('numbers of a config', () => {
  const { limits, context } = defaultConfig();
  test('the defaults and no limit at all can be run', () => {
    expect(configFault(defaultConfig())).toBeUndefined();
    const endless = { steps: 75, wallMs: Infinity, expertCalls: 0, tokens: Infinity, cost: Infinity };
    expect(configFault(defaultConfig({ limits: endless }))).toBeUndefined();
  });
  test.each([
    [{ limits: { ...limits, steps: 0 } }, /limits\.steps is 0; give a whole number from 1/],
    [{ limits: { ...limits, expertCalls: -1 } }, /limits\.expertCalls is -1/],
    [{ limits: { ...limits, cost: NaN } }, /limits\.cost is NaN; give a number of 0 or more/],
    [{ limits: { ...limits, tokens: '9' as never } }, /limits\.tokens is 9/],
    [{ threshold: 1.5 }, /threshold is 1\.5; give a number from 0 to 1/],
    [{ context: { ...context, observationChars: 3 } }, /observationChars is 3/],
    [{ commandTimeoutMs: 0 }, /commandTimeoutMs is 0/],
    [{ seed: 0.5 }, /seed is 0\.5/],
  ])('%j is refused', async (over, message) => {
    const config = defaultConfig(over);
    expect(configFault(config)).toMatch(message);
    await expect(run(task, config).next()).rejects.toThrow(message);
  });
});
