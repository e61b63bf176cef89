'use strict';

const VERSION = /^[v=\s]*(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?\s*$/;

class Version {
  constructor(major, minor, patch, pre = [], build = '') {
    this.major = major;
    this.minor = minor;
    this.patch = patch;
    this.pre = pre;
    this.build = build;
  }

  toString() {
    const core = `${this.major}.${this.minor}.${this.patch}`;
    return this.pre.length > 0 ? `${core}-${this.pre.join('.')}` : core;
  }
}

function parsePre(text) {
  return text.split('.').map((part) => {
    if (part === '') throw new TypeError(`Empty part in tag "${text}"`);
    return /^\d+$/.test(part) ? Number(part) : part;
  });
}

function parse(input) {
  if (input instanceof Version) return input;
  const match = VERSION.exec(String(input));
  if (!match) throw new TypeError(`Invalid version "${input}"`);
  const [, major, minor, patch, pre, build] = match;
  return new Version(Number(major), Number(minor), Number(patch), pre ? parsePre(pre) : [], build || '');
}

function valid(input) {
  try {
    return parse(input).toString();
  } catch {
    return null;
  }
}

module.exports = { Version, parse, parsePre, valid };
