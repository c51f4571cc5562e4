"""The eslint configuration of projen, with rules on the imports between folders."""

from typing import Any

from projen.awscdk import AwsCdkConstructLibrary

# The order of the folders: each folder imports only from those before it.
LAYERS = ["private", "common", "permissions", "dlc", "model", "registry", "endpoint-config", "endpoint", "pipeline"]

# The same inside src/endpoint: each folder or file sees itself and the rows before its own. What is not named here comes last.
ENDPOINT_LAYERS = [
    ["endpoint-context.ts"],
    ["metrics"],
    ["access", "deployment", "events", "logging", "scaling"],
    ["integrations"],
    ["variants"],
    ["endpoint-parts.ts"],
    ["alarms", "dashboard"],
    ["components"],
    ["capacity"],
    ["language-models"],
]

# What a public property or parameter takes, although it comes later: the type alone, as import/no-cycle sees to.
ENDPOINT_TYPES = {
    "access": ["endpoint-interface.ts"],
    "alarms": ["endpoint-interface.ts"],
    "capacity": ["endpoint-interface.ts"],
    "components": ["endpoint-interface.ts"],
    "dashboard": ["endpoint-interface.ts"],
    "scaling": ["variants/endpoint-inference-component.ts"],
}


def options() -> dict[str, Any]:
    return {}


def configure(project: AwsCdkConstructLibrary) -> None:
    if project.eslint is None:
        raise ValueError("the project has no eslint")
    project.eslint.add_rules(
        {
            # Without the components of the graph, which the rule would find anew for each file: half of the time.
            "import/no-cycle": ["error", {"disableScc": True}],
            "import/no-restricted-paths": ["error", {"zones": [*map(_zone, LAYERS[:-1]), *_endpoint_zones()]}],
        }
    )
    # Nothing of the sources leads to a test, and the rule would follow all sources from each test.
    project.eslint.add_override(files=["test/**"], rules={"import/no-cycle": "off"})
    settings = project.try_find_object_file(".eslintrc.json")
    if settings is not None:
        # The rules would parse the declarations of the whole CDK, in search of cycles through our own files.
        settings.add_override("settings.import/ignore", ["/node_modules/"])


def _zone(layer: str) -> dict[str, Any]:
    later = LAYERS[LAYERS.index(layer) + 1 :]
    return {
        "target": f"./src/{layer}",
        "from": [f"./src/{name}" for name in later],
        "message": f"src/{layer} must not import from folders that are built on it.",
    }


def _endpoint_zones() -> list[dict[str, Any]]:
    return [
        {
            "target": f"./src/endpoint/{name}",
            "from": "./src/endpoint",
            "except": [f"./{seen}" for seen in [name, *sum(ENDPOINT_LAYERS[:row], []), *ENDPOINT_TYPES.get(name, [])]],
            "message": f"src/endpoint/{name} must not know what is built on it, or beside it.",
        }
        for row, names in enumerate(ENDPOINT_LAYERS)
        for name in names
    ]
