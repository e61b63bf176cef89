const { line, error, file } = require('./write.cjs');
const path = require('node:path');
const from = require('node:module').createRequire(path.join(path.dirname(__dirname), 'x.js'));
let Spec;
try {
  Spec = from('mocha').reporters.Spec;
} catch {}
module.exports = class {
  constructor(runner, options) {
    if (Spec) new Spec(runner, options);
    line({ started: true });
    const add = (test, status, failure) =>
      line({
        test: {
          name: test.titlePath().join(' '),
          file: file(test.file ?? test.parent?.file),
          status,
          ms: test.duration ?? 0,
          ...(failure ? { error: error(failure) } : {}),
        },
      });
    runner.on('pass', (test) => add(test, 'pass'));
    runner.on('pending', (test) => add(test, 'skip'));
    runner.on('fail', (test, failure) => add(test, 'fail', failure));
    runner.on('end', () => line({ done: true }));
  }
};
