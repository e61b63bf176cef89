/**
 * The action union as a grammar (GBNF, which llama.cpp and xgrammar both read): at most one short line of thought, then
 * exactly one action. Every sentence of it parses to a valid action; agent/parse is the other half of that promise.
 */

// no braces in the thought: the parser looks for the first one
const ACTION = String.raw`action ::= run | view | edit | ask | submit
run ::= "{\"action\":\"run\",\"command\":" text "}"
view ::= "{\"action\":\"view\",\"path\":" text ("," "\"from\":" line "," "\"to\":" line)? "}"
edit ::= "{\"action\":\"edit\",\"path\":" text ",\"find\":" string ",\"replace\":" string "}"
ask ::= "{\"action\":\"ask\",\"question\":" text "}"
submit ::= "{\"action\":\"submit\"}"
text ::= "\"" [!#-[\]-~] char* "\""
string ::= "\"" char* "\""
char ::= [^"\\\x00-\x1F\x7F] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F])
line ::= [1-9] [0-9]{0,5}
`;

export const ACTION_GRAMMAR = String.raw`root ::= thought? action
thought ::= [A-Za-z] [A-Za-z0-9 ,.:;'()/_-]{0,160} "\n"
${ACTION}`;

/** Free thought of any length and wording first; the first brace begins the action. */
export const LATE_GRAMMAR = String.raw`root ::= [^{]* action
${ACTION}`;

/** A grammar whose only sentence is this text. */
export const literal = (text: string): string =>
  `root ::= "${text.replace(/["\\\n\r\t]/g, (c) => ({ '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[c]!)}"\n`;
