import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { importOrder } from './scripts/importorder.mjs';

export default ts.config(
  { ignores: ['dist', 'dist-node', 'out', 'bench-out', 'public', 'src/tasks/repos', 'tests/fixtures', 'node_modules'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    plugins: { protege: { rules: { 'import-order': importOrder } } },
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      'protege/import-order': 'error',
    },
  },
  // The runtime of the sandbox takes hold of the built-ins before anything else is loaded: there the order is a matter of fact.
  { files: ['src/node/**', 'workers/**'], rules: { 'protege/import-order': 'off' } },
  // Programs that are started from their text, in a real Node or in a sandbox. Those of src/repair are a part of recorded commands.
  { files: ['**/*.cjs', 'src/repair/programs/**'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['src/repair/programs/**'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
  {
    // With types: a promise that nobody waits for loses its failure. Components are left out: with them it takes three times as long.
    files: ['**/*.ts', 'scripts/**/*.mjs'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  // A listener of a test server may be a promise: what it rejects with fails the test run.
  {
    files: ['tests/**/*.ts'],
    rules: { '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }] },
  },
);
