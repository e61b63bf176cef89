'use strict';

function createEvent(name, origin) {
  let stopped = false;
  return {
    name,
    origin: origin || name,
    stop() {
      stopped = true;
    },
    get stopped() {
      return stopped;
    },
  };
}

module.exports = { createEvent };
