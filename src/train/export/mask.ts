/**
 * Fine-tuning rows read back and held against the episodes they came from: what carries a loss is word for word what
 * the protégé said in the turns that teach, each once and in order. Nothing of an expert's can be among it.
 */
import type { Generation, Trajectory } from '../../types';
import type { ChatMessage } from './chat';
import type { ExportRow } from './rows';
import { ExportError } from './select';
import { teachingGenerations } from './taught';
import { callOf } from './tools';

/** The messages of a row that carry a loss, in the terms of its format. */
export function learnedOf(row: ExportRow): ChatMessage[] {
  if (row.completion) return row.completion as ChatMessage[];
  const messages = (row.messages ?? []) as (ChatMessage & { masked?: boolean })[];
  const learned = row.learned as boolean[] | undefined;
  return messages.filter(({ masked }, i) => (learned ? learned[i] : masked === false));
}

/** @throws ExportError naming the row or the episode */
export function checkMask(rows: readonly ExportRow[], episodes: readonly Trajectory[]): void {
  const teaching = grouped(episodes.map((one) => [one.id, teachingGenerations(one).filter((turn) => turn !== null)]));
  const learned = grouped(rows.map((row) => [row.episode_id as string, learnedOf(row)]));
  for (const id of learned.keys())
    if (!teaching.has(id)) throw new ExportError(`The rows of ${id} belong to no exported episode. Export again.`);
  for (const [id, own] of teaching) {
    const found = learned.get(id) ?? [];
    const wrong = found.findIndex((message, i) => !own[i] || !isFrom(message, own[i]));
    if (wrong >= 0)
      throw new ExportError(`Episode ${id}: turn ${wrong + 1} of those learned is none that teaches. Export again.`);
    if (found.length < own.length)
      throw new ExportError(`Episode ${id}: turn ${found.length + 1} of those that teach is masked. Export again.`);
  }
}

/** What comes under the same key, in order: an episode may be given twice. */
function grouped<T>(pairs: [string, T[]][]): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const [key, values] of pairs) out.set(key, [...(out.get(key) ?? []), ...values]);
  return out;
}

/** As a text the whole reply; as a tool call the action, and before it nothing that is not in the reply. */
function isFrom({ content, tool_calls: calls }: ChatMessage, { text, action }: Generation): boolean {
  const call = calls?.[0];
  if (!call) return content === text;
  const want = callOf(action, call.id)!.function;
  return call.function.name === want.name && call.function.arguments === want.arguments && text.includes(content);
}
