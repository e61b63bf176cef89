/** How unlikely a language model finds the lines as they stand, between the text before and after: a sign of where the fault is. */
import type { Model, Place } from '../../types';

/** Characters of context on either side of a line; near text says most. */
const BEFORE = 2400;
const AFTER = 1200;

export interface SurpriseOptions {
  /** Places that are looked at, default 20: one prefill each. */
  most?: number;
  signal?: AbortSignal;
}

/**
 * `path:line` -> mean natural-log probability of a token of the line, for `Evidence.surprise`; {} where the model cannot
 * score. `places` are read in their order. Throws what the model throws.
 */
export async function surprise(
  model: Pick<Model, 'score'>,
  sources: Record<string, string>,
  places: Pick<Place, 'path' | 'from'>[],
  { most = 20, signal }: SurpriseOptions = {},
): Promise<Record<string, number>> {
  const out: Record<string, number> = {};
  if (!model.score) return out;
  for (const { path, from } of places.slice(0, most)) {
    const lines = (sources[path] ?? '').split('\n');
    const line = lines[from - 1];
    if (line === undefined || line.trim() === '') continue;
    const indent = /^\s*/.exec(line)![0];
    const before = tail([...lines.slice(0, from - 1), indent].join('\n'), BEFORE);
    const after = `\n${lines.slice(from).join('\n')}`.slice(0, AFTER);
    const [probabilities = []] = await model.score({ before, after }, [line.slice(indent.length)], signal);
    if (probabilities.length > 0)
      out[`${path}:${from}`] = probabilities.reduce((a, b) => a + b, 0) / probabilities.length;
  }
  return out;
}

/** The end of a text, from the start of a line. */
function tail(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(-most);
  return cut.slice(cut.indexOf('\n') + 1);
}
