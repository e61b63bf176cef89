export { escapeHtml, unescapeHtml } from './entities.js';
export { parseAttributes } from './attributes.js';
export { tokenize } from './tokenize.js';
export { isSafeUrl, sanitize, stripTags } from './sanitize.js';
export { h, html, raw } from './build.js';
