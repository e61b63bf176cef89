'use strict';

const { compile } = require('./pattern');

function createRegistry() {
  let entries = [];
  let serial = 0;

  function add(pattern, fn, { priority = 0, times = Infinity } = {}) {
    if (typeof fn !== 'function') throw new TypeError('a listener must be a function');
    if (!(times > 0)) throw new RangeError(`times must be more than 0, got ${times}`);
    serial += 1;
    const entry = { pattern, fn, priority, left: times, serial, matches: compile(pattern) };
    entries = [...entries, entry].sort((a, b) => b.priority - a.priority || a.serial - b.serial);
    return entry;
  }

  function removeWhere(test) {
    const before = entries.length;
    entries = entries.filter((entry) => !test(entry));
    return before - entries.length;
  }

  /** Counts a call; false when the entry was used up or removed meanwhile. */
  function use(entry) {
    if (!entries.includes(entry)) return false;
    entry.left -= 1;
    if (entry.left <= 0) removeWhere((other) => other === entry);
    return true;
  }

  return {
    add,
    removeWhere,
    use,
    matching: (name) => entries.filter((entry) => entry.matches(name)),
    patterns: () => [...new Set(entries.map((entry) => entry.pattern))].sort(),
  };
}

module.exports = { createRegistry };
