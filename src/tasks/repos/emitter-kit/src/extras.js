'use strict';

/** A promise of the arguments of the next event for which `when` holds. */
function waitFor(emitter, pattern, { when = () => true } = {}) {
  return new Promise((resolve, reject) => {
    const leave = emitter.on(pattern, (event, ...args) => {
      try {
        if (!when(...args)) return;
        leave();
        resolve(args);
      } catch (error) {
        leave();
        reject(error);
      }
    });
  });
}

/** Sends every event of `source` on to `target`, with a prefix. */
function pipe(source, target, prefix = '') {
  return source.on('**', (event, ...args) => {
    const name = prefix === '' ? event.name : `${prefix}.${event.name}`;
    target.forward(name, args, event.origin);
  });
}

/** Records events; `flush` hands them over and empties the list. */
function bufferEvents(emitter, pattern, { limit = Infinity } = {}) {
  let records = [];
  let dropped = 0;
  const stop = emitter.on(
    pattern,
    (event, ...args) => {
      records.push({ name: event.name, args });
      if (records.length > limit) {
        records.shift();
        dropped += 1;
      }
    },
    { priority: Infinity },
  );
  return {
    stop,
    get size() {
      return records.length;
    },
    flush() {
      const out = { records, dropped };
      records = [];
      dropped = 0;
      return out;
    },
  };
}

module.exports = { bufferEvents, pipe, waitFor };
