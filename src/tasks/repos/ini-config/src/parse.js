import { openSection, splitPath } from './paths.js';
import { readValue, stripComment } from './values.js';

export class IniError extends SyntaxError {
  constructor(message, line) {
    super(`Line ${line}: ${message}`);
    this.line = line;
  }
}

function* logicalLines(text) {
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const number = i + 1;
    let line = lines[i];
    while (line.endsWith('\\') && i + 1 < lines.length) {
      i++;
      line = line.slice(0, -1) + lines[i].trimStart();
    }
    yield { number, line: line.trim() };
  }
}

export function parseIni(text) {
  const root = {};
  let section = root;
  for (const { number, line } of logicalLines(text)) {
    if (line === '' || line[0] === ';' || line[0] === '#') continue;
    try {
      if (line[0] === '[') section = openSection(root, sectionParts(line));
      else readEntry(section, line);
    } catch (error) {
      throw new IniError(error.message, number);
    }
  }
  return root;
}

function sectionParts(line) {
  const head = stripComment(line).trim();
  if (!head.endsWith(']')) throw new Error('Section is missing "]"');
  return splitPath(head.slice(1, -1));
}

function readEntry(section, line) {
  const eq = line.indexOf('=');
  const name = (eq === -1 ? stripComment(line) : line.slice(0, eq)).trim();
  const value = eq === -1 ? true : readValue(line.slice(eq + 1));
  if (name === '') throw new Error('Key is missing');
  if (name.endsWith('[]')) {
    append(section, name.slice(0, -2).trim(), value);
    return;
  }
  const parts = splitPath(name);
  const last = parts.pop();
  openSection(section, parts)[last] = value;
}

function append(section, name, value) {
  const parts = splitPath(name);
  const last = parts.pop();
  const parent = openSection(section, parts);
  const list = parent[last];
  if (list === undefined) parent[last] = [value];
  else if (Array.isArray(list)) list.push(value);
  else parent[last] = [list, value];
}
