/** Everything that boots the runtime, real test libraries, other programs or a training: not in `npm run test:fast`. */
export const SLOW = [
  'tests/agent/{deadline,judged,outgoing,properties,run}.test.ts',
  'tests/cli/{arms,env,resume,tables}.test.ts',
  'tests/contracts/{model,sandbox}.test.ts',
  'tests/engines/{native,webllm}.test.ts',
  'tests/gates/learned.test.ts',
  'tests/import/{archive,ci,ignore,install,process}.test.ts',
  'tests/models/{search,search-advice}.test.ts',
  'tests/node/**',
  'tests/repair/**',
  'tests/runners/**',
  'tests/shell/{check,git,programs,workspaces}.test.ts',
  'tests/tasks/{cli,differs,doubts,grade,instances}.test.ts',
  'tests/train/{drills,encode,gpu,live,mask,net,policy,pool,python,quick,resume,tokens,verdict}.test.ts',
  'tests/vault/{hostile,ledger,shapes}.test.ts',
];
