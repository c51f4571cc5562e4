"""The models of SageMaker JumpStart: the image, artifacts, environment and instance types of each version, from the AWS Generative AI CDK Constructs.

Their npm package, which the PyPI package contains, has a JSON file with the data of JumpStart in us-east-1: a raw deflate stream, as a list of bytes.
Versions without an image, and versions that are model packages of AWS Marketplace, are omitted.

Equal parts of versions are stored once. The accounts of the images are omitted, because they are those of the Deep Learning Containers.
"""

from __future__ import annotations

import json
import re
import tarfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from dlc_accounts import dlc_accounts
from pinned_package import GENERATIVE_AI_CDK_CONSTRUCTS, SourceError

Json = dict[str, Any]

ARCHIVE = "cdklabs/generative_ai_cdk_constructs/_jsii/generative-ai-cdk-constructs@{version}.jsii.tgz"
MODELS = "package/lib/patterns/gen-ai/aws-model-deployment-sagemaker/jumpstart-models.json"

URI = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.[a-z0-9.]+/(?P<name>.+)")

# The place of the ID of the model in the key of its artifacts.
ID = "{id}"

# The tables of equal parts.
PARTS = ("types", "keys", "environments", "environmentsByType", "images")


class Parts:
    """The values of a table, each once."""

    def __init__(self) -> None:
        self._indexes: dict[str, int] = {}

    def add(self, value: Any) -> int:
        """Returns the index of a value."""
        return self._indexes.setdefault(json.dumps(value), len(self._indexes))

    def values(self) -> list[Any]:
        return [json.loads(value) for value in self._indexes]


_accounts = cache(dlc_accounts)


@cache
def specifications() -> list[Json]:
    """Returns the data of all versions of all models, as the source has it."""
    package = GENERATIVE_AI_CDK_CONSTRUCTS
    with tarfile.open(package.path(ARCHIVE.format(version=package.version))) as archive:
        file = archive.extractfile(MODELS)
        if file is None:
            raise SourceError(f"{package.name} {package.version} does not contain {MODELS}")
        compressed = bytes(json.load(file)["data"])
    return list(json.loads(zlib.decompress(compressed, -zlib.MAX_WBITS)).values())


def is_usable(specification: Json) -> bool:
    """Returns whether a version has an image and artifacts."""
    return bool(specification.get("instanceVariants") and specification.get("instanceAliases") and artifacts_key(specification))


def artifacts_key(specification: Json) -> str | None:
    """Returns the key of the artifacts with the inference code, if there are such."""
    key: str | None = specification.get("prepackedArtifactKey") or specification.get("artifactKey")
    return key


def jumpstart_table() -> Json:
    """Returns all versions by model, the newest first, and the tables of their parts."""
    parts = {name: Parts() for name in PARTS}
    models: dict[str, list[Json]] = {}
    for specification in sorted(filter(is_usable, specifications()), key=_newest_first):
        version = _version(specification, parts)
        versions = models.setdefault(specification["modelId"], [])
        if versions and versions[-1] | {"versions": ""} == version | {"versions": ""}:
            versions[-1]["versions"] += f" {version['versions']}"
        else:
            versions.append(version)
    return {"models": models, **{name: table.values() for name, table in parts.items()}}


def _newest_first(specification: Json) -> tuple[str, list[int]]:
    return specification["modelId"], [-int(part) for part in specification["version"].split(".")]


def _version(specification: Json, parts: dict[str, Parts]) -> Json:
    types = specification["instanceTypes"]
    license_key = specification.get("requiresEula")
    version = {
        "versions": specification["version"],
        "types": parts["types"].add(types),
        "defaultType": types.index(specification["defaultInstanceType"]),
        "artifacts": parts["keys"].add((artifacts_key(specification) or "").replace(specification["modelId"], ID)),
        "license": parts["keys"].add(license_key) if license_key else None,
        "gated": 1 if specification.get("gatedBucket") else None,
        "environment": parts["environments"].add(_texts(specification["environment"])),
        "environmentsByType": parts["environmentsByType"].add(_environments_by_type(specification)),
        "images": parts["images"].add(_images(specification)),
    }
    return {key: value for key, value in version.items() if value is not None}


def _texts(environment: Json) -> dict[str, str]:
    return {name: str(value) for name, value in environment.items()}


def _environments_by_type(specification: Json) -> dict[str, dict[str, str]]:
    return {it["instanceType"]: _texts(it["environment"]) for it in specification["instanceVariants"] if it.get("environment")}


def _images(specification: Json) -> list[Json]:
    """Returns the images with the families of instances that they are for. A region can have another image than most of them."""
    families: dict[str, list[str]] = defaultdict(list)
    for variant in specification["instanceVariants"]:
        if variant.get("imageUri") and not variant["instanceType"].startswith("local"):
            families[variant["imageUri"].removeprefix("$")].append(variant["instanceType"])
    return [_image(_names_by_region(specification["instanceAliases"], alias), sorted(of)) for alias, of in families.items()]


def _image(names: dict[str, str], families: list[str]) -> Json:
    most, *others = [name for name, _ in Counter(names.values()).most_common()]
    elsewhere = {region: name for region, name in sorted(names.items()) if name in others}
    return {"name": most, "families": " ".join(families), **({"elsewhere": elsewhere} if elsewhere else {})}


def _names_by_region(regions: Iterable[Json], alias: str) -> dict[str, str]:
    return {it["region"]: _name(it["region"], it["aliases"][alias]) for it in regions if alias in it["aliases"]}


def _name(region: str, uri: str) -> str:
    """Returns the repository and the tag of an image, which must be in the registry of the Deep Learning Containers."""
    parts = URI.fullmatch(uri)
    if parts is None or parts["region"] != region or _accounts().get(region) != parts["account"]:
        raise SourceError(f"{uri} is not in the registry of the AWS Deep Learning Containers in {region}")
    return parts["name"]
