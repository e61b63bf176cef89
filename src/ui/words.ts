/** The words of the field as the page's tooltips explain them: the rows of docs/glossary.md, which is the one source. */
import glossary from '../../docs/glossary.md?raw';

export interface Word {
  word: string;
  meaning: string;
}

/** Rows `| word, other form | meaning | as in |`. Pure. */
function readWords(markdown: string): Map<string, Word> {
  const rows = [...markdown.matchAll(/^\| ([^|]+) \| ([^|]+) \| [^|]* \|$/gm)];
  const words = new Map<string, Word>();
  for (const [, names, meaning] of rows) {
    if (names === 'word') continue;
    for (const name of names!.split(', ')) words.set(keyOf(name), { word: name, meaning: firstSentence(meaning!) });
  }
  return words;
}

const keyOf = (word: string) => word.trim().toLowerCase();

const firstSentence = (text: string): string => /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;

const words = readWords(glossary);

/** undefined for a word that the glossary does not hold. */
export const wordOf = (word: string): Word | undefined => words.get(keyOf(word));

/** Text with `[[word]]` or `[[words|word]]` in it, in pieces. */
export type TextPiece =
  { kind: 'text' | 'code' | 'strong'; text: string } | { kind: 'word'; text: string; word: string };

export function piecesOf(text: string): TextPiece[] {
  return text.split(/(\[\[[^\]]+\]\]|`[^`\n]+`|\*\*[^*\n]+\*\*)/).flatMap((part): TextPiece[] => {
    if (part === '') return [];
    if (part.startsWith('[[')) {
      const [shown = '', word = shown] = part.slice(2, -2).split('|');
      return [{ kind: 'word', text: shown, word }];
    }
    if (part.startsWith('**')) return [{ kind: 'strong', text: part.slice(2, -2) }];
    return [part.startsWith('`') ? { kind: 'code', text: part.slice(1, -1) } : { kind: 'text', text: part }];
  });
}
