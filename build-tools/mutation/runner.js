// The runner of bundle.test.js, which runs it again and again in one process, for one mutant after the other: to start jest and to load the CDK takes
// longer than most tests. Each line of stdin is a run; the sources and the tests are loaded anew for it. When it has ended, a line with its number and
// the mebibytes in use is printed.
const fs = require('fs');
const jestCircus = require('jest-circus/runner');

const FROM_PACKAGES = `${require('path').sep}node_modules${require('path').sep}`;

module.exports = async function runMutants(globalConfig, config, environment, runtime, testPath, send) {
  let result;
  for (let line = nextLine(); line !== undefined; line = nextLine()) {
    const { id, ...run } = JSON.parse(line);
    forgetSources(runtime);
    environment.begin(run);
    result = await jestCircus(globalConfig, config, environment, runtime, testPath, send);
    process.stdout.write(`\nmutation-run ${id} ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)}\n`);
  }
  return result;
};

/** Forgets all modules but those of packages, and jest's own, which know the tests of the run before. */
function forgetSources(runtime) {
  const packages = new Map([...runtime._moduleRegistry].filter(([path]) => path.includes(FROM_PACKAGES)));
  runtime.restoreAllMocks();
  runtime.resetModules();
  runtime._internalModuleRegistry.clear();
  runtime._mainModule = null;
  runtime._explicitShouldMock.clear();
  runtime._mockFactories.clear();
  packages.forEach((module, path) => runtime._moduleRegistry.set(path, module));
}

let pending = Buffer.alloc(0);

/** Waits for a line of stdin; there is nothing else to do. Returns undefined at the end. */
function nextLine() {
  const chunk = Buffer.alloc(65536);
  for (;;) {
    const end = pending.indexOf(10);
    if (end >= 0) {
      const line = pending.subarray(0, end).toString('utf8');
      pending = pending.subarray(end + 1);
      return line;
    }
    const length = fs.readSync(0, chunk);
    if (length === 0) {
      return undefined;
    }
    pending = Buffer.concat([pending, chunk.subarray(0, length)]);
  }
}
