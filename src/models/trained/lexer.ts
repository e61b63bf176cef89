/** JavaScript text -> vocabulary ids. Good enough for single lines: it never fails, it only reads. */
import { id, known, SLOTS } from './vocab';

const TOKEN = new RegExp(
  [
    String.raw`\/\/.*|\/\*[\s\S]*?(?:\*\/|$)`,
    String.raw`(?<id>#?[A-Za-z_$][\w$]*)`,
    String.raw`(?<num>(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*\.?\d*(?:[eE][-+]?\d+)?|\.\d+)n?)`,
    String.raw`(?<str>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")`,
    String.raw`(?<tpl>` + '`(?:[^`\\\\]|\\\\.)*`)',
    String.raw`(?<re>(?<=[(,=:[!&|?{};]\s*|return\s+|^\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*)`,
    String.raw`(?<op>>>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|<=|>=|==|!=|\+\+|--|&&|\|\||\?\?|\?\.|\*\*|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\$\{|[{}()[\];,.:?<>+\-*/%&|^!~=@])`,
  ].join('|'),
  'g',
);

/** Gives the uncommon names, numbers and strings of one sequence their local tokens, in order of appearance. */
export class Names {
  private tables = { n: new Map<string, number>(), '#n': new Map<string, number>(), '"s': new Map<string, number>() };

  /** `shift` turns the local numbering: training sees every name in every place. */
  constructor(private shift = 0) {}

  private local(mark: 'n' | '#n' | '"s', text: string, size: number): number {
    const table = this.tables[mark];
    const at = table.get(text) ?? table.size;
    table.set(text, at);
    return id(`${mark}${(at + this.shift) % size}`);
  }

  name(text: string): number {
    if (text.startsWith('#')) return this.name(text.slice(1));
    const fixed = known(text);
    if (fixed !== undefined && /^[a-z]{2,}$|^NaN$|^Infinity$/.test(text) && !/^(n|w|f|p)\d+$/.test(text)) return fixed;
    return known(`name:${text}`) ?? this.local('n', text, SLOTS.name);
  }

  /** A name or word that is known already; undefined otherwise. */
  seen(text: string): number | undefined {
    const at = this.tables.n.get(text);
    return known(`name:${text}`) ?? (at === undefined ? undefined : id(`n${(at + this.shift) % SLOTS.name}`));
  }

  number(text: string): number {
    return known(`#${text}`) ?? this.local('#n', text, SLOTS.number);
  }

  string(text: string): number {
    return known(`"${text}`) ?? this.local('"s', text, SLOTS.string);
  }
}

export function lex(text: string, names: Names): number[] {
  const out: number[] = [];
  for (const [kind, part] of partsOf(text)) {
    if (kind === 'id') out.push(names.name(part));
    else if (kind === 'num') out.push(names.number(part.replace(/_/g, '')));
    else if (kind === 'str') out.push(names.string(part.slice(1, -1)));
    else if (kind === 'tpl') template(part, names, out);
    else out.push(id(kind === 're' ? 'regexp' : part));
  }
  return out;
}

type Lexeme = readonly [kind: string, text: string];

/** The same few thousand pieces of code are read at every step of an episode. */
const read = new Map<string, Lexeme[]>();
const KEPT = 8192;

function partsOf(text: string): Lexeme[] {
  const before = read.get(text);
  if (before) return before;
  const parts = [...text.matchAll(TOKEN)].flatMap(({ groups }) =>
    Object.entries(groups!).filter((part): part is [string, string] => !!part[1]),
  );
  if (read.size >= KEPT) read.clear();
  read.set(text, parts);
  return parts;
}

function template(text: string, names: Names, out: number[]): void {
  out.push(id('`'));
  for (const [, inner] of text.matchAll(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g))
    out.push(id('${'), ...lex(inner!, names), id('}'));
  out.push(id('`'));
}

/** Words of prose: those that the vocabulary or the sequence knows; the rest is left out. */
export function prose(text: string, names: Names): number[] {
  const out: number[] = [];
  for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*|-?\d+(?:\.\d+)?|[<>=!]==?|[[\]{}]/g)) {
    if (/^-?\d/.test(word)) {
      if (word.startsWith('-')) out.push(id('-'));
      out.push(names.number(word.replace('-', '')));
    } else if (/^\W/.test(word)) out.push(known(word) ?? id('<none>'));
    else {
      const at = names.seen(word) ?? names.seen(word.toLowerCase()) ?? syntaxWord(word);
      if (at !== undefined) out.push(at);
    }
  }
  return out;
}

const syntaxWord = (word: string) =>
  /^(true|false|null|undefined|NaN|Infinity|function|await|return|throw|class|else|async)$/.test(word)
    ? known(word)
    : undefined;
