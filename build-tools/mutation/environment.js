// The environment of bundle.test.js. Stops at the first failure if there is a mutant; else notes which functions each test file calls.
const fs = require('fs');
const { TestEnvironment } = require('jest-environment-node');

class MutationEnvironment extends TestEnvironment {
  /** A run has tests, a file to write what happened, and a mutant in the sources or none. */
  begin({ tests, result, mutant }) {
    this.result = result;
    this.mutant = mutant;
    this.passed = 0;
    this.failures = {};
    this.calls = {};
    this.seconds = {};
    this.loading = 0;
    this.file = undefined;
    Object.assign(this.global, {
      __tests: tests,
      __isDone: () => this.isDone,
      __inFile: (file) => this.enter(file),
      __failed: (file, test, error) => this.fail(file, test, error),
      __loading: (by) => { this.loading += by; },
      __called: (id) => { this.note(id); },
    });
  }

  enter(file) {
    const now = Date.now();
    if (this.file !== undefined) {
      this.seconds[this.file] = (this.seconds[this.file] ?? 0) + (now - this.since) / 1000;
    }
    this.since = now;
    this.file = file;
  }

  /** Notes a call for the file whose test runs; what runs while a source is loaded belongs to all files. */
  note(id) {
    const file = this.loading > 0 ? '' : this.file ?? '';
    (this.calls[file] ??= new Set()).add(id);
  }

  fail(file, test, error) {
    (this.failures[file] ??= []).push({ test, message: String(error?.message ?? error).slice(0, 600) });
  }

  /** Whether a test has found the mutant, so that the others need not run. */
  get isDone() {
    return this.mutant && Object.keys(this.failures).length > 0;
  }

  handleTestEvent(event) {
    if ((event.name === 'run_describe_start' || event.name === 'test_start') && this.isDone) {
      (event.test ?? event.describeBlock).mode = 'skip';
    } else if (event.name === 'test_done' && event.test.errors.length > 0) {
      const [error] = event.test.errors.flat().filter(Boolean);
      this.fail(this.file, event.test.name, error?.error ?? error);
    } else if (event.name === 'test_fn_success') {
      this.passed += 1;
    } else if (event.name === 'run_finish') {
      this.enter(undefined);
      this.write();
    }
  }

  write() {
    const calls = Object.fromEntries(Object.entries(this.calls).map(([file, ids]) => [file, [...ids]]));
    const { passed, failures, seconds } = this;
    fs.writeFileSync(this.result, JSON.stringify(this.mutant ? { passed, failures } : { passed, failures, seconds, calls }));
  }
}

module.exports = MutationEnvironment;
