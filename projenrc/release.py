"""The registries of releases, and the tools that the workflows need in addition to Node.js."""

from typing import Any

from projen import JsonPatch
from projen.awscdk import AwsCdkConstructLibrary
from projen.github.workflows import JobStep


def options() -> dict[str, Any]:
    return {
        "npm_trusted_publishing": True,
        # Sets up Python and projen, because the default task is a Python program.
        "workflow_bootstrap_steps": [
            JobStep(name="Set up Python", uses="actions/setup-python@v5", with_={"python-version": "3.12"}),
            # Skips the tools in the jobs that publish, which have these steps, too, but no checkout.
            JobStep(name="Set up the tools", if_="hashFiles('build-tools/toolchain.py') != ''", run="python3 build-tools/toolchain.py tools"),
        ],
        "deps_upgrade": False,
    }


def configure(project: AwsCdkConstructLibrary) -> None:
    workflow = project.try_find_object_file(".github/workflows/release.yml")
    if workflow is None:
        raise ValueError("the project has no release workflow")
    # Leaves the registry to the settings of npm, because this repository names no registry.
    workflow.patch(JsonPatch.remove("/jobs/release_npm/steps/11/env/NPM_REGISTRY"))
