/**
 * The closed vocabulary of the tiny protégé. Code is read as lexer tokens; names, numbers and strings that are not common
 * are local: the first unknown name of a sequence is `n0`, the next `n1` … Lines, files and choices are slots that the
 * net points at by writing their token. The order is part of the weights: append only.
 */
const words = (text: string) => text.trim().split(/\s+/);

const SPECIAL = words(
  '<pad> <start> <run> <fail> <says> <files> <page> <in> <advice> <at> <same> <fewer> <more> <broken> <pass> <undone> <refused> <none>',
);
/** What the net may write as the first token of a decision. */
export const ACTIONS = words('RUN VIEW TRACE MORE EDIT ASK SUBMIT');
/** The kinds of candidates of src/models/search; the net writes one after the line. */
export const KINDS =
  words(`equality arithmetic logic variable negation return length condition constant arguments boolean operands
  comparison method property text branches assignment nullish sign boundary index exit number operand argument swap loop else
  spread bits leave regexp increment order await optional default element wrapper other
  statement guard`);
const COUNTS = words('f1 f2 f3 f6 f10 p0 p1 p3 p8 p20');
const MARKS = words('mark-failing mark-frame mark-test mark-source');
/** How suspicious a line is, relative to the most suspicious one. */
export const WEIGHT_TOKENS = words('w0 w1 w2 w3 w4 w5 w6 w7');
export const SLOTS = { line: 64, file: 12, choice: 8, name: 64, number: 12, string: 20 } as const;
const slots = (mark: string, n: number) => Array.from({ length: n }, (_, i) => `${mark}${i}`);

const SYNTAX =
  words(`{ } ( ) [ ] ; , . ?. : ? => ... < > <= >= == != === !== + - * / % ** ++ -- << >> >>> & | ^ ! ~ && || ?? = += -= *= /=
  %= **= <<= >>= >>>= &= |= ^= &&= ||= ??= \${ \` @ #private regexp await break case catch class const continue default delete do else
  export extends finally for function if import in instanceof let new null of return static super switch this throw true false try
  typeof undefined var void while yield async get set from as NaN Infinity -0`);
const NUMBERS = words('0 1 2 3 4 5 6 7 8 9 10 11 12 16 24 31 60 80 100 255 1000').map((n) => `#${n}`);
const STRINGS = [
  '',
  ' ',
  '\\n',
  '.',
  '-',
  '=',
  '"',
  '0',
  '*',
  ',',
  ', ',
  '/',
  'string',
  'number',
  'object',
  'function',
  'boolean',
];
const NAMES =
  words(`length a map $ push text i slice filter value test b name at join Math constructor Number Set replace split d Error has
  Array out s Map next max _ Object TypeError String add trim RangeError count sort size entries g toLowerCase number start match
  indexOf parts is to exec includes last min not values SyntaxError options key list isArray item every startsWith forEach word found
  source require keys reduce left target module exports line no total part read end after parse floor message ch first base n other
  pop index limit names Boolean isNaN hasOwn done shift before flatMap open some fn got items find path lines root type must current
  whole sum toString isInteger fromEntries x y r result steps range step raw kind rest node repeat cost c k j p v e ceil round abs
  endsWith padStart concat unshift toUpperCase charAt charCodeAt delete clear stack queue args right from`);
/** Words of test names, failure messages and advice. */
const PROSE =
  words(`expected reading cannot properties iterable defined equal equality missing exception rejection promise throw throws
  returns keeps empty order twice each own between without same only more less negative zero inverted inclusive boundary sides loose
  strict logical operator joins conditions large small constant boolean wrong way round variable property method symbol awaited computed
  returned lacks negation condition incomplete checked call conversion something superfluous negated many term off one two operands
  swapped arguments statements branch handled check special case nothing assignment updated statement initialization timed`);

const prefixed = (mark: string, list: string[]) => [...new Set(list)].map((text) => `${mark}${text}`);

export const TOKENS: readonly string[] = [
  ...SPECIAL,
  ...ACTIONS,
  ...KINDS.map((kind) => `:${kind}`),
  ...COUNTS,
  ...MARKS,
  ...WEIGHT_TOKENS,
  ...slots('L', SLOTS.line),
  ...slots('F', SLOTS.file),
  ...slots('R', SLOTS.choice),
  ...slots('n', SLOTS.name),
  ...slots('#n', SLOTS.number),
  ...slots('"s', SLOTS.string),
  ...SYNTAX,
  ...NUMBERS,
  ...prefixed('"', STRINGS),
  ...prefixed('name:', [...NAMES, ...PROSE]),
];

const ids = new Map(TOKENS.map((token, i) => [token, i]));

/** @throws when there is no such token: the caller has a bug. */
export function id(token: string): number {
  const found = ids.get(token);
  if (found === undefined) throw new Error(`There is no token ${JSON.stringify(token)}.`);
  return found;
}

export const known = (token: string): number | undefined => ids.get(token);

export const PAD = id('<pad>');
export const lineSlot = (i: number) => id(`L${i}`);
export const fileSlot = (i: number) => id(`F${i}`);
export const choiceSlot = (i: number) => id(`R${Math.min(i, SLOTS.choice - 1)}`);
export const kindToken = (kind: string) => known(`:${kind}`) ?? id(':other');
