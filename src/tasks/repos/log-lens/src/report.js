import { LEVELS } from './levels.js';

export function formatSpan(ms) {
  const seconds = Math.round(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts = [];
  if (hours > 0) parts.push(`${hours}h`);
  if (minutes > 0) parts.push(`${minutes}m`);
  if (seconds % 60 > 0 || parts.length === 0) parts.push(`${seconds % 60}s`);
  return parts.join(' ');
}

function rows(pairs) {
  const width = Math.max(0, ...pairs.map(([, size]) => String(size).length));
  return pairs.map(([name, size]) => `  ${String(size).padStart(width)}  ${name}`);
}

export function report(summary) {
  const { total, levels, sources, groups, busiest, span, errorRate, durations } = summary;
  if (total === 0) return 'No entries.\n';
  const lines = [`${total} ${total === 1 ? 'entry' : 'entries'} in ${formatSpan(span)}, ${errorRate}% errors`];
  const used = LEVELS.filter((level) => levels[level] > 0).reverse();
  lines.push('', 'Levels', ...rows(used.map((level) => [level, levels[level]])));
  lines.push('', 'Sources', ...rows(sources));
  lines.push('', 'Messages', ...rows(groups));
  if (busiest) lines.push('', `Busiest: ${new Date(busiest.start).toISOString().slice(0, 16).replace('T', ' ')} (${busiest.size})`);
  if (durations) lines.push(`Durations: median ${durations.median} ms, p95 ${durations.p95} ms, max ${durations.max} ms`);
  return lines.join('\n') + '\n';
}
