import { dueLabel } from './dates.js';

const MARKS = { low: ' ', normal: '-', high: '!' };

export function formatTask(task, today, idWidth = 1) {
  const box = task.done ? '[x]' : '[ ]';
  const due = task.due === null ? '' : ` (${today && !task.done ? dueLabel(task.due, today) : task.due})`;
  const tags = task.tags.map((tag) => ` #${tag}`).join('');
  return `${String(task.id).padStart(idWidth)} ${box} ${MARKS[task.priority]} ${task.title}${due}${tags}`;
}

export function formatList(tasks, today) {
  if (tasks.length === 0) return 'Nothing to do.\n';
  const width = Math.max(...tasks.map((task) => String(task.id).length));
  return tasks.map((task) => formatTask(task, today, width) + '\n').join('');
}

export function formatStats({ total, done, late, percent, tags }) {
  const filled = Math.round(percent / 10);
  const lines = [`[${'#'.repeat(filled)}${'.'.repeat(10 - filled)}] ${done} of ${total} done (${percent}%)`];
  if (late > 0) lines.push(`${late} late`);
  for (const tag of Object.keys(tags).sort()) lines.push(`#${tag}: ${tags[tag]}`);
  return lines.join('\n') + '\n';
}
