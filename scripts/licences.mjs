// Which packages went into a bundle, and their licences as one text: for the packs and for the site (site/notice.ts).
import fs from 'node:fs';
import path from 'node:path';

const RULE = `\n\n${'-'.repeat(80)}\n\n`;

/**
 * Folders of the packages that these files belong to.
 * @param {Iterable<string>} files absolute paths, or relative ones below `root`
 * @param {string} root
 * @returns {Set<string>}
 */
export function origins(files, root) {
  const found = new Set();
  for (const file of files) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.replace(/^\0+/, '').replaceAll('\\', '/'));
    if (match) found.add(path.resolve(root, match[1]));
  }
  return found;
}

const NOT_TEXT = /\.[cm]?[jt]sx?$/i;

/** The licence as package.json names it, in today's form or an older one; '' where it does not. */
function named({ license, licenses }) {
  const all = [license ?? licenses ?? []].flat();
  return all.map((one) => (typeof one === 'string' ? one : one.type)).join(' or ');
}

/** The text of the licence: its own files, else the part of the readme. */
function textOf(dir) {
  const files = fs.readdirSync(dir).filter((file) => !NOT_TEXT.test(file));
  const own = files.filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  if (own.length > 0) return own.map((file) => fs.readFileSync(path.join(dir, file), 'utf8').trim()).join('\n\n');
  const readme = files.find((file) => /^readme/i.test(file));
  const part =
    readme && /^(#+ *licen[cs]e|\(?the \w+ licen[cs]e)[\s\S]*/im.exec(fs.readFileSync(path.join(dir, readme), 'utf8'));
  return part ? part[0].replace(/^#+.*\n/, '').trim() : '';
}

/**
 * Name, version, licence and its text, a package each, by name.
 * @param {Iterable<string>} dirs folders of packages
 * @returns {string}
 * @throws when a package says nothing of its licence: it should not be handed on.
 */
export function notice(dirs) {
  const parts = new Map();
  for (const dir of dirs) {
    const manifest = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'));
    const title = `${manifest.name} ${manifest.version}`;
    const [licence, text] = [named(manifest), textOf(dir)];
    if (!licence && !text) throw new Error(`${title} (${dir}) says nothing of its licence: it cannot be bundled.`);
    const head = licence ? `${title} (${licence})` : title;
    parts.set(title, `${head}\n\n${text || '(The package comes without the text of its licence.)'}`);
  }
  return `${[...parts.keys()]
    .sort()
    .map((key) => parts.get(key))
    .join(RULE)}\n`;
}
