/** console.table's box drawing. */
import type { Guest } from '../guest';
import { inspect } from './inspect';

const cell = (value: Guest) =>
  inspect(value, {
    depth: value !== null && typeof value === 'object' && Object.keys(value).length > 2 ? -1 : 0,
    maxArrayLength: 3,
    breakLength: Infinity,
    compact: 3,
  });
const padded = (text: string, width: number) => ` ${text}`.padEnd(width);

export function renderTable(data: Guest, only?: string[]): string {
  const isMap = data instanceof Map;
  const isSet = data instanceof Set;
  const rows: [string, Guest][] =
    isMap || isSet ? [...data].map((value, i) => [String(i), value]) : Object.keys(data).map((key) => [key, data[key]]);
  const head = isMap || isSet ? '(iteration index)' : '(index)';
  const columns: string[] = [];
  let values = false;
  if (isMap) columns.push('Key', 'Values');
  else
    for (const [, row] of rows) {
      if (row !== null && typeof row === 'object')
        for (const key of only ?? Object.keys(row)) if (!columns.includes(key)) columns.push(key);
      if (row === null || typeof row !== 'object') values = true;
    }
  if (isSet) values = true;
  const table = [[head, ...columns, ...(values ? ['Values'] : [])]];
  for (const [key, row] of rows) {
    const object = row !== null && typeof row === 'object';
    const cells = isMap
      ? [cell(row[0]), cell(row[1])]
      : columns.map((name) => (object && Object.hasOwn(row, name) ? cell(row[name]) : ''));
    table.push([key, ...cells, ...(values ? [object && !isSet ? '' : cell(row)] : [])]);
  }
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)) + 2);
  const line = (left: string, mid: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width)).join(mid) + right;
  const body = table.map((row) => `│${row.map((text, i) => padded(text, widths[i]!)).join('│')}│`);
  return [line('┌', '┬', '┐'), body[0], line('├', '┼', '┤'), ...body.slice(1), line('└', '┴', '┘')].join('\n');
}
