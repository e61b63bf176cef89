/**
 * An expert that knows the gold patch and hints at it in words, never quoting a line it adds. For tests, data and upper
 * bounds; it is no measure of what a real expert would do.
 */
import { hash, rng } from '../lib/ids';
import type { Completion, Message, Model, Stream } from '../types';
import { estimated } from './estimate';
import type { ModelDeps } from './port';
import { decoys, goldLines, places, type HintPlace } from './oracle/places';

const DETAILS = ['file', 'function', 'line', 'kind'] as const;

/** How much it gives away; each level includes those before it. */
export type Detail = (typeof DETAILS)[number];

const SHOWN = 4;

/** Options: `detail` (default kind), `wrong` (probability of misleading, default 0), `seed`. */
export function create(options: Record<string, unknown>, { goldPatch, task }: ModelDeps): Model {
  const { detail = 'kind', wrong = 0, seed = 0 } = options;
  if (!goldPatch) throw new Error('The oracle needs a task with a gold patch. Choose another expert for this task.');
  if (!DETAILS.includes(detail as Detail)) throw new Error(`The oracle's "detail" is one of ${DETAILS.join(', ')}.`);
  if (typeof wrong !== 'number' || !(wrong >= 0 && wrong <= 1))
    throw new Error('The oracle\'s "wrong" is a probability from 0 to 1.');
  const files = task?.files ?? {};
  const real = places(goldPatch, files);
  const false_ = decoys(real, files);
  const secret = goldLines(goldPatch);
  const draw = (messages: Message[]) => rng(hash(Number(seed) || 0, messages.map((m) => m.content).join('\n')));
  return {
    generate(messages, { signal } = {}) {
      const random = draw(messages);
      const misled = random() < wrong && false_.length > 0;
      const shown = misled ? [false_[Math.floor(random() * false_.length)]!] : real;
      return speak(unquoted(advice(shown, detail as Detail), secret), messages, signal);
    },
  };
}

function advice(all: HintPlace[], detail: Detail): string {
  const level = DETAILS.indexOf(detail);
  const lines = all.slice(0, SHOWN).map((place) => {
    const where = [
      `Look at ${place.path}`,
      level >= 1 && place.inside ? `in ${place.inside}` : '',
      level >= 2 ? `around line ${place.line}` : '',
    ];
    return `${where.filter(Boolean).join(', ')}.${level >= 3 ? ` ${place.kind}` : ''}`;
  });
  const unique = [...new Set(lines)];
  const more = all.length > SHOWN ? [`There are ${all.length - SHOWN} more places like these.`] : [];
  const many = unique.length > 1 ? ['Several places are wrong:'] : [];
  return [
    ...many,
    ...unique,
    ...more,
    'View it, compare it with what the failing test expects, change only that, and run the tests again.',
  ].join('\n');
}

/** Takes out whatever would repeat a line of the gold patch. */
function unquoted(text: string, secret: string[]): string {
  return secret.reduce((out, line) => out.replaceAll(line, '…'), text);
}

async function* speak(text: string, messages: Message[], signal: AbortSignal | undefined): Stream<string, Completion> {
  const started = performance.now();
  signal?.throwIfAborted();
  yield text;
  return estimated(text, messages, started, 'oracle');
}
