// Mocha's spec reporter that also writes the counts where test/run/tally.ts reads them.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class TallyReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.UNDERSTUDY_TALLY;
    const failures = [];
    runner.on('retry', (test, error) => {
      reporters.Base.consoleLog(`    tried again: ${test.fullTitle()} (${error.message.split('\n')[0]})`);
    });
    runner.on('fail', (test) => failures.push(test.fullTitle()));
    runner.once('end', () => {
      if (!file) return;
      const { passes, pending } = this.stats;
      writeFileSync(file, JSON.stringify({ passed: passes, failed: failures.length, skipped: pending, failures }));
    });
  }
};
