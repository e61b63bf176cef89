/** Which repo is for what: no repo of the test split is ever seen in training. About 60 / 10 / 30 %. */
export type Split = 'train' | 'dev' | 'test';

const DEV: readonly string[] = [];
const TEST: readonly string[] = [];

export const splitOf = (repo: string): Split => (TEST.includes(repo) ? 'test' : DEV.includes(repo) ? 'dev' : 'train');
