'use strict';

const { toText } = require('./days');

const NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function join(words) {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

function ordinal(n) {
  if (n === -1) return 'last';
  const tens = n % 100;
  if (tens >= 11 && tens <= 13) return `${n}th`;
  return n + (['th', 'st', 'nd', 'rd'][n % 10] || 'th');
}

function describeOn(on) {
  if (!on) return '';
  if (on.kind === 'nth') return ` on the ${ordinal(on.nth)} ${NAMES[on.weekday]}`;
  if (on.kind === 'weekdays') return ` on ${join(on.days.map((day) => NAMES[day]))}`;
  return ` on the ${join(on.days.map((day) => (day === -1 ? 'last day' : ordinal(day))))}`;
}

function describeRule(rule) {
  const head = rule.every === 1 ? `every ${rule.unit}` : `every ${rule.every} ${rule.unit}s`;
  const end = rule.until === Infinity ? '' : `, until ${toText(rule.until)}`;
  const times = rule.times === Infinity ? '' : `, ${rule.times === 1 ? 'once' : `${rule.times} times`}`;
  return head + describeOn(rule.on) + end + times;
}

module.exports = { describeRule };
