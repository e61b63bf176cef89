/** How jest names and shows what a test threw. */
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';
import { repoFrames, syntaxPlace } from './stack';

export function titlesOf(test: Guest): string[] {
  const titles: string[] = [String(test.name)];
  for (let block = test.parent; block?.parent; block = block.parent) titles.unshift(String(block.name));
  return titles;
}

/** circus wraps thrown values that are not errors. */
export function clean(error: unknown): unknown {
  const { matcherResult } = (error ?? {}) as Guest;
  if (!matcherResult || typeof error !== 'object') return error;
  const { message, stack } = error as Error;
  return { message, stack, expected: matcherResult.expected, actual: matcherResult.actual };
}

export function describe(host: RunnerHost, error: unknown): string {
  if (typeof error === 'string') return error.split('\n').slice(0, 30).join('\n');
  const { message, name, stack } = (error ?? {}) as Guest;
  const text = message ? String(message) : String(error);
  const frames = repoFrames(stack, host.cwd).map((frame) => `  ${frame}`);
  const place = syntaxPlace(stack, host.cwd);
  return [
    ...(place.length > 0 ? [...place, ''] : []),
    name && name !== 'Error' && name !== 'JestAssertionError' ? `${name}: ${text}` : text,
    ...(frames.length > 0 ? ['', ...frames] : []),
  ].join('\n');
}
