export { ColorError, parseColor } from './parse.js';
export { color } from './color.js';
export { contrast, level, luminance, readableOn } from './contrast.js';
export { mix, scale } from './blend.js';
