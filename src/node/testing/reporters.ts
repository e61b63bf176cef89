/** How a node:test run looks on stdout: spec (default), tap, dot. Structured results never come from here. */
import type { Guest } from '../guest';
import type { Loader } from '../loader/loader';
import { inspect } from '../builtins/inspect';
import { isBad, type TestCounts, type TestNode } from './node';

export interface Reporter {
  /** A root-level test or suite is done. */
  top(node: TestNode): void;
  end(root: TestNode, counts: TestCounts): void;
}
type Make = (write: (text: string) => void, loader: Loader) => Reporter;

const ms = (n: number) => `${Number(n.toFixed(3))}ms`;
const indent = (text: string, by: string) => text.replace(/^(?=.)/gm, by);

function summary(counts: TestCounts, took: number): [string, number][] {
  return [
    ['tests', counts.tests],
    ['suites', counts.suites],
    ['pass', counts.pass],
    ['fail', counts.fail],
    ['cancelled', counts.cancelled],
    ['skipped', counts.skipped],
    ['todo', counts.todo],
    ['duration_ms', Number(took.toFixed(3))],
  ];
}
const errorText = (error: Guest): string => {
  try {
    return error?.failureType ? `'${error.message}'` : inspect(error);
  } catch {
    return 'the test threw something that cannot be shown';
  }
};
function failures(node: TestNode, path: string[], into: { node: TestNode; path: string[] }[]): typeof into {
  for (const child of node.children) {
    const at = [...path, child.name];
    if (isBad(child) && child.failure?.type !== 'subtestsFailed') into.push({ node: child, path: at });
    failures(child, at, into);
  }
  return into;
}

const spec: Make = (write) => {
  const mark = (node: TestNode) => (node.status === 'skip' ? '﹣' : isBad(node) ? '✖' : '✔');
  const line = (node: TestNode) =>
    `${mark(node)} ${node.name} (${ms(node.ms)})${node.status === 'skip' ? ` # ${node.reason ?? 'SKIP'}` : node.status === 'todo' ? ` # ${node.reason ?? 'TODO'}` : ''}\n`;
  const tree = (node: TestNode, depth: string): string => {
    const notes = node.diagnostics.map((text) => `${depth}ℹ ${text}\n`).join('');
    if (node.children.length === 0) return depth + line(node) + notes;
    return `${depth}▶ ${node.name}\n${node.children.map((child) => tree(child, depth + '  ')).join('')}${depth}${line(node)}${notes}`;
  };
  return {
    top: (node) => write(tree(node, '')),
    end(root, counts) {
      write(
        summary(counts, root.ms)
          .map(([name, n]) => `ℹ ${name} ${n}\n`)
          .join(''),
      );
      const bad = failures(root, [], []);
      if (bad.length === 0) return;
      write('\n✖ failing tests:\n');
      for (const { node, path } of bad)
        write(`\n✖ ${path.join(' > ')} (${ms(node.ms)})\n${indent(errorText(node.failure!.error), '  ')}\n`);
    },
  };
};

const tap: Make = (write) => {
  let n = 0;
  let started = false;
  const escape = (text: string) => text.replace(/[\\#]/g, '\\$&').replaceAll('\n', '\\n');
  const one = (node: TestNode, number: number, depth: string): string => {
    let out = `${depth}# Subtest: ${escape(node.name)}\n`;
    if (node.children.length > 0)
      out +=
        node.children.map((child, i) => one(child, i + 1, depth + '    ')).join('') +
        `${depth}    1..${node.children.length}\n`;
    const directive =
      node.status === 'skip'
        ? ` # SKIP${node.reason ? ' ' + node.reason : ''}`
        : node.status === 'todo'
          ? ` # TODO${node.reason ? ' ' + node.reason : ''}`
          : '';
    out += `${depth}${isBad(node) || (node.status === 'todo' && node.failure) ? 'not ok' : 'ok'} ${number} - ${escape(node.name)}${directive}\n${depth}  ---\n${depth}  duration_ms: ${Number(node.ms.toFixed(3))}\n`;
    if (node.kind === 'suite') out += `${depth}  type: 'suite'\n`;
    if (node.failure)
      out += `${depth}  failureType: '${node.failure.type}'\n${indent(`error: |-\n${indent(errorText(node.failure.error), '  ')}`, depth + '  ')}\n`;
    return `${out}${depth}  ...\n${node.diagnostics.map((text) => `${depth}# ${text}\n`).join('')}`;
  };
  const start = () => {
    if (!started) write('TAP version 13\n');
    started = true;
  };
  return {
    top(node) {
      start();
      write(one(node, ++n, ''));
    },
    end(root, counts) {
      start();
      write(
        `1..${n}\n${summary(counts, root.ms)
          .map(([name, value]) => `# ${name} ${value}\n`)
          .join('')}`,
      );
    },
  };
};

const dot: Make = (write) => {
  let column = 0;
  const put = (node: TestNode) => {
    for (const child of node.children) put(child);
    if (node.kind !== 'test') return;
    write(isBad(node) ? 'X' : '.');
    if (++column % 20 === 0) write('\n');
  };
  return { top: put, end: () => write('\n') };
};

export const reporters: Record<string, Make> = { spec, tap, dot };
