/** Exports read back and held against what their target publishes: fields and types, then the rules of a chat. */
import { fromParquet } from './parquet';
import { misfit, type Struct } from './shape';
import type { ExportRow } from './rows';
import { ExportError } from './select';
import type { ChatMessage } from './chat';
import { learnedOf } from './mask';
import type { ToolCall } from './tools';

/** Rows of a JSON Lines text. @throws ExportError naming the line */
export function parseRows(text: string): ExportRow[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => {
      try {
        return JSON.parse(line) as ExportRow;
      } catch {
        throw new ExportError(`Line ${i + 1} is not JSON. Export again.`);
      }
    });
}

/** @throws ExportError */
export async function readRows(content: string | Uint8Array): Promise<ExportRow[]> {
  if (typeof content === 'string') return parseRows(content);
  try {
    return await fromParquet(content);
  } catch (error) {
    throw new ExportError(`The parquet file does not read: ${(error as Error).message}. Export again.`);
  }
}

/** @throws ExportError naming the row and the field */
export function checkRows(rows: readonly ExportRow[], shape: Struct): void {
  if (rows.length === 0) throw new ExportError('The export holds no rows.');
  rows.forEach((row, i) => {
    const problem = misfit(row, shape, `row ${i + 1}`) ?? chatProblem(row, `row ${i + 1}`);
    if (problem) throw new ExportError(`${problem}. Export again.`);
  });
}

/** A chat alternates: system first, then user or tool before every assistant, tool turns answering the open call. */
function chatProblem(row: ExportRow, at: string): string | null {
  const messages = (row.messages ?? row.prompt) as ChatMessage[];
  const all = row.completion ? [...messages, ...(row.completion as ChatMessage[])] : messages;
  const learning = row.prompt === undefined || row.completion !== undefined;
  let open: ToolCall | undefined;
  for (const [i, message] of all.entries()) {
    const before = all[i - 1]?.role;
    const where = `${at}, message ${i + 1}`;
    if ((message.role === 'system') !== (i === 0)) return `${where}: the system speaks first and only then`;
    if (message.role === 'assistant' && (before === 'assistant' || before === 'system'))
      return `${where}: the assistant speaks before it is asked`;
    if (message.role === 'user' && (before === 'user' || before === 'tool' || open))
      return `${where}: the user speaks out of turn`;
    if (message.role === 'tool' && (!open || open.id !== message.tool_call_id))
      return `${where}: the tool answers no open call`;
    if (!['system', 'user', 'assistant', 'tool'].includes(message.role)) return `${where}: no such role`;
    open = message.role === 'assistant' ? message.tool_calls?.[0] : undefined;
  }
  if (all.length < 2) return `${at}: a chat needs at least the system's and the user's message`;
  if (learning && all.at(-1)!.role !== 'assistant') return `${at}: the last message is not the assistant's`;
  const learned = row.learned as boolean[] | undefined;
  if (learned && learned.length !== all.length) return `${at}: learned and messages differ in length`;
  if (learnedOf(row).some((message) => message.role !== 'assistant')) return `${at}: a turn of another is learned`;
  return null;
}
