'use strict';

const { toNumber } = require('./days');
const { occurrences } = require('./expand');
const { parseRule } = require('./parse');

class Calendar {
  constructor() {
    this.events = new Map();
  }

  add(name, rule) {
    if (this.events.has(name)) throw new Error(`event ${name} exists already`);
    this.events.set(name, { rule: typeof rule === 'string' ? parseRule(rule) : rule, skips: new Set(), moves: new Map() });
    return this;
  }

  event(name) {
    const event = this.events.get(name);
    if (!event) throw new Error(`no event ${name}`);
    return event;
  }

  skip(name, date) {
    toNumber(date);
    this.event(name).skips.add(date);
    return this;
  }

  move(name, from, to) {
    toNumber(to);
    this.event(name).moves.set(from, to);
    return this;
  }

  datesOf(name, first, last) {
    const { rule, skips, moves } = this.event(name);
    const regular = occurrences(rule, { first, last }).filter((date) => !skips.has(date) && !moves.has(date));
    const moved = [...moves]
      .filter(([from, to]) => to >= first && to <= last && occurrences(rule, { first: from, last: from }).length > 0)
      .map(([, to]) => to);
    return [...new Set([...regular, ...moved])].sort();
  }

  /** Everything from `first` to `last`, by date and then in the order of adding. */
  between(first, last) {
    const all = [...this.events.keys()].flatMap((name) => this.datesOf(name, first, last).map((date) => ({ date, name })));
    return all.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  }

  /** Dates with more than one event. */
  conflicts(first, last) {
    const byDate = new Map();
    for (const { date, name } of this.between(first, last)) {
      byDate.set(date, [...(byDate.get(date) || []), name]);
    }
    return [...byDate].filter(([, names]) => names.length > 1).map(([date, names]) => ({ date, names }));
  }
}

module.exports = { Calendar };
