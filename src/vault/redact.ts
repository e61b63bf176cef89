/**
 * The one redactor: takes keys out of whatever leaves or enters. Literal keys of the vault in their usual encodings, and
 * anything shaped like a key of a known maker.
 */

/** Shapes of keys, without spaces, so that a cut at a space never splits one. */
export const KEY_SHAPES: readonly [maker: string, shape: string][] = [
  ['OpenAI, DeepSeek, OpenRouter or Anthropic', String.raw`sk-[A-Za-z0-9_-]{16,512}`],
  ['Google', String.raw`AIza[A-Za-z0-9_-]{30,60}`],
  ['Groq', String.raw`gsk_[A-Za-z0-9]{20,200}`],
  ['xAI', String.raw`xai-[A-Za-z0-9_-]{20,200}`],
  ['Hugging Face', String.raw`hf_[A-Za-z0-9]{20,100}`],
  ['GitHub', String.raw`gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{30,255}`],
  ['AWS', String.raw`(?:AKIA|ASIA)[A-Z0-9]{16}`],
  ['Slack', String.raw`xox[abprs]-[A-Za-z0-9-]{10,200}`],
  ['Stripe', String.raw`[rs]k_(?:live|test)_[A-Za-z0-9]{16,200}`],
  ['npm', String.raw`npm_[A-Za-z0-9]{30,100}`],
  ['Google sign-in', String.raw`ya29\.[A-Za-z0-9_-]{20,500}`],
];
const shapes = () => new RegExp(`(?<![A-Za-z0-9])(?:${KEY_SHAPES.map(([, shape]) => shape).join('|')})`, 'g');

export const MARK = '[key removed]';

/** Base64 of `key` wherever it stands in a longer text: the characters that do not depend on its neighbours. */
function base64Forms(key: string): string[] {
  return [0, 1, 2].map((offset) => {
    const text = btoa('\0'.repeat(offset) + key);
    const from = Math.ceil((offset * 8) / 6);
    const whole = Math.floor(((offset + key.length) * 8) / 6);
    return text.slice(from, whole);
  });
}

/** How a key may be written in text: itself, URL, JSON, base64 (3 offsets, both alphabets), hex, UTF-16, backwards. */
export function forms(key: string): string[] {
  const hex = [...key].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  const base64 = base64Forms(key);
  const spaced = [...key].join('\0');
  const all = [
    key,
    encodeURIComponent(key),
    JSON.stringify(key).slice(1, -1),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    hex,
    hex.toUpperCase(),
    spaced,
    [...key].reverse().join(''),
  ];
  return [...new Set(all)].filter((form) => form.length >= 8).sort((a, b) => b.length - a.length);
}

export interface Redacted {
  text: string;
  count: number;
}

export interface Redactor {
  text(text: string): Redacted;
  /** Every string in it, keys of objects too; plain data only. */
  value<T>(value: T): T;
  /** For text that arrives in pieces: `push` gives what is safe to show, `end` the rest. Equal to `text` of the whole. */
  stream(): { push(piece: string): string; end(): string };
}

/** Where the last word begins. A key has neither spaces nor characters beyond ASCII, so none reaches across one. */
const lastBreak = (text: string): number => {
  for (let i = text.length - 1; i >= 0; i--) {
    const code = text.charCodeAt(i);
    if ((code < 0x21 || code > 0x7e) && code !== 0) return i + 1;
  }
  return 0;
};

export function createRedactor(keys: readonly string[]): Redactor {
  const literals = keys.flatMap(forms).sort((a, b) => b.length - a.length);
  const pattern = shapes();
  const text = (given: string): Redacted => {
    let out = given;
    let count = 0;
    for (const literal of literals) {
      if (!out.includes(literal)) continue;
      const parts = out.split(literal);
      count += parts.length - 1;
      out = parts.join(MARK);
    }
    pattern.lastIndex = 0;
    if (pattern.test(out))
      out = out.replace(pattern, () => {
        count++;
        return MARK;
      });
    return { text: out, count };
  };
  const value = <T>(given: T): T => {
    if (typeof given === 'string') return text(given).text as T;
    if (Array.isArray(given)) return given.map(value) as T;
    if (typeof given !== 'object' || given === null || ArrayBuffer.isView(given)) return given;
    return Object.fromEntries(Object.entries(given).map(([name, item]) => [text(name).text, value(item)])) as T;
  };
  return {
    text,
    value,
    stream() {
      let held = '';
      return {
        push(piece) {
          held += piece;
          const cut = lastBreak(held);
          const safe = held.slice(0, cut);
          held = held.slice(cut);
          return text(safe).text;
        },
        end() {
          const rest = text(held).text;
          held = '';
          return rest;
        },
      };
    },
  };
}
