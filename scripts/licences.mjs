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

/**
 * Name, version, licence and its text, a package each, by name.
 * @param {Iterable<string>} dirs folders of packages
 * @returns {string}
 * @throws when a package names no licence: it should not be handed on.
 */
export function notice(dirs) {
  const parts = new Map();
  for (const dir of dirs) {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'));
    if (!license)
      throw new Error(`${name} ${version} in ${dir} names no licence: leave it out, or say why it may be bundled.`);
    const texts = fs
      .readdirSync(dir)
      .filter((entry) => /^(licen[cs]e|copying|notice)/i.test(entry) && !/\.[cm]?[jt]s$/i.test(entry));
    const bodies = texts.sort().map((file) => fs.readFileSync(path.join(dir, file), 'utf8').trim());
    const own = bodies.length > 0 ? bodies.join('\n\n') : '(The package comes without the text of its licence.)';
    parts.set(`${name} ${version}`, `${name} ${version} (${license})\n\n${own}`);
  }
  return `${[...parts.keys()]
    .sort()
    .map((key) => parts.get(key))
    .join(RULE)}\n`;
}
