"""eslint as projen sets it up, plus the rules that keep the folders in order."""

from typing import Any

from projen.awscdk import AwsCdkConstructLibrary

# Who may import whom: each folder sees those before it, never those after it.
LAYERS = ["private", "common", "permissions", "dlc", "model", "registry", "endpoint-config", "endpoint", "pipeline"]


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
    settings = project.try_find_object_file(".eslintrc.json")
    if settings is not None:
        # The rules would parse the declarations of the whole CDK, in search of cycles through our own files.
        settings.add_override("settings.import/ignore", ["/node_modules/"])


def _zone(layer: str) -> dict[str, Any]:
    later = LAYERS[LAYERS.index(layer) + 1 :]
    return {
        "target": f"./src/{layer}",
        "from": [f"./src/{name}" for name in later],
        "message": f"src/{layer} must not know the folders built on it.",
    }
