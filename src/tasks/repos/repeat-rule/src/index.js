'use strict';

const { parseRule } = require('./parse');
const { includes, next, occurrences } = require('./expand');
const { describeRule } = require('./describe');
const { Calendar } = require('./calendar');

module.exports = { Calendar, describeRule, includes, next, occurrences, parseRule };
