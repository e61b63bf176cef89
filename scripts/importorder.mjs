// A lint rule: a file's imports stand in groups, Node's modules, then packages, then ours. `eslint --fix` sorts them, and
// leaves the order within a group as it is; an import for its effect alone stays where it stands.

/** @param {string} source what an import names */
const groupOf = (source) => (source.startsWith('node:') ? 0 : source.startsWith('.') ? 2 : 1);

/** @type {import('eslint').Rule.RuleModule} */
export const importOrder = {
  meta: {
    type: 'layout',
    fixable: 'code',
    schema: [],
    messages: { order: "Imports stand in groups: Node's modules, packages, ours." },
  },
  create: (context) => ({
    Program(program) {
      const { sourceCode } = context;
      const imports = program.body
        .filter((node) => node.type === 'ImportDeclaration')
        .filter(({ specifiers }) => specifiers.length > 0);
      const wanted = [...imports].sort((a, b) => groupOf(String(a.source.value)) - groupOf(String(b.source.value)));
      const at = imports.findIndex((node, i) => node !== wanted[i]);
      if (at < 0) return;
      context.report({
        node: imports[at] ?? program,
        messageId: 'order',
        fix: (fixer) =>
          imports.flatMap((node, i) => {
            const other = wanted[i];
            return other && other !== node ? [fixer.replaceText(node, sourceCode.getText(other))] : [];
          }),
      });
    },
  }),
};
