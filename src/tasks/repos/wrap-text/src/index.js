export { textWidth } from './width.js';
export { dedent, indent, wrap } from './wrap.js';
export { align, truncate } from './align.js';
export { box, columns, table } from './grid.js';
