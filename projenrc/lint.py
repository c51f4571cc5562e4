"""The eslint configuration of projen, with rules on the imports between folders."""

from typing import Any

from projen import JsonPatch
from projen.awscdk import AwsCdkConstructLibrary

# Who may import whom: each folder sees those before it, never those after it.
LAYERS = ["private", "common", "dlc", "model", "registry", "endpoint-config", "endpoint", "pipeline"]


def options() -> dict[str, Any]:
    return {}


def configure(project: AwsCdkConstructLibrary) -> None:
    if project.eslint is None:
        raise ValueError("the project has no eslint")
    project.eslint.add_rules(
        {
            "import/no-cycle": ["error"],
            "import/no-restricted-paths": ["error", {"zones": [_zone(layer) for layer in LAYERS[:-1]]}],
        }
    )


def _zone(layer: str) -> dict[str, Any]:
    later = LAYERS[LAYERS.index(layer) + 1 :]
    return {
        "target": f"./src/{layer}",
        "from": [f"./src/{name}" for name in later],
        "message": f"src/{layer} must not import from folders that are built on it.",
    }
