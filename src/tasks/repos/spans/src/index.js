export { overlaps, relation } from './span.js';
export { contains, gaps, intersect, invert, merge, subtract, total, union } from './sets.js';
export { assignRooms, busiest, firstFit, pickMost, rooms } from './plan.js';
export { format, parse } from './text.js';
