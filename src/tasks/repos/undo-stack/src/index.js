'use strict';

const { History } = require('./history');
const { TextDocument } = require('./document');
const { removeProperty, setProperty } = require('./property');

module.exports = { History, TextDocument, removeProperty, setProperty };
