'use strict';

const { parse, valid } = require('./parse');

module.exports = {
  parse,
  valid,
  format: (input) => String(parse(input)),
  ...require('./compare'),
  ...require('./range'),
  ...require('./bump'),
};
