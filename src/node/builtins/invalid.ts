/** Node's errors about arguments, in its words: of a wrong type, or out of a range. */
import type { Guest } from '../guest';
import { inspect } from './inspect';

/** `null`, `function f`, `an instance of Map`, `type string ('x')`. */
export function received(value: Guest): string {
  if (value == null) return `${value}`;
  if (typeof value === 'function' && value.name) return `function ${value.name}`;
  if (typeof value === 'object')
    return value.constructor?.name ? `an instance of ${value.constructor.name}` : inspect(value, { depth: -1 });
  if (typeof value === 'string') {
    const text = value.length > 28 ? `${value.slice(0, 25)}...` : value;
    return `type string (${text.includes("'") ? JSON.stringify(text) : `'${text}'`})`;
  }
  const shown = inspect(value, { colors: false });
  return `type ${typeof value} (${shown.length > 28 ? `${shown.slice(0, 25)}...` : shown})`;
}

/** @param name of the argument; one that ends in ` argument` stands without quotes @param expected for example `of type number`, `an instance of RegExp` */
export const wrongType = (name: string, expected: string, value: unknown): Error =>
  Object.assign(
    new TypeError(
      `The ${name.endsWith(' argument') ? name : `"${name}" argument`} must be ${expected}. Received ${received(value)}`,
    ),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );

export function outOfRange(name: string, range: string, value: number | bigint): Error {
  const big = Number.isInteger(value) ? Math.abs(value as number) > 2 ** 32 : typeof value === 'bigint';
  const shown = big ? `${value}`.replace(/\B(?=(?:\d{3})+$)/g, '_') : String(value);
  return Object.assign(
    new RangeError(
      `The value of "${name}" is out of range. It must be ${range}. Received ${shown}${typeof value === 'bigint' ? 'n' : ''}`,
    ),
    { code: 'ERR_OUT_OF_RANGE' },
  );
}
