const { line, file } = require('./write.cjs');
const status = { passed: 'pass', failed: 'fail', pending: 'skip', skipped: 'skip', disabled: 'skip', todo: 'todo' };
module.exports = class {
  onRunStart() {
    line({ started: true });
  }
  onTestResult(_, result) {
    const name = file(result.testFilePath);
    if (result.testExecError)
      line({
        test: {
          name,
          file: name,
          status: 'fail',
          ms: 0,
          error: { message: String(result.testExecError.message ?? result.failureMessage).slice(0, 4000) },
        },
      });
    for (const test of result.testResults)
      line({
        test: {
          name: [...test.ancestorTitles, test.title].join(' '),
          file: name,
          status: status[test.status] ?? 'skip',
          ms: test.duration ?? 0,
          ...(test.status === 'failed'
            ? {
                error: {
                  message: test.failureMessages
                    .join('\n')
                    .replace(/\u001b\[[0-9;]*m/g, '')
                    .slice(0, 4000),
                },
              }
            : {}),
        },
      });
  }
  onRunComplete() {
    line({ done: true });
  }
};
