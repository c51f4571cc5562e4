"""Where releases go, and what the build workflow needs beside Node."""

from typing import Any

from projen import JsonPatch
from projen.awscdk import AwsCdkConstructLibrary
from projen.github.workflows import JobStep


def options() -> dict[str, Any]:
    return {
        "npm_trusted_publishing": True,
        # The default task is Python, so the workflow needs Python and projen for it.
        "workflow_bootstrap_steps": [
            JobStep(name="Set up Python", uses="actions/setup-python@v5", with_={"python-version": "3.12"}),
            # The jobs that publish take these steps too, without a checkout, and need no tools.
            JobStep(name="Set up the tools", if_="hashFiles('build-tools/toolchain.py') != ''", run="python3 build-tools/toolchain.py tools"),
        ],
        "deps_upgrade": False,
    }


def configure(project: AwsCdkConstructLibrary) -> None:
    workflow = project.try_find_object_file(".github/workflows/release.yml")
    if workflow is None:
        raise ValueError("the project has no release workflow")
    # Where npm publishes to is npm's own setting; no registry is named in this repository.
    workflow.patch(JsonPatch.remove("/jobs/release_npm/steps/11/env/NPM_REGISTRY"))
