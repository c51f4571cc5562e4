"""What the text around the Python examples in docs/ says of them. test_snippets.py runs each part of a stack; the apps run here, as programs."""

import ast
import json
import os
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template
from helpers.given import a_model
from helpers.processes import ROOT, Synthesized, run, said_of_themselves, synthesize
from helpers.snippets import PAIRS, SNIPPETS, a_part, link_modules, local_files
from helpers.templates import (
    ALARM,
    CONFIG,
    ENDPOINT,
    MODEL,
    SCALABLE_TARGET,
    SCALING_POLICY,
    properties_of,
    resources_of,
    variants_of,
    warned_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm

APPS = {snippet.name: snippet.text for snippet in SNIPPETS if snippet.language == "python" and snippet.kind == "program" and snippet.page != "readme"}
PARTS = {snippet.name: snippet for snippet in SNIPPETS if snippet.language == "python" and snippet.kind == "part"}
FROM_L1 = "docs/migrating-from-l1/rewrite-a-stack-"
IMPORTED = "docs/migrating-from-l1/only-add-change-nothing-1"
ONE_CALL = "docs/one-call/"
COMPLETE = "docs/endpoints/a-complete-example-1"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    local_files(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    def synthesized(block: str) -> Synthesized:
        app: Path = tmp_path_factory.mktemp("docs") / "app.py"
        local_files(app.parent)
        app.write_text(block, encoding="utf-8")
        return synthesize(app)

    return {name: synthesized(block) for name, block in APPS.items()}


@pytest.mark.parametrize("name", APPS)
def test_each_app_runs_without_findings(name: str, apps: dict[str, Synthesized]) -> None:
    assert said_of_themselves(apps[name]) == []
    assert apps[name].findings() == []


@pytest.mark.parametrize("name", APPS)
def test_each_app_has_the_same_templates_in_typescript(name: str, apps: dict[str, Synthesized], tmp_path: Path) -> None:
    (same,) = (same for python, same in PAIRS if python.name == name)
    local_files(tmp_path)
    link_modules(tmp_path)
    (tmp_path / "app.ts").write_text(same.text, encoding="utf-8")
    run([str(ROOT / "node_modules" / ".bin" / "esbuild"), "app.ts", "--format=cjs", "--outfile=app.cjs", "--log-level=warning"], cwd=tmp_path)
    run(["node", "app.cjs"], cwd=tmp_path, env={**os.environ, "CDK_OUTDIR": str(tmp_path / "cdk.out"), "CDK_VALIDATION": "false"})

    templates = sorted(path.name for path in apps[name].folder.glob("*.template.json"))
    assert templates
    for template in templates:
        ours, theirs = (json.loads((folder / template).read_text(encoding="utf-8")) for folder in (apps[name].folder, tmp_path / "cdk.out"))
        assert ours == theirs


def test_the_pages_on_migration_have_examples() -> None:
    assert [name for name in APPS if name.startswith("docs/migrating-from-l1")] == [f"{FROM_L1}1", f"{FROM_L1}3"]
    assert IMPORTED in PARTS


@pytest.mark.parametrize("type", [MODEL, CONFIG, ENDPOINT, SCALABLE_TARGET, SCALING_POLICY, ALARM, "AWS::IAM::Role"])
def test_the_rewritten_stack_has_the_resources_of_the_l1_constructs(type: str, apps: dict[str, Synthesized]) -> None:
    before, after = (apps[f"{FROM_L1}{number}"].resources("Churn", type) for number in (1, 3))
    assert list(before) == list(after)
    assert len(before) == 1


@pytest.mark.parametrize(
    ("type", "names"),
    [
        (ENDPOINT, ["EndpointName"]),
        (SCALABLE_TARGET, ["ServiceNamespace", "ScalableDimension", "ResourceId", "MinCapacity", "MaxCapacity"]),
        (SCALING_POLICY, ["PolicyName", "ScalingTargetId", "PolicyType", "TargetTrackingScalingPolicyConfiguration"]),
        (ALARM, ["AlarmName", "Namespace", "MetricName", "Dimensions", "Statistic", "Threshold", "ComparisonOperator"]),
    ],
)
def test_the_rewritten_stack_keeps_what_identifies_a_resource(type: str, names: list[str], apps: dict[str, Synthesized]) -> None:
    before, after = (list(apps[f"{FROM_L1}{number}"].resources("Churn", type).values())[0]["Properties"] for number in (1, 3))
    assert {name: before[name] for name in names} == {name: after[name] for name in names}


def test_an_imported_l1_endpoint_can_be_invoked(files: Path) -> None:
    _, names = a_part(PARTS[IMPORTED], files, known_variants=True)

    assert names["endpoint"].endpoint_name == names["cfn_endpoint"].attr_endpoint_name


def test_a_scaled_app_that_moves_to_one_call_keeps_its_resources(app: cdk.App, files: Path) -> None:
    before = cdk.Stack(app, "Docs")
    variant = sm.InstanceProductionVariantProps(model=a_model(before), variant_name="main", instance_type=sm.InstanceType.M5_LARGE)
    config = sm.EndpointConfig(before, "Config", instance_production_variants=[variant])
    count = sm.Endpoint(before, "Churn", endpoint_config=config).auto_scale_instance_count(min_capacity=2, max_capacity=10)
    count.scale_on_invocations("Load", max_requests_per_second=30)
    stack, _ = a_part(PARTS[f"{ONE_CALL}moving-a-deployed-app-1"], files, known_variants=True)

    for type in [ENDPOINT, SCALABLE_TARGET, SCALING_POLICY]:
        (kept,) = resources_of(before, type)
        assert kept in resources_of(stack, type)


def test_the_role_of_an_approved_version_reads_all_versions(files: Path) -> None:
    stack, _ = a_part(PARTS[f"{ONE_CALL}deploying-an-approved-version-1"], files, known_variants=True)

    assert [warning for warning in warnings_of(stack) if "unknownModelPackageContents" in warning] == []


# The programs that take one construct: a part of each, and the number of statements that it may have.
PROGRAMS = {
    'ModelEndpoint(\n    self,\n    "Churn"': 3,
    'ModelEndpoint(self, "Serverless"': 2,
    'ModelEndpoint(self, "Asynchronous"': 2,
    'ModelEndpoint(self, "Components"': 2,
    'LanguageModelEndpoint(\n    self,\n    "Llama"': 5,
}


def program(text: str) -> Any:
    return next(part for part in PARTS.values() if text in part.text and "jump_start" not in part.text)


@pytest.mark.parametrize("text", PROGRAMS)
def test_a_program_is_short(text: str) -> None:
    statements = [each for each in ast.parse(program(text).text).body if not isinstance(each, ast.Import | ast.ImportFrom)]

    assert 2 <= len(statements) <= PROGRAMS[text]


def test_the_programs_are_the_four_kinds_of_capacity(files: Path) -> None:
    stacks = {text.split('"')[1]: a_part(program(text), files, known_variants=True)[0] for text in PROGRAMS}

    limits = {
        name: [(target["Properties"]["MinCapacity"], target["Properties"]["MaxCapacity"]) for target in resources_of(stack, SCALABLE_TARGET).values()]
        for name, stack in stacks.items()
    }
    assert limits == {"Churn": [(2, 10)], "Serverless": [], "Asynchronous": [(0, 5)], "Components": [(0, 4)], "Llama": [(0, 4)]}
    assert "ServerlessConfig" in variants_of(stacks["Serverless"])[0]
    assert "AsyncInferenceConfig" in properties_of(stacks["Asynchronous"], CONFIG)
    assert {name: warned_of(stack) for name, stack in stacks.items()} == dict.fromkeys(stacks, [])


def test_the_program_of_a_language_model_has_alarms_and_a_base_url(files: Path) -> None:
    stack, _ = a_part(program('LanguageModelEndpoint(\n    self,\n    "Llama"'), files, known_variants=True)

    metrics = {alarm["Properties"].get("MetricName") for alarm in resources_of(stack, ALARM).values()}
    assert {"Invocation5XXErrors", "NoCapacityInvocationFailures"} <= metrics
    assert "/openai/v1" in str(Template.from_stack(stack).to_json()["Outputs"]["BaseUrl"]["Value"])


# The complete example of docs/endpoints.md


def test_the_whole_picture_is_two_variants_in_a_vpc(apps: dict[str, Synthesized]) -> None:
    assert len(apps[COMPLETE].resources("Recommendations", ENDPOINT)) == 1
    (config,) = apps[COMPLETE].resources("Recommendations", CONFIG).values()
    variants = config["Properties"]["ProductionVariants"]
    assert [(variant["VariantName"], variant["InitialVariantWeight"]) for variant in variants] == [("stable", 9), ("next", 1)]
    models = apps[COMPLETE].resources("Recommendations", MODEL).values()
    assert [len(model["Properties"]["VpcConfig"]["Subnets"]) for model in models] == [2, 2]
    assert len(apps[COMPLETE].resources("Recommendations", "AWS::EC2::VPC")) == 1


def test_the_whole_picture_is_autoscaled_and_watched(apps: dict[str, Synthesized]) -> None:
    targets = apps[COMPLETE].resources("Recommendations", SCALABLE_TARGET).values()
    assert [(target["Properties"]["MinCapacity"], target["Properties"]["MaxCapacity"]) for target in targets] == [(2, 10), (2, 10)]
    policies = apps[COMPLETE].resources("Recommendations", SCALING_POLICY).values()
    assert [policy["Properties"]["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for policy in policies] == [900, 900]
    assert len(apps[COMPLETE].resources("Recommendations", ALARM)) == 2


def test_the_whole_picture_fits_in_forty_lines() -> None:
    assert len(APPS[COMPLETE].splitlines()) <= 40
