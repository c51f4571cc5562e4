"""The examples beside the quickstart, as `cdk synth` would run them, with all that the CDK and cfn-lint check."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.processes import ROOT, Synthesized, run, said_of_themselves, synthesize
from helpers.templates import CONFIG, ENDPOINT, MODEL

EXAMPLES = ROOT / "examples"
QUICKSTART = EXAMPLES / "quickstart"
STACKS = {"async": "Async", "data-capture": "DataCapture", "serverless": "Serverless", "two-variants": "TwoVariants"}
MADE_BY_RUNNING_IT = shutil.ignore_patterns("cdk.out", "__pycache__", ".mypy_cache")


@pytest.fixture(scope="module", params=STACKS)
def name(request: pytest.FixtureRequest) -> str:
    example: str = request.param
    return example


@pytest.fixture(scope="module")
def example(name: str, tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    copy = tmp_path_factory.mktemp("examples") / name
    shutil.copytree(EXAMPLES / name, copy, ignore=MADE_BY_RUNNING_IT)
    return synthesize(copy / "app.py", context=json.loads((copy / "cdk.json").read_text(encoding="utf-8"))["context"])


def test_each_example_is_tested() -> None:
    assert {app.parent.name for app in EXAMPLES.glob("*/app.py")} == {QUICKSTART.name, *STACKS}


def test_the_validation_of_the_cdk_finds_nothing(name: str, example: Synthesized) -> None:
    assert example.template_file(STACKS[name]).exists()
    assert example.findings() == []
    assert said_of_themselves(example) == []


def test_nothing_is_warned_of(name: str, example: Synthesized) -> None:
    artifact = json.loads((example.folder / "manifest.json").read_text(encoding="utf-8"))["artifacts"][STACKS[name]]
    metadata = json.loads((example.folder / artifact["additionalMetadataFile"]).read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = [entry for path in metadata.values() for entry in path]
    assert "aws:cdk:logicalId" in {entry["type"] for entry in entries}
    assert [entry["data"] for entry in entries if entry["type"] in ("aws:cdk:warning", "aws:cdk:error")] == []


def test_cfn_lint_finds_no_error(name: str, example: Synthesized) -> None:
    cfn_lint = shutil.which("cfn-lint", path=str(Path(sys.executable).parent))
    assert cfn_lint is not None
    run([cfn_lint, "--non-zero-exit-code", "error", str(example.template_file(STACKS[name]))])


def test_it_is_set_up_as_the_quickstart(name: str) -> None:
    for file in ("cdk.json", "requirements.txt"):
        assert (EXAMPLES / name / file).read_bytes() == (QUICKSTART / file).read_bytes()
    assert (EXAMPLES / name / "README.md").read_text(encoding="utf-8").startswith("# ")


def test_each_model_has_an_archive_of_its_own(name: str, example: Synthesized) -> None:
    folders = {weights.parent for weights in (EXAMPLES / name).glob("**/weights.json")}
    models = example.resources(STACKS[name], MODEL).values()
    urls = {json.dumps(model["Properties"]["PrimaryContainer"]["ModelDataUrl"]) for model in models}
    assert len(urls) == len(models) == len(folders)


def test_each_configuration_has_an_endpoint_whose_name_is_an_output(name: str, example: Synthesized) -> None:
    endpoints = example.resources(STACKS[name], ENDPOINT)
    used = {endpoint["Properties"]["EndpointConfigName"]["Fn::GetAtt"][0] for endpoint in endpoints.values()}
    assert used == set(example.resources(STACKS[name], CONFIG))
    outputs = [output["Value"] for output in example.template(STACKS[name])["Outputs"].values()]
    assert all({"Fn::GetAtt": [endpoint, "EndpointName"]} in outputs for endpoint in endpoints)
