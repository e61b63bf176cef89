'use strict';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (ch) => ENTITIES[ch]);
}

function safeUrl(url) {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(url);
  if (scheme && !['http', 'https', 'mailto'].includes(scheme[1].toLowerCase())) return '#';
  return url.trim();
}

/** Returns a function that gives every heading its own id. */
function slugger() {
  const used = new Map();
  return (text) => {
    const base =
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s-]/gu, '')
        .trim()
        .replace(/[\s-]+/g, '-') || 'section';
    const count = used.get(base) || 0;
    used.set(base, count + 1);
    return count === 0 ? base : `${base}-${count}`;
  };
}

module.exports = { escapeHtml, safeUrl, slugger };
