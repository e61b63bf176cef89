/** The names that a long file declares, with their lines. */
const DECLARED =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\s*\*?|class|const|let|var|interface|type|enum)\s+([\w$]+)(?=.*(?:\{|=>|\()\s*$)|^(?:module\.)?exports\.([\w$]+)\s*=|^\s{1,4}(?:static\s+|async\s+|get\s+|set\s+)*(?!(?:if|for|while|switch|catch|function|return)\b)([\w$]+)\s*\([^)]*\)\s*\{\s*$/;

/** What stands where in a file too long to be shown: `holds: parse 3, Reader 40, next 44`, as much as fits. */
export function outline(lines: string[], chars: number): string {
  const names = lines.flatMap((line, i) => {
    const found = DECLARED.exec(line);
    return found ? [`${found[1] ?? found[2] ?? found[3]} ${i + 1}`] : [];
  });
  let text = '';
  for (const [i, name] of names.entries()) {
    const next = i === 0 ? name : `${text}, ${name}`;
    if (next.length > chars) {
      text += ` and ${names.length - i} more`;
      break;
    }
    text = next;
  }
  return text === '' ? '' : `holds, with lines: ${text}\n`;
}
