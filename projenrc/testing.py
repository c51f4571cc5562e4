"""jest: unit tests of the TypeScript sources."""

from typing import Any

from projen.awscdk import AwsCdkConstructLibrary
from projen.javascript import JestOptions, UpdateSnapshot, JestConfigOptions


def options() -> dict[str, Any]:
    return {
        "jest_options": JestOptions(
            # Never writes snapshots, because the tests have none.
            update_snapshot=UpdateSnapshot.NEVER,
            jest_version="^29",
            jest_config=JestConfigOptions(
                # Disables the template validation of the CDK, which takes about a second per template. Tests of the validation enable it.
                setup_files=["<rootDir>/test/helpers/environment.ts"],
                test_match=["<rootDir>/test/**/*.test.ts"],
            ),
        ),
    }


def configure(project: AwsCdkConstructLibrary) -> None:
    # Later versions require a newer version of `constructs` than this library.
    project.add_dev_deps("cdk-nag@~2.37.55", "fast-check@^4")
    # What a test file leaves behind stays in memory; one process for all of them runs out of it.
    manifest = project.try_find_object_file("package.json")
    if manifest is not None:
        manifest.add_override("jest.workerIdleMemoryLimit", "3GB")
        manifest.add_override("jest.maxWorkers", "100%")
