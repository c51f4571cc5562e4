"""The quickstart, as `cdk synth` would run it, with all that the CDK and cfn-lint check."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.processes import ROOT, Synthesized, run, said_of_themselves, synthesize
from helpers.templates import ALARM, CONFIG, ENDPOINT, MODEL, SCALABLE_TARGET, SCALING_POLICY

STACK = "Quickstart"
MADE_BY_RUNNING_IT = shutil.ignore_patterns("cdk.out", "__pycache__", ".mypy_cache")


def synthesized(folder: Path, *, validates: bool = False, **context: Any) -> Synthesized:
    copy = folder / "quickstart"
    shutil.copytree(ROOT / "examples" / "quickstart", copy, ignore=MADE_BY_RUNNING_IT)
    settings = json.loads((copy / "cdk.json").read_text(encoding="utf-8"))
    assert settings["app"] == "python3 app.py"
    return synthesize(copy / "app.py", context={**settings["context"], **context}, validates=validates)


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return synthesized(tmp_path_factory.mktemp("quickstart"), validates=True)


def the_only(resources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    (resource,) = resources.values()
    properties: dict[str, Any] = resource["Properties"]
    return properties


def weights(app: Synthesized) -> dict[str, float]:
    variants = the_only(app.resources(STACK, CONFIG))["ProductionVariants"]
    return {variant["VariantName"]: variant["InitialVariantWeight"] for variant in variants}


def test_all_requests_go_to_the_stable_model(quickstart: Synthesized) -> None:
    assert weights(quickstart) == {"stable": 1, "candidate": 0}


def test_the_candidate_gets_the_weight_that_the_context_says(tmp_path: Path) -> None:
    assert weights(synthesized(tmp_path, candidateWeight="0.5")) == {"stable": 1, "candidate": 0.5}


def test_there_are_two_models_with_artifacts_of_their_own(quickstart: Synthesized) -> None:
    urls = {
        json.dumps(model["Properties"]["PrimaryContainer"]["ModelDataUrl"]) for model in quickstart.resources(STACK, MODEL).values()
    }
    assert len(urls) == 2


def test_the_stable_variant_scales(quickstart: Synthesized) -> None:
    target = the_only(quickstart.resources(STACK, SCALABLE_TARGET))
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 4)
    assert target["ResourceId"]["Fn::Join"][1][-1] == "/variant/stable"
    policy = the_only(quickstart.resources(STACK, SCALING_POLICY))
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 900


def test_an_alarm_watches_the_stable_variant(quickstart: Synthesized) -> None:
    alarm = the_only(quickstart.resources(STACK, ALARM))
    assert (alarm["MetricName"], alarm["Threshold"]) == ("ModelLatency", 500_000)


def test_the_volumes_are_encrypted(quickstart: Synthesized) -> None:
    (key,) = quickstart.resources(STACK, "AWS::KMS::Key")
    assert the_only(quickstart.resources(STACK, CONFIG))["KmsKeyId"] == {"Fn::GetAtt": [key, "Arn"]}


def test_the_name_of_the_endpoint_is_an_output(quickstart: Synthesized) -> None:
    (endpoint,) = quickstart.resources(STACK, ENDPOINT)
    assert quickstart.template(STACK)["Outputs"]["EndpointName"]["Value"] == {"Fn::GetAtt": [endpoint, "EndpointName"]}


def test_the_validation_of_the_cdk_finds_nothing(quickstart: Synthesized) -> None:
    assert quickstart.reported() == quickstart.findings() == []
    assert said_of_themselves(quickstart) == []


def test_cfn_lint_finds_no_error(quickstart: Synthesized) -> None:
    cfn_lint = shutil.which("cfn-lint", path=str(Path(sys.executable).parent))
    assert cfn_lint is not None
    run([cfn_lint, "--non-zero-exit-code", "error", str(quickstart.template_file(STACK))])
