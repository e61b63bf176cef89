export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

const ALIASES = { warning: 'warn', err: 'error', critical: 'fatal', information: 'info', notice: 'info' };

export function toLevel(text) {
  const lower = text.toLowerCase();
  const name = Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : lower;
  return LEVELS.includes(name) ? name : null;
}

export function rank(level) {
  return LEVELS.indexOf(level);
}

/** Numbers as some JSON loggers write them: 10 is trace, 60 is fatal. */
export function levelFromNumber(number) {
  const index = Math.floor(number / 10) - 1;
  return LEVELS[Math.min(LEVELS.length - 1, Math.max(0, index))];
}

export function levelFromStatus(status) {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}
