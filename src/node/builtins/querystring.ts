/** querystring with Node's escaping, repeated keys and limits. */
import type { Guest } from '../guest';

export const escape = (text: Guest): string =>
  encodeURIComponent(typeof text === 'string' ? text : typeof text === 'object' ? String(text) : text + '');
export const unescape = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  }
};
const primitive = (value: Guest): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return '' + value;
  return typeof value === 'bigint' || typeof value === 'boolean' ? '' + value : '';
};

export function stringify(object: Guest, separator = '&', equals = '=', options?: Guest): string {
  if (object === null || typeof object !== 'object') return '';
  const encode = options?.encodeURIComponent ?? module.escape;
  const parts: string[] = [];
  for (const key of Object.keys(object)) {
    const name = encode(primitive(key)) + equals;
    const value = object[key];
    if (Array.isArray(value)) for (const one of value) parts.push(name + encode(primitive(one)));
    else parts.push(name + encode(primitive(value)));
  }
  return parts.join(separator);
}

export function parse(text: Guest, separator?: string | null, equals?: string | null, options?: Guest): Guest {
  const out = Object.create(null);
  if (typeof text !== 'string' || text === '') return out;
  const decode = options?.decodeURIComponent ?? module.unescape;
  let pairs = text.split(separator || '&');
  const max = options?.maxKeys ?? 1000;
  if (max > 0) pairs = pairs.slice(0, max);
  for (const pair of pairs) {
    if (pair === '') continue;
    const at = pair.indexOf(equals || '=');
    const clean = (part: string) => decode(part.replaceAll('+', ' '));
    const key = clean(at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? '' : clean(pair.slice(at + (equals || '=').length));
    if (!(key in out)) out[key] = value;
    else if (Array.isArray(out[key])) out[key].push(value);
    else out[key] = [out[key], value];
  }
  return out;
}
export const module: Guest = { escape, unescape, parse, stringify, encode: stringify, decode: parse };
