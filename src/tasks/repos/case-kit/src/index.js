'use strict';

const { words } = require('./words');

module.exports = {
  words,
  ...require('./cases'),
  ...require('./slug'),
  ...require('./keys'),
};
