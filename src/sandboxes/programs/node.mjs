import { createRequire } from 'node:module';
const { line, error, file } = createRequire(import.meta.url)('./write.cjs');
export default async function* (source) {
  line({ started: true });
  const open = new Map();
  for await (const { type, data } of source) {
    const key = data?.file ?? '';
    const names = open.get(key) ?? [];
    if (type === 'test:start') {
      names.length = data.nesting;
      names.push(data.name);
      open.set(key, names);
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const path = [...names.slice(0, data.nesting), data.name];
    if (data.details?.type === 'suite') continue;
    // the file itself, as the parent process sees it; a failure of its own (a throw while loading) counts
    const whole = data.nesting === 0 && data.file && data.file.endsWith(data.name);
    if (whole && (type === 'test:pass' || data.details?.error?.failureType === 'subtestsFailed')) continue;
    const cause = data.details?.error?.cause ?? data.details?.error;
    if (type === 'test:fail' && data.details?.error?.failureType === 'subtestsFailed') continue;
    line({
      test: {
        name: path.join(' '),
        file: file(data.file),
        status:
          data.skip !== undefined ? 'skip' : data.todo !== undefined ? 'todo' : type === 'test:pass' ? 'pass' : 'fail',
        ms: data.details?.duration_ms ?? 0,
        ...(type === 'test:fail' ? { error: error(cause) } : {}),
      },
    });
  }
  line({ done: true });
}
