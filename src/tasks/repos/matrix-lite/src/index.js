export { Matrix } from './matrix.js';
export { determinant, inverse, rank, reduce, solve } from './solve.js';
