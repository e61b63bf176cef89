'use strict';

module.exports = {
  ...require('./grid'),
  ...require('./life'),
  ...require('./area'),
  ...require('./way'),
  ...require('./stones'),
  ...require('./tournament'),
};
