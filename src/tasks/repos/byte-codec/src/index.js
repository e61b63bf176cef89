'use strict';

const { base32, base64, base64url, hex } = require('./text');
const { varint, zigzag } = require('./numbers');
const { adler32, crc32, runLength } = require('./runs');
const { pack, unpack } = require('./record');
const utf8 = require('./utf8');

module.exports = { adler32, base32, base64, base64url, crc32, hex, pack, runLength, unpack, utf8, varint, zigzag };
