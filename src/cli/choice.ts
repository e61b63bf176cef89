/** Command-line values: `random:p=0.3` -> a Choice, `2/8` -> a shard. */
import { BadInput } from '../lib/badinput';
import type { Choice } from '../types';

/** `id`, `id:key=value,key=value` or `id:{json}`; values that read as JSON (numbers, true) are taken as such. */
export function choice(text: string, flag: string): Choice {
  const colon = text.indexOf(':');
  const id = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? '' : text.slice(colon + 1).trim();
  if (!/^[\w-]+$/.test(id)) throw new BadInput(`${flag} ${text}: write it as a name, or as name:key=value,key=value.`);
  if (rest === '') return { id };
  if (rest.startsWith('{')) {
    try {
      return { id, options: JSON.parse(rest) as Record<string, unknown> };
    } catch {
      throw new BadInput(`${flag} ${text}: the options after the colon are not valid JSON.`);
    }
  }
  const options: Record<string, unknown> = {};
  for (const pair of rest.split(',')) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new BadInput(`${flag} ${text}: "${pair}" is not key=value.`);
    options[pair.slice(0, equals).trim()] = plain(pair.slice(equals + 1).trim());
  }
  return { id, options };
}

function plain(value: string): unknown {
  if (/^(-?\d+(\.\d+)?|true|false|null)$/.test(value)) return JSON.parse(value);
  return value;
}

/** `2/8` -> the second of eight parts. */
export function shard(text: string | undefined): { index: number; of: number } {
  if (text === undefined) return { index: 1, of: 1 };
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!index || !of || Number(index) < 1 || Number(index) > Number(of)) {
    throw new BadInput(`--shard ${text}: write it as i/n with i from 1 to n, for instance 2/8.`);
  }
  return { index: Number(index), of: Number(of) };
}
