"""jest: unit tests of the TypeScript sources."""

from typing import Any

from projen.awscdk import AwsCdkConstructLibrary
from projen.javascript import JestConfigOptions, JestOptions, UpdateSnapshot
from projen.typescript import TsJestOptions

from projenrc.versions import SWC

SOURCES = r"^.+\.tsx?$"

# Strips the types and checks none: `npm test -- typescript` does, once for all files. The decorators are those of the CDK.
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
                # Takes as long as the tests themselves: npx jest --coverage.
                collect_coverage=False,
                # jest's default is the temp folder.
                cache_directory="<rootDir>/node_modules/.cache/jest",
                global_setup="<rootDir>/test/helpers/temp-folder.ts",
                # Other versions of this package.
                module_path_ignore_patterns=["<rootDir>/.same/"],
            ),
        ),
    }


def configure(project: AwsCdkConstructLibrary) -> None:
    # Later versions require a newer version of `constructs` than this library.
    project.add_dev_deps("cdk-nag@~2.37.55", "fast-check@^4")
    # ts-jest is what projen knows; it checks the types of each test file anew, which takes most of its time.
    project.add_dev_deps("@swc/jest@^0.2.39", f"@swc/core@{SWC}")
    project.deps.remove_dependency("ts-jest")
    # What a test file leaves behind stays in memory; one process for all of them runs out of it.
    manifest = project.try_find_object_file("package.json")
    if manifest is not None:
        manifest.add_override("jest.transform", {SOURCES: TRANSFORM})
        manifest.add_override("jest.workerIdleMemoryLimit", "3GB")
        manifest.add_override("jest.maxWorkers", "100%")
