import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, forms, MARK, KEY_SHAPES } from '../../src/vault/redact';
import { scan } from '../../src/vault/scan';

const KEY = 'sk-canary/7f+3a=91c7d2b64e05_Zz';
const PLAIN = 'plainkey0123456789';

/** One text of each shape. */
const samples = [
  `sk-proj-${'aB3'.repeat(12)}`,
  `sk-ant-api03-${'x_-9'.repeat(10)}`,
  `sk-or-v1-${'0f'.repeat(32)}`,
  `AIza${'Ab3_'.repeat(9)}`,
  `gsk_${'aB3'.repeat(12)}`,
  `xai-${'aB3'.repeat(12)}`,
  `hf_${'aB3'.repeat(11)}`,
  `ghp_${'aB3'.repeat(12)}`,
  `github_pat_${'aB3_'.repeat(12)}`,
  'AKIAIOSFODNN7EXAMPLE',
  `xoxb-${'123-'.repeat(6)}abc`,
  `sk_live_${'aB3'.repeat(8)}`,
  `npm_${'aB3'.repeat(12)}`,
  `ya29.${'aB3_'.repeat(12)}`,
];

const encodings: [string, (key: string) => string][] = [
  ['itself', (key) => key],
  ['in a URL', (key) => encodeURIComponent(key)],
  ['in JSON', (key) => JSON.stringify(key)],
  ['hex', (key) => Buffer.from(key).toString('hex')],
  ['HEX', (key) => Buffer.from(key).toString('hex').toUpperCase()],
  ['base64', (key) => Buffer.from(key).toString('base64')],
  ['base64, one before', (key) => Buffer.from(`a${key}b`).toString('base64')],
  ['base64, two before', (key) => Buffer.from(`ab${key}c`).toString('base64')],
  ['base64url', (key) => Buffer.from(`{"k":"${key}"}`).toString('base64url')],
  ['backwards', (key) => [...key].reverse().join('')],
];

describe('redactor', () => {
  test.each(encodings)('a key %s', (_, write) => {
    for (const key of [KEY, PLAIN]) {
      const { text, count } = createRedactor([key]).text(`before ${write(key)} after`);
      expect(count).toBeGreaterThan(0);
      expect(forms(key).filter((form) => text.includes(form))).toEqual([]);
      expect(text).toMatch(/^before .*\[key removed\].* after$/);
    }
  });

  test('shapes of at least eight makers, alone and inside a line', () => {
    expect(KEY_SHAPES.length).toBeGreaterThanOrEqual(8);
    const redactor = createRedactor([]);
    for (const sample of samples)
      for (const line of [sample, `key="${sample}";`, `(${sample})`, `a\n${sample}\nb`]) {
        const { text, count } = redactor.text(line);
        expect([sample, count, text.includes(sample)]).toEqual([sample, 1, false]);
      }
  });

  test('ordinary code and prose stay as they are', () => {
    const text =
      'task-list sk-1 risk-averse-approach-to-things desk-lamp, const hf_x = 1; AKIA npm_config_registry gsk_';
    expect(createRedactor([KEY]).text(text)).toEqual({ text, count: 0 });
  });

  test('deep values, names of fields too; bytes stay', () => {
    const bytes = new Uint8Array([1, 2]);
    const value = { a: [KEY, { [KEY]: `x${KEY}` }], b: 3, c: null, d: bytes, e: undefined };
    expect(createRedactor([KEY]).value(value)).toEqual({
      a: [MARK, { [MARK]: `x${MARK}` }],
      b: 3,
      c: null,
      d: bytes,
      e: undefined,
    });
  });

  test('in any pieces: what is shown never holds a key, and is what the whole would give', () => {
    const noise = fc.oneof(
      fc.string(),
      fc.constantFrom(' ', '\n', 'sk-', 'x', '🐛', 'ü', KEY.slice(0, 9), PLAIN.slice(3)),
    );
    const secret = fc.constantFrom(KEY, PLAIN, ...samples, ...forms(KEY));
    const text = fc
      .array(fc.oneof({ weight: 3, arbitrary: noise }, secret), { maxLength: 12 })
      .map((parts) => parts.join(''));
    const redactor = createRedactor([KEY, PLAIN]);
    fc.assert(
      fc.property(text, fc.array(fc.nat(200), { maxLength: 20 }), (whole, cuts) => {
        const at = [...new Set(cuts.map((cut) => Math.min(cut, whole.length)))].sort((a, b) => a - b);
        const pieces = [0, ...at].map((from, i) => whole.slice(from, at[i] ?? whole.length));
        const stream = redactor.stream();
        const shown = pieces.map((piece) => stream.push(piece)).concat(stream.end());
        expect(shown.join('')).toBe(redactor.text(whole).text);
        for (const part of shown) expect(part.includes(KEY) || part.includes(PLAIN)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('redacting twice changes nothing more', () => {
    const redactor = createRedactor([KEY]);
    const once = redactor.text(`${samples.join(' ')} ${KEY}`).text;
    expect(redactor.text(once)).toEqual({ text: once, count: 0 });
  });
});

describe('scan', () => {
  const bytes = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding));
  test.each(encodings)('finds a key %s in bytes', (_, write) =>
    expect(scan(bytes(`\0\x01 ${write(KEY)} x`), [KEY]).keys).toBeGreaterThan(0),
  );
  test('finds it in UTF-16, at either offset', () => {
    for (const before of ['', '\x01'])
      expect(
        scan(new Uint8Array([...bytes(before, 'latin1'), ...bytes(`a ${PLAIN} b`, 'utf16le')]), [PLAIN]).keys,
      ).toBeGreaterThan(0);
  });
  test('finds what is shaped like somebody else’s key, and tells it apart', () =>
    expect(scan(bytes(`x ${samples[4]} y`), [KEY])).toEqual({ keys: 0, shapes: 1 }));
  test('finds nothing where there is nothing', () =>
    expect(scan(bytes('const risk = "task-force"; '.repeat(1000)), [KEY])).toEqual({ keys: 0, shapes: 0 }));
});
