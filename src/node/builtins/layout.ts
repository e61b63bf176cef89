/** How util.inspect puts entries on lines: joined, one per line, or grouped in columns. */
import type { Guest } from '../guest';
import { stripVTControlCharacters, type InspectContext } from './style';

export function reduce(
  ctx: InspectContext,
  output: string[],
  base: string,
  braces: [string, string],
  kind: 'array' | 'object',
  recurse: number,
  value: Guest,
): string {
  if (ctx.compact !== true) {
    if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
      const entries = output.length;
      if (kind === 'array' && entries > 6) output = group(ctx, output, value);
      if (ctx.currentDepth - recurse < ctx.compact && entries === output.length) {
        const start = output.length + ctx.indentation + braces[0].length + base.length + 10;
        if (belowBreak(ctx, output, start, base)) {
          const joined = output.join(', ');
          if (!joined.includes('\n')) return `${base ? `${base} ` : ''}${braces[0]} ${joined} ${braces[1]}`;
        }
      }
    }
    const indentation = `\n${' '.repeat(ctx.indentation)}`;
    return `${base ? `${base} ` : ''}${braces[0]}${indentation}  ${output.join(`,${indentation}  `)}${indentation}${braces[1]}`;
  }
  if (belowBreak(ctx, output, 0, base))
    return `${braces[0]}${base ? ` ${base}` : ''} ${output.join(', ')} ` + braces[1];
  const indentation = `\n${' '.repeat(ctx.indentation)}`;
  const line = base === '' && braces[0].length === 1 ? ' ' : `${base ? ` ${base}` : ''}\n${indentation.slice(1)}  `;
  return `${braces[0]}${line}${output.join(`,${indentation}  `)} ${braces[1]}`;
}

function belowBreak(ctx: InspectContext, output: string[], start: number, base: string): boolean {
  let total = output.length + start;
  if (total + output.length > ctx.breakLength) return false;
  for (const one of output) {
    total += ctx.colors ? stripVTControlCharacters(one).length : one.length;
    if (total > ctx.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

function group(ctx: InspectContext, output: string[], value: Guest): string[] {
  let total = 0;
  let longest = 0;
  let i = 0;
  let length = output.length;
  if (ctx.maxArrayLength! < output.length) length--;
  const lengths: number[] = [];
  for (; i < length; i++) {
    const len = stripVTControlCharacters(output[i]!).length;
    lengths.push(len);
    total += len + 2;
    if (longest < len) longest = len;
  }
  const actual = longest + 2;
  if (actual * 3 + ctx.indentation < ctx.breakLength && (total / actual > 5 || longest <= 6)) {
    const bias = Math.sqrt(actual - total / output.length);
    const biased = Math.max(actual - 3 - bias, 1);
    const columns = Math.min(
      Math.round(Math.sqrt(2.5 * biased * length) / biased),
      Math.floor((ctx.breakLength - ctx.indentation) / actual),
      (ctx.compact as number) * 4,
      15,
    );
    if (columns <= 1) return output;
    const grouped: string[] = [];
    const widths: number[] = [];
    for (let c = 0; c < columns; c++) {
      let width = 0;
      for (let j = c; j < lengths.length; j += columns) if (lengths[j]! > width) width = lengths[j]!;
      widths.push(width + 2);
    }
    const right =
      value !== undefined &&
      Array.prototype.every.call(
        Array.prototype.slice.call(value, 0, length),
        (one: unknown) => typeof one === 'number' || typeof one === 'bigint',
      );
    for (let row = 0; row < length; row += columns) {
      const max = Math.min(row + columns, length);
      let text = '';
      let c = row;
      for (; c < max - 1; c++) {
        const cell = `${output[c]}, `;
        const pad = widths[c - row]! + cell.length - lengths[c]! - 2;
        text += right ? cell.padStart(pad) : cell.padEnd(pad);
      }
      text += right ? output[c]!.padStart(widths[c - row]! + output[c]!.length - lengths[c]! - 2) : output[c]!;
      grouped.push(text);
    }
    if (length < output.length) grouped.push(output[length]!);
    output = grouped;
  }
  return output;
}
