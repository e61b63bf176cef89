import { extractFields } from './fields.js';
import { levelFromNumber, levelFromStatus, toLevel } from './levels.js';

const PLAIN = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,3})?)Z?\s+\[?([A-Za-z]+)\]?:?\s+(?:\[([^\]]+)\]\s+)?(.*)$/;
const ACCESS = /^(\S+) \S+ \S+ \[(\d{2})\/(\w{3})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})\] "(\S+) (\S+)[^"]*" (\d{3}) (\d+|-)/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function parseLine(line) {
  return parseJson(line) ?? parsePlain(line) ?? parseAccess(line);
}

function parseJson(line) {
  if (line[0] !== '{') return null;
  let data;
  try {
    data = JSON.parse(line);
  } catch {
    return null;
  }
  const { time, timestamp, level, source, name, msg, message, ...fields } = data;
  const stamp = time ?? timestamp;
  return {
    time: stamp === undefined ? null : new Date(stamp).getTime(),
    level: typeof level === 'number' ? levelFromNumber(level) : (toLevel(String(level ?? 'info')) ?? 'info'),
    source: source ?? name ?? null,
    message: String(msg ?? message ?? ''),
    fields,
  };
}

function parsePlain(line) {
  const match = PLAIN.exec(line);
  const level = match && toLevel(match[2]);
  if (!level) return null;
  const [, stamp, , source = null, text] = match;
  const { message, fields } = extractFields(text);
  return { time: Date.parse(stamp.replace(' ', 'T').replace(',', '.') + 'Z'), level, source, message, fields };
}

function parseAccess(line) {
  const match = ACCESS.exec(line);
  if (!match) return null;
  const [, host, day, monthName, year, hour, minute, second, sign, zoneHours, zoneMinutes, method, path, status, size] = match;
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
  const local = Date.UTC(Number(year), MONTHS.indexOf(monthName), Number(day), Number(hour), Number(minute), Number(second));
  return {
    time: local - offset * 60_000,
    level: levelFromStatus(Number(status)),
    source: 'http',
    message: `${method} ${path}`,
    fields: { host, status: Number(status), bytes: size === '-' ? 0 : Number(size) },
  };
}

/** Lines that are no entry of their own are joined to the one before. */
export function parseLog(text) {
  const entries = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const last = entries[entries.length - 1];
    const entry = /^\s/.test(line) ? null : parseLine(line);
    if (entry) entries.push(entry);
    else if (last) last.message += `\n${line.trimEnd()}`;
    else entries.push({ time: null, level: 'info', source: null, message: line.trim(), fields: {} });
  }
  return entries;
}
