export { createLexer } from './lexer.js';
export { TokenStream } from './stream.js';
export { LexError } from './errors.js';
export { advance, excerpt } from './position.js';
