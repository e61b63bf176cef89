'use strict';

const { createEvent } = require('./event');
const { split } = require('./pattern');
const { createRegistry } = require('./registry');

function createEmitter() {
  const registry = createRegistry();

  function on(pattern, fn, options) {
    const entry = registry.add(pattern, fn, options);
    return () => registry.removeWhere((other) => other === entry) > 0;
  }

  function fail(error, name) {
    if (name === 'error' || count('error') === 0) throw error;
    dispatch('error', [error, name]);
  }

  function* calls(name, event) {
    split(name);
    for (const entry of registry.matching(name)) {
      if (event.stopped) return;
      if (registry.use(entry)) yield entry.fn;
    }
  }

  function dispatch(name, args, origin) {
    const event = createEvent(name, origin);
    const results = [];
    for (const fn of calls(name, event)) {
      try {
        results.push(fn(event, ...args));
      } catch (error) {
        results.push(undefined);
        fail(error, name);
      }
    }
    return results;
  }

  async function emitAsync(name, ...args) {
    const event = createEvent(name);
    const results = [];
    for (const fn of calls(name, event)) {
      try {
        results.push(await fn(event, ...args));
      } catch (error) {
        results.push(undefined);
        fail(error, name);
      }
    }
    return results;
  }

  function count(name) {
    return registry.matching(name).length;
  }

  function clear(prefix) {
    if (prefix === undefined) return registry.removeWhere(() => true);
    return registry.removeWhere(({ pattern }) => pattern === prefix || pattern.startsWith(`${prefix}.`));
  }

  return {
    on,
    count,
    clear,
    emitAsync,
    once: (pattern, fn, options) => on(pattern, fn, { ...options, times: 1 }),
    off: (pattern, fn) => registry.removeWhere((entry) => entry.pattern === pattern && entry.fn === fn),
    emit: (name, ...args) => dispatch(name, args).length,
    collect: (name, ...args) => dispatch(name, args),
    forward: (name, args, origin) => dispatch(name, args, origin).length,
    patterns: registry.patterns,
  };
}

module.exports = { createEmitter };
