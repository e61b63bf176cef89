'use strict';

const { createEmitter } = require('./emitter');
const { bufferEvents, pipe, waitFor } = require('./extras');
const { compile } = require('./pattern');

module.exports = { bufferEvents, createEmitter, matches: (pattern, name) => compile(pattern)(name), pipe, waitFor };
