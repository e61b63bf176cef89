/** Rewrites `./cli.js arg` to `__run ./cli.js arg`, because just-bash takes every executable file for a bash script. */
import type { Bash } from 'just-bash/browser';

type Plugin = Parameters<Bash['registerTransformPlugin']>[0];
interface Word {
  type: 'Word';
  parts: { type: string; value?: string }[];
}
interface Simple {
  type: 'SimpleCommand';
  name: Word | null;
  args: Word[];
}

const literal = (word: Word) => word.parts.map((part) => (part.type === 'Literal' ? part.value : '\0')).join('');

function walk(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) return node.forEach(walk);
  const command = node as Simple;
  if (command.type === 'SimpleCommand' && command.name) {
    const path = literal(command.name);
    if (path.includes('/') && !path.includes('\0') && !/^\/(?:usr\/)?bin\//.test(path)) {
      command.args = [command.name, ...command.args];
      command.name = { type: 'Word', parts: [{ type: 'Literal', value: '__run' }] };
    }
  }
  Object.values(node).forEach(walk);
}

export const scripts: Plugin = {
  name: 'scripts',
  transform({ ast }) {
    walk(ast);
    return { ast };
  },
};
