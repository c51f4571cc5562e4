"""Where releases go, and what the build workflow needs beside Node."""

from typing import Any

from projen.github.workflows import JobStep


def options() -> dict[str, Any]:
    return {
        "npm_trusted_publishing": True,
        # The default task is Python, so the workflow needs Python and projen for it.
        "workflow_bootstrap_steps": [
            JobStep(name="Set up Python", uses="actions/setup-python@v5", with_={"python-version": "3.12"}),
            JobStep(name="Set up the tools", run="python3 build-tools/toolchain.py tools"),
        ],
        "deps_upgrade": False,
    }
