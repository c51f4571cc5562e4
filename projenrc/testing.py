"""jest: unit tests of the TypeScript sources."""

from typing import Any

from projen.awscdk import AwsCdkConstructLibrary
from projen.javascript import JestOptions, UpdateSnapshot, JestConfigOptions


def options() -> dict[str, Any]:
    return {
        "jest_options": JestOptions(
            # There are no snapshots, and none may appear unseen.
            update_snapshot=UpdateSnapshot.NEVER,
            jest_version="^29",
            jest_config=JestConfigOptions(
                # The CDK validates each template it synthesizes (about a second each); tests that are about that turn it on.
                setup_files=["<rootDir>/test/helpers/environment.ts"],
                test_match=["<rootDir>/test/**/*.test.ts"],
                # Other versions of this package.
                module_path_ignore_patterns=["<rootDir>/.same/"],
            ),
        ),
    }


def configure(project: AwsCdkConstructLibrary) -> None:
    # Later ones want a newer `constructs` than our users need.
    project.add_dev_deps("cdk-nag@~2.37.55", "fast-check@^4")
    # What a test file leaves behind stays in memory; one process for all of them runs out of it.
    manifest = project.try_find_object_file("package.json")
    if manifest is not None:
        manifest.add_override("jest.workerIdleMemoryLimit", "3GB")
        manifest.add_override("jest.maxWorkers", "100%")
