/** Numbers of a config that an episode can be run with. */
import type { Config } from '../types';

const number = (value: unknown, from: number, to: number, whole: boolean): boolean =>
  typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value));

/** Says in one sentence which number cannot be used and what can; undefined when all can. Infinity = no limit. */
export function configFault({ limits, threshold, context, commandTimeoutMs, seed }: Config): string | undefined {
  const rules: [name: string, value: unknown, from: number, to: number, whole?: 'whole'][] = [
    ['limits.steps', limits.steps, 1, 10_000, 'whole'],
    ['limits.wallMs', limits.wallMs, 1, Infinity],
    ['limits.expertCalls', limits.expertCalls, 0, 10_000, 'whole'],
    ['limits.tokens', limits.tokens, 1, Infinity],
    ['limits.cost', limits.cost, 0, Infinity],
    ['threshold', threshold, 0, 1],
    ['context.expert.last', context.expert.last, 0, 10_000, 'whole'],
    ['context.observationChars', context.observationChars, 200, 1_000_000, 'whole'],
    ['commandTimeoutMs', commandTimeoutMs, 1, 2 ** 31 - 1],
    ['seed', seed, 0, 2 ** 53, 'whole'],
  ];
  for (const [name, value, from, to, whole] of rules) {
    if (number(value, from, to, whole === 'whole')) continue;
    const range = to === Infinity ? `of ${from} or more` : `from ${from} to ${to}`;
    return `The config's ${name} is ${String(value)}; give a ${whole ?? 'number'}${whole ? ' number' : ''} ${range}.`;
  }
  return undefined;
}
