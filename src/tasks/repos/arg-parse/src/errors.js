'use strict';

class ArgError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'ArgError';
    this.code = code;
  }
}

module.exports = { ArgError };
