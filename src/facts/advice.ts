/**
 * The expert's reply as the protégé reads it. Asked for: one JSON object {diagnosis, place, steps}; plain words are as
 * welcome. Either way it is untrusted text: capped, without control characters, chat marks or our own tags.
 */
import { headTail } from '../lib/text';
import { unmarked } from '../lib/foreign';

export interface Advice {
  diagnosis: string;
  /** File, function, line, as far as known. */
  place: string;
  /** What to do next, in order. */
  steps: string[];
}

/** Characters of guidance at most; longer replies keep head and tail. */
const LONGEST = 8_000;
const MOST_STEPS = 6;

/** The structured form, when the reply is one; null = plain words. */
export function readAdvice(reply: string): Advice | null {
  const said = reply.replace(/^[\s\S]*<\/think>/, '').slice(0, 4 * LONGEST);
  const from = said.indexOf('{');
  const to = said.lastIndexOf('}');
  if (from < 0 || to <= from) return null;
  let value: unknown;
  try {
    value = JSON.parse(said.slice(from, to + 1));
  } catch {
    return null;
  }
  const { diagnosis, place, steps } = value as Record<string, unknown>;
  const list = (Array.isArray(steps) ? steps : [steps]).map(words).filter(Boolean).slice(0, MOST_STEPS);
  const advice = { diagnosis: words(diagnosis), place: words(place), steps: list };
  return advice.diagnosis || list.length > 0 ? advice : null;
}

/** A text, or an object like {file, function, line} in words; '' for anything else. */
function words(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const parts = Object.entries(value).filter(([, part]) => typeof part === 'string' || typeof part === 'number');
  return parts.map(([name, part]) => (/^(file|path)$/.test(name) ? `${part}` : `${name} ${part}`)).join(', ');
}

/** Reply -> guidance: the structured form laid out, plain words as they are; cleaned and capped. */
export function adviceText(reply: string): string {
  const advice = readAdvice(reply);
  return headTail(clean(advice ? layOut(advice) : reply), LONGEST);
}

function layOut({ diagnosis, place, steps }: Advice): string {
  const lines = [
    diagnosis && `Diagnosis: ${diagnosis}`,
    place && `Place: ${place}`,
    steps.length > 0 && `Next steps:\n${steps.map((step, i) => `${i + 1}. ${step}`).join('\n')}`,
  ];
  return lines.filter(Boolean).join('\n');
}

const CONTROL = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;
/** Marks with which chat templates separate speakers. */
const MARKS = /<\|(\w{1,40})\|>|\[(\/?INST)\]|<(\/?s)>/g;

/** Without what a reader cannot see, or what a chat template could take for another speaker. */
function clean(text: string): string {
  const seen = text.replace(/\r\n?/g, '\n').replace(CONTROL, '').replace(INVISIBLE, '');
  return unmarked(seen.replace(MARKS, (_, a, b, c) => `(${a ?? b ?? c})`));
}
