/** Properties draw the same cases on every run; `FC_SEED=$RANDOM FC_RUNS=2000 npx vitest run …` looks further. */
import fc from 'fast-check';

fc.configureGlobal({
  seed: Number(process.env.FC_SEED ?? 22_602_124),
  ...(process.env.FC_RUNS ? { numRuns: Number(process.env.FC_RUNS) } : {}),
});
