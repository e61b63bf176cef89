import { isSection } from './paths.js';
import { writeValue } from './values.js';

export function stringifyIni(object) {
  const blocks = [];
  writeSection(object, [], blocks);
  return blocks.length === 0 ? '' : blocks.join('\n\n') + '\n';
}

function writeSection(section, path, blocks) {
  const lines = path.length > 0 ? [`[${path.join('.')}]`] : [];
  const children = [];
  for (const [name, value] of Object.entries(section)) {
    if (value === undefined) continue;
    if (isSection(value)) children.push([name, value]);
    else if (Array.isArray(value)) lines.push(...value.map((item) => `${name}[] = ${writeValue(item)}`));
    else lines.push(`${name} = ${writeValue(value)}`);
  }
  const bare = lines.length === 1 && path.length > 0;
  if (lines.length > 0 && !(bare && children.length > 0)) blocks.push(lines.join('\n'));
  for (const [name, child] of children) writeSection(child, [...path, name], blocks);
}
