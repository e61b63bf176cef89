/** What Buffer refuses, with Node's codes and words, which the `buffer` package has not: numbers, offsets, types, encodings. */
import type { Guest, GuestFunction } from '../guest';
import { outOfRange, wrongType } from './invalid';

/** @throws as Node does for an offset at which `size` bytes do not lie in the buffer */
function inside(buffer: Guest, offset: Guest, size: number, name = 'offset', least = 0, most?: number): void {
  if (typeof offset !== 'number') throw wrongType(name, 'of type number', offset);
  const last = most ?? buffer.length - size;
  if (Number.isInteger(offset) && offset >= least && offset <= last) return;
  if (Math.floor(offset) !== offset) throw outOfRange(name, 'an integer', offset);
  if (last < 0)
    throw Object.assign(new RangeError('Attempt to access memory outside buffer bounds'), {
      code: 'ERR_BUFFER_OUT_OF_BOUNDS',
    });
  throw outOfRange(name, `>= ${least} and <= ${last}`, offset);
}

/** @throws as Node does for a number that `size` bytes do not hold */
function fits(value: Guest, size: number, signed: boolean, big: boolean): void {
  const bits = BigInt(size * 8);
  const least = signed ? -(2n ** (bits - 1n)) : 0n;
  const most = 2n ** (signed ? bits - 1n : bits) - 1n;
  if (!(value > most || value < least)) return;
  const n = big ? 'n' : '';
  const power = `2${n} ** ${signed ? size * 8 - 1 : size * 8}${n}`;
  const wide = signed ? `>= -(${power}) and < ${power}` : `>= 0${n} and < ${power}`;
  throw outOfRange('value', size > 4 ? wide : `>= ${least}${n} and <= ${most}${n}`, value);
}

/** Puts the checks before the prototype's own methods. */
export function checked(Buffer: Guest): void {
  const proto = Buffer.prototype;
  const wrap = (name: string, made: (own: GuestFunction) => GuestFunction) => {
    const own = proto[name];
    if (typeof own === 'function') proto[name] = Object.defineProperty(made(own), 'name', { value: name });
  };
  for (const name of Object.keys(proto)) {
    const found = /^(read|write)(Big)?(U?[iI]nt|Float|Double)(8|16|32|64)?(LE|BE)?$/.exec(name);
    if (!found) continue;
    const [, way, big, kind, bits, order] = found;
    const signed = /^int$/i.test(kind!);
    const real = kind === 'Float' || kind === 'Double';
    const size = bits ? Number(bits) / 8 : kind === 'Float' ? 4 : kind === 'Double' ? 8 : 0;
    if (size === 0 && !order) continue;
    if (way === 'read')
      wrap(name, (own) =>
        size
          ? function (this: Guest, offset: Guest = 0) {
              inside(this, offset, size);
              return own.call(this, offset);
            }
          : function (this: Guest, offset: Guest, length: Guest) {
              if (offset === undefined) throw wrongType('offset', 'of type number', offset);
              inside(this, length, 0, 'byteLength', 1, 6);
              inside(this, offset, length);
              return own.call(this, offset, length);
            },
      );
    else
      wrap(name, (own) =>
        size
          ? function (this: Guest, value: Guest, offset: Guest = 0) {
              if (big && typeof value !== 'bigint') throw wrongType('value', 'of type bigint', value);
              if (!real) fits(big ? value : (value = +value), size, signed, !!big);
              inside(this, offset, size);
              return own.call(this, value, offset);
            }
          : function (this: Guest, value: Guest, offset: Guest, length: Guest) {
              inside(this, length, 0, 'byteLength', 1, 6);
              fits((value = +value), length, signed, false);
              inside(this, offset, length);
              return own.call(this, value, offset, length);
            },
      );
  }

  const sized = (own: GuestFunction): GuestFunction =>
    function (size: Guest, ...rest) {
      if (typeof size !== 'number') throw wrongType('size', 'of type number', size);
      if (!(size >= 0 && size <= 4294967296)) throw outOfRange('size', '>= 0 && <= 4294967296', size);
      if (rest.length > 1) known(rest[1]);
      return own(size, ...rest);
    };
  const known = (encoding: Guest) => {
    if (typeof encoding !== 'string' || encoding === '' || Buffer.isEncoding(encoding)) return;
    throw Object.assign(new TypeError(`Unknown encoding: ${encoding}`), { code: 'ERR_UNKNOWN_ENCODING' });
  };
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'])
    Buffer[name] = Object.defineProperty(sized(Buffer[name]), 'name', { value: name });
  const { from, concat, byteLength } = Buffer;
  Buffer.from = function (value: Guest, encoding: Guest, length: Guest) {
    if (typeof value === 'string') known(encoding);
    const like =
      typeof value === 'object' &&
      value !== null &&
      (value.length !== undefined || value.type === 'Buffer' || value.buffer !== undefined || value.byteLength >= 0);
    const primitive = () =>
      typeof value === 'object' &&
      value !== null &&
      ((value.valueOf?.() !== value && value.valueOf?.() != null) || typeof value[Symbol.toPrimitive] === 'function');
    if (typeof value !== 'string' && !like && !primitive())
      throw wrongType(
        'first argument',
        'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object',
        value,
      );
    return from(value, encoding, length);
  };
  Buffer.concat = function (list: Guest, length?: Guest) {
    if (!Array.isArray(list)) throw wrongType('list', 'an instance of Array', list);
    return concat(list, length);
  };
  Buffer.byteLength = function (value: Guest, encoding?: Guest) {
    if (typeof value !== 'string' && !(value?.byteLength >= 0))
      throw wrongType('string', 'of type string or an instance of Buffer or ArrayBuffer', value);
    return byteLength(value, encoding);
  };
}
