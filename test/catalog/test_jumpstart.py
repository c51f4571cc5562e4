"""The library has the JumpStart models of the AWS Generative AI CDK Constructs: the same image in each region, artifacts, environment and types."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import zlib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from ours import ROOT, bundle

sys.path.insert(0, str(ROOT / "build-tools" / "data"))

from dlc_accounts import dlc_accounts

Json = dict[str, Any]

PACKAGE = distribution("cdklabs.generative-ai-cdk-constructs")
ARCHIVE = f"cdklabs/generative_ai_cdk_constructs/_jsii/generative-ai-cdk-constructs@{PACKAGE.version}.jsii.tgz"
MODELS = "package/lib/patterns/gen-ai/aws-model-deployment-sagemaker/jumpstart-models.json"

# The data of the package has the images of all models in these regions.
REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1", "sa-east-1")

# These only grow, unless the source or the comparison loses something.
AT_LEAST_MODELS = 342
AT_LEAST_VERSIONS = 7048


@pytest.fixture(scope="module")
def theirs() -> dict[tuple[str, str], Json]:
    """The data of the package, by model and version."""
    with tarfile.open(str(PACKAGE.locate_file(ARCHIVE))) as archive:
        file = archive.extractfile(MODELS)
        assert file is not None
        data = json.loads(zlib.decompress(bytes(json.load(file)["data"]), -15))
    return {(it["modelId"], it["version"]): it for it in data.values()}


@pytest.fixture(scope="module")
def ours() -> dict[tuple[str, str], Json]:
    """What the library knows, by model and version."""
    answers = subprocess.run(["node", bundle("jumpstart-answers")], capture_output=True, text=True, check=True).stdout
    return {(it["modelId"], it["version"]): it for it in json.loads(answers)}


@pytest.fixture(scope="module")
def endpoints() -> Json:
    """By region, the endpoints of all models on their default instance types."""
    environment = {**os.environ, "CDK_VALIDATION": "false"}
    command: list[str | Path] = ["node", bundle("jumpstart-endpoints"), *REGIONS]
    answers: Json = json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    return answers


def test_each_version_with_an_image_is_there(theirs: dict[tuple[str, str], Json], ours: dict[tuple[str, str], Json]) -> None:
    usable = {key for key, it in theirs.items() if it.get("instanceVariants") and it.get("instanceAliases") and not it.get("modelPackageArns")}
    assert set(ours) == usable
    assert len(ours) >= AT_LEAST_VERSIONS
    assert {model for model, _ in ours} == {model for model, _ in theirs}
    assert len({model for model, _ in ours}) >= AT_LEAST_MODELS


def test_each_version_has_the_data_of_the_package(theirs: dict[tuple[str, str], Json], ours: dict[tuple[str, str], Json]) -> None:
    different = [key for key, own in ours.items() if facts(theirs[key]) != {name: own.get(name) for name in facts(theirs[key])}]
    assert different == []


def test_each_type_has_its_environment(theirs: dict[tuple[str, str], Json], ours: dict[tuple[str, str], Json]) -> None:
    different = [(key, name) for key, own in ours.items() for name, it in own["types"].items() if it["environment"] != environment(theirs[key], name)]
    assert different == []


def test_each_type_has_its_image_in_each_region(theirs: dict[tuple[str, str], Json], ours: dict[tuple[str, str], Json]) -> None:
    accounts = dlc_accounts()
    compared = 0
    for key, own in ours.items():
        for name, it in own["types"].items():
            for region, uri in images(theirs[key], name).items():
                account, host, image = re.fullmatch(r"(\d+)\.dkr\.ecr\.([a-z0-9-]+)\.[a-z0-9.]+/(.+)", uri).groups()  # type: ignore[union-attr]
                assert (account, host) == (accounts[region], region)
                assert it["image"]["elsewhere"].get(region, it["image"]["name"]) == image
                compared += 1
    assert compared > 1_000_000


@pytest.mark.parametrize("region", REGIONS)
def test_each_model_synthesizes_on_its_default_instance_type(theirs: dict[tuple[str, str], Json], endpoints: Json, region: str) -> None:
    models: Json = endpoints[region]["models"]
    assert set(models) == {model for model, _ in theirs}
    expected = {model: expected_endpoint(theirs[model, own["version"]], region) for model, own in models.items()}
    different = [model for model, own in models.items() if synthesized(own) != expected[model]]
    assert different == []
    # An app would not have all models in one template.
    assert [each for each in endpoints[region]["warnings"] if "[ack: @aws-cdk/core:Stack.templateSize]" not in each] == []


def synthesized(own: Json) -> Json:
    container = own["container"]
    texts = container["Image"]["Fn::Join"][1]
    source = container.get("ModelDataSource", {}).get("S3DataSource", {})
    return {
        "instanceType": own["instanceType"],
        "image": "".join("amazonaws.com" if text == {"Ref": "AWS::URLSuffix"} else text for text in texts),
        "artifact": container.get("ModelDataUrl") or source["S3Uri"],
        "eula": source.get("ModelAccessConfig", {}).get("AcceptEula", False),
        "environment": container["Environment"],
    }


def expected_endpoint(it: Json, region: str) -> Json:
    type_ = it["defaultInstanceType"]
    gated = bool(it.get("gatedBucket"))
    return {
        "instanceType": type_,
        "image": images(it, type_)[region],
        "artifact": f"s3://jumpstart-{'private-' if gated else ''}cache-prod-{region}/{it.get('prepackedArtifactKey') or it['artifactKey']}",
        "eula": gated or "requiresEula" in it,
        "environment": environment(it, type_),
    }


def facts(it: Json) -> Json:
    return {
        "defaultInstanceType": it["defaultInstanceType"],
        "instanceTypes": it["instanceTypes"],
        "artifactKey": it.get("prepackedArtifactKey") or it["artifactKey"],
        "licenseKey": it.get("requiresEula"),
        "gated": bool(it.get("gatedBucket")),
    }


def environment(it: Json, instance_type: str) -> dict[str, str]:
    own: Json = next((variant.get("environment") or {} for variant in it["instanceVariants"] if variant["instanceType"] == instance_type), {})
    return {name: str(value) for name, value in {**it["environment"], **own}.items()}


def images(it: Json, instance_type: str) -> dict[str, str]:
    """The URI of the image by region."""
    family = instance_type.split(".")[1]
    alias = next(variant["imageUri"].removeprefix("$") for variant in it["instanceVariants"] if variant["instanceType"] == family)
    return {region["region"]: region["aliases"][alias] for region in it["instanceAliases"] if alias in region["aliases"]}
