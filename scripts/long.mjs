// npm run test:long [-- unit | browser | e2e …]: npm test at full counts. Every hostile repository in the real sandbox, a
// sandbox for each verdict, 200 runs around a planted key, properties with 1,000 cases, larger floods. Takes hours.
process.env.PROTEGE_LONG ??= '1';
process.env.HOSTILE_REAL ??= '1';
process.env.CANARY_RUNS ??= '200';
process.env.FC_RUNS ??= '1000';
await import('./test.mjs');
