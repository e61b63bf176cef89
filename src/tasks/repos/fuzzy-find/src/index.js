export { distance, similarity } from './distance.js';
export { score } from './score.js';
export { highlight, search, suggest } from './search.js';
