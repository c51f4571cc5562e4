// Runs many test files in one: each would load the CDK anew, which takes longer than its tests. The runner says which.
for (const file of globalThis.__tests) {
  describe(file, () => {
    if (globalThis.__isDone()) {
      return;
    }
    globalThis.__inFile(file);
    beforeAll(() => globalThis.__inFile(file));
    try {
      require(file);
    } catch (error) {
      globalThis.__failed(file, 'the file', error);
    }
  });
}
