'use strict';

const { makeGroup } = require('./group');

class TextDocument {
  constructor(text = '') {
    this.text = text;
  }

  splice(at, removed, added) {
    if (this.text.slice(at, at + removed.length) !== removed) throw new Error(`expected "${removed}" at ${at}`);
    this.text = this.text.slice(0, at) + added + this.text.slice(at + removed.length);
  }

  checkRange(from, to) {
    if (from < 0 || to > this.text.length || from > to) throw new RangeError(`no range ${from}-${to}`);
  }

  insert(at, text) {
    this.checkRange(at, at);
    return insertion(this, at, text);
  }

  remove(from, to) {
    this.checkRange(from, to);
    return deletion(this, from, this.text.slice(from, to));
  }

  replace(from, to, text) {
    this.checkRange(from, to);
    return edit(this, `replace "${this.text.slice(from, to)}"`, from, this.text.slice(from, to), text);
  }

  /** One command for all places, or null when there is none. */
  replaceAll(search, text) {
    if (search === '') throw new RangeError('nothing to search for');
    const edits = [];
    let shift = 0;
    for (let at = this.text.indexOf(search); at !== -1; at = this.text.indexOf(search, at + search.length)) {
      edits.push(edit(this, 'replace', at + shift, search, text));
      shift += text.length - search.length;
    }
    return edits.length === 0 ? null : makeGroup(`replace all "${search}"`, edits);
  }
}

function edit(doc, label, at, removed, added) {
  return {
    label,
    weight: removed.length + added.length,
    apply: () => doc.splice(at, removed, added),
    revert: () => doc.splice(at, added, removed),
  };
}

/** Typing: an insertion right after the last one is merged with it, up to the end of a word. */
function insertion(doc, at, text) {
  return {
    ...edit(doc, `insert "${text}"`, at, '', text),
    kind: 'insert',
    doc,
    at,
    text,
    merge(next) {
      const follows = next.kind === 'insert' && next.doc === doc && next.at === at + text.length;
      if (!follows || (/\s$/.test(text) && !/^\s/.test(next.text))) return null;
      return insertion(doc, at, text + next.text);
    },
  };
}

/** Backspace: a deletion that ends where the last one began is merged with it. */
function deletion(doc, at, text) {
  return {
    ...edit(doc, `delete "${text}"`, at, text, ''),
    kind: 'delete',
    doc,
    at,
    text,
    merge(next) {
      if (next.kind !== 'delete' || next.doc !== doc || next.at + next.text.length !== at) return null;
      return deletion(doc, next.at, next.text + text);
    },
  };
}

module.exports = { TextDocument };
