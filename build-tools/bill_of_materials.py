"""Writes the bill of materials (CycloneDX) of the packages: what lib/index.js contains, and what npm and pip install beside it.

npm reads the packages from package-lock.json; this keeps those that users get. They are development dependencies for npm, because they are bundled.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from toolchain import ROOT, StepFailed, environment

# The packages that lib/index.js contains parts of, with what they depend on: docs/decisions/07-directory-archive.md.
BUNDLED = ("tar",)
# The packages whose data src/**/*.generated.ts contains.
DATA = ("sagemaker-core", "sagemaker", "cdklabs.generative-ai-cdk-constructs", "botocore")
PINS = [ROOT / "build-tools" / "data" / name for name in ("requirements.txt", "requirements-nodeps.txt")]


def write(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"cdk-sagemaker-hosting-{version}.cdx.json"
    path.write_text(json.dumps(document(version), indent=2) + "\n", encoding="utf-8")
    return path


def document(version: str) -> dict[str, Any]:
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    found = from_npm()
    project = found["metadata"]["component"]
    library = project | {"bom-ref": f"{manifest['name']}@{version}", "name": manifest["name"], "version": version, "purl": f"pkg:npm/{manifest['name']}@{version}"}
    depends = {entry["ref"]: entry.get("dependsOn", []) for entry in found["dependencies"]}
    components = {component["bom-ref"]: component for component in found["components"]}
    bundled = closure([next(ref for ref in depends[project["bom-ref"]] if components[ref]["name"] == name) for name in BUNDLED], depends)
    peers = [
        {"bom-ref": f"{name}@{wanted}", "type": "library", "name": name, "purl": f"pkg:npm/{name}", "scope": "optional", "description": f"Users install it: {wanted}"}
        for name, wanted in manifest["peerDependencies"].items()
    ]
    included = [stated(components[ref]) for ref in bundled]
    # Without what differs from build to build: the same commit has the same bill of materials.
    return {
        **{key: found[key] for key in ("$schema", "bomFormat", "specVersion", "version")},
        "metadata": {"tools": found["metadata"]["tools"], "component": library},
        "components": [*included, *data(), *peers],
        "dependencies": [
            {"ref": library["bom-ref"], "dependsOn": [component["bom-ref"] for component in [*included[: len(BUNDLED)], *data(), *peers]]},
            *({"ref": ref, "dependsOn": depends[ref]} for ref in bundled),
        ],
    }


def from_npm() -> dict[str, Any]:
    command = ["npm", "sbom", "--sbom-format=cyclonedx", "--package-lock-only"]
    result = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise StepFailed(f"npm sbom failed: {result.stderr}")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def closure(refs: list[str], depends: dict[str, list[str]]) -> list[str]:
    """Returns the packages with all that they depend on, each once."""
    reached = list(refs)
    for ref in reached:
        reached += [other for other in depends[ref] if other not in reached]
    return reached


def stated(component: dict[str, Any]) -> dict[str, Any]:
    """Returns a component without npm's statement that it is used for development only."""
    return {key: value for key, value in component.items() if key not in ("properties", "externalReferences")} | {"scope": "required"}


def data() -> list[dict[str, Any]]:
    pins = "\n".join(path.read_text(encoding="utf-8") for path in PINS)
    versions = dict(re.findall(r"^([\w.-]+)==(\S+)", pins, re.MULTILINE))
    return [
        {"bom-ref": f"pypi/{name}@{versions[name]}", "type": "data", "name": name, "version": versions[name], "purl": f"pkg:pypi/{name}@{versions[name]}"}
        for name in DATA
    ]
