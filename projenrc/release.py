"""The task that prepares a release: bumps the version, builds and tests the packages, and leaves in dist/ what is published."""

from typing import Any

from projen import ReleasableCommits
from projen.awscdk import AwsCdkConstructLibrary

from projenrc.tasks import COMMANDS


def options() -> dict[str, Any]:
    return {
        # Skips the release of commits that only change tests, documentation or tools.
        "releasable_commits": ReleasableCommits.features_and_fixes(),
        # Starts with 0.1.0: projen would release the version in package.json, 0.0.0, first.
        "next_version_command": "python3 build-tools/release.py next-version",
        "deps_upgrade": False,
    }


def configure(project: AwsCdkConstructLibrary) -> None:
    task = project.tasks.try_find("release")
    if task is None:
        raise ValueError("the project has no task release")
    # Replaces the steps of projen, which compile twice and pack again after the tests: the tests build the packages, and the same files are published.
    # Each step is explained in docs/releasing.md.
    task.reset("rm -fr dist")
    task.spawn(project.tasks.try_find("bump"))
    task.exec("python3 build-tools/release.py begin")
    task.spawn(project.default_task)
    task.exec(COMMANDS["test"])
    task.exec("python3 build-tools/release.py finish")
    task.spawn(project.tasks.try_find("unbump"))
    # Fails if a step has changed a tracked file.
    task.exec("git diff --ignore-space-at-eol --exit-code")
