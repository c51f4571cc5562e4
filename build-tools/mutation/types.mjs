// Finds the mutants that the TypeScript compiler refuses. The tests run without a type check, so they may not notice them.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

/** Returns the first error of each mutant in its source, or null. What the compiler only calls unused is no error. */
export function typeErrorsOf(mutants) {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const lenient = { noUnusedLocals: false, noUnusedParameters: false, allowUnreachableCode: true, noEmit: true };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.', lenient);
  let changed;
  let version = 0;
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...new Set(mutants.map(({ file }) => file))],
    getScriptVersion: (file) => resolve(file) === changed?.path ? String(version) : '0',
    getScriptSnapshot: (file) => {
      const text = resolve(file) === changed?.path ? changed.text : ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => process.cwd(),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  return mutants.map(({ file, start, end, replacement }) => {
    const text = readFileSync(file, 'utf8');
    changed = { path: resolve(file), text: text.slice(0, start) + replacement + text.slice(end) };
    version += 1;
    const [error] = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)];
    return error ? ts.flattenDiagnosticMessageText(error.messageText, ' ') : null;
  });
}
