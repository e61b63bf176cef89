/** Which repo is for what: no repo of the test split is ever seen in training. About 60 / 10 / 30 %. */
export type Split = 'train' | 'dev' | 'test';

const DEV: readonly string[] = ['globber', 'heap-queue', 'log-lens', 'numerals', 'signal-store'];
const TEST: readonly string[] = [
  'calc-expr',
  'date-span',
  'dep-order',
  'fractions',
  'json-pointer',
  'lru-store',
  'money-book',
  'query-kit',
  'shape-check',
  'spans',
  'state-chart',
  'stencil',
  'todo-cli',
  'wrap-text',
];

export const splitOf = (repo: string): Split => (TEST.includes(repo) ? 'test' : DEV.includes(repo) ? 'dev' : 'train');
