"""The Python examples of the pages in docs/ run as they stand: those with an app as a program, the others in a stack."""

import re
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct
from helpers.given import a_bucket, a_config, a_model, an_image
from helpers.processes import ROOT, Synthesized, said_of_themselves, synthesize
from helpers.templates import ALARM, CONFIG, ENDPOINT, MODEL, SCALABLE_TARGET, SCALING_POLICY, actions_of, resources_of, warnings_of

import cdk_sagemaker_hosting as sm

PAGES = sorted((ROOT / "docs").rglob("*.md"))
BLOCKS = {
    f"{page.relative_to(ROOT).as_posix()}-{number}": block
    for page in PAGES
    for number, block in enumerate(re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE))
}
APPS = {name: block for name, block in BLOCKS.items() if "cdk.App()" in block}
PARTS = {name: block for name, block in BLOCKS.items() if name not in APPS}
FROM_L1 = "docs/migrating-from-l1.md"
FROM_ALPHA = "docs/migrating-from-alpha.md"
ONE_CALL = "docs/one-call.md"


def given(stack: cdk.Stack) -> dict[str, Any]:
    """What the parts refer to, by name."""
    model = a_model(stack)
    config = a_config(stack)
    return {
        "self": stack,
        "cdk": cdk,
        "iam": iam,
        "sm": sm,
        "image": an_image(stack),
        "key": kms.Key(stack, "Key"),
        "model": model,
        "config": config,
        "endpoint": sm.Endpoint(stack, "Endpoint", endpoint_config=config),
        "role": iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com")),
        "function": lambda_.Function.from_function_attributes(
            stack,
            "Function",
            function_arn="arn:aws:lambda:us-east-1:123456789012:function:client",
            role=iam.Role.from_role_name(stack, "FunctionRole", "client"),
        ),
        "bucket": a_bucket(stack),
        "keep": keep,
        "cfn_endpoint": sagemaker.CfnEndpoint(stack, "CfnEndpoint", endpoint_config_name="config"),
    }


def keep(construct: Construct, logical_id: str) -> None:
    """The function of the page, for its parts."""
    resource = construct.node.default_child
    assert isinstance(resource, cdk.CfnElement)
    resource.override_logical_id(logical_id)


def run_part(name: str, stack: cdk.Stack) -> dict[str, Any]:
    names = given(stack)
    exec(compile(PARTS[name], name, "exec"), names)
    return names


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    def run(block: str) -> Synthesized:
        app: Path = tmp_path_factory.mktemp("docs") / "app.py"
        app.write_text(block, encoding="utf-8")
        return synthesize(app)

    return {name: run(block) for name, block in APPS.items()}


@pytest.mark.parametrize("name", PARTS)
def test_each_part_runs(name: str, app: cdk.App, stack: cdk.Stack) -> None:
    run_part(name, stack)

    app.synth()
    assert [warning for warning in warnings_of(stack) if "[ack: cdk-sagemaker-hosting:" not in warning] == []


@pytest.mark.parametrize("name", APPS)
def test_each_app_runs_without_findings(name: str, apps: dict[str, Synthesized]) -> None:
    assert said_of_themselves(apps[name]) == []
    assert apps[name].findings() == []


def test_the_pages_on_migration_have_examples() -> None:
    assert [name for name in APPS if name.startswith(FROM_L1)] == [f"{FROM_L1}-1", f"{FROM_L1}-2"]
    assert f"{FROM_L1}-0" in PARTS


@pytest.mark.parametrize("type", [MODEL, CONFIG, ENDPOINT, SCALABLE_TARGET, SCALING_POLICY, ALARM, "AWS::IAM::Role"])
def test_the_rewritten_stack_has_the_resources_of_the_l1_constructs(type: str, apps: dict[str, Synthesized]) -> None:
    before, after = (apps[f"{FROM_L1}-{number}"].resources("Churn", type) for number in (1, 2))
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
    before, after = (list(apps[f"{FROM_L1}-{number}"].resources("Churn", type).values())[0]["Properties"] for number in (1, 2))
    assert {name: before[name] for name in names} == {name: after[name] for name in names}


def test_an_imported_l1_endpoint_can_be_invoked(stack: cdk.Stack) -> None:
    names = run_part(f"{FROM_L1}-0", stack)

    assert names["endpoint"].endpoint_name == names["cfn_endpoint"].attr_endpoint_name


def test_a_scaled_app_that_moves_to_one_call_keeps_its_resources(app: cdk.App, stack: cdk.Stack) -> None:
    before = cdk.Stack(app, "Before")
    variant = sm.InstanceProductionVariantProps(model=a_model(before), variant_name="main", instance_type=sm.InstanceType.M5_LARGE)
    config = sm.EndpointConfig(before, "Config", instance_production_variants=[variant])
    count = sm.Endpoint(before, "Churn", endpoint_config=config).auto_scale_instance_count(min_capacity=2, max_capacity=10)
    count.scale_on_invocations("Load", max_requests_per_second=30)
    run_part(f"{ONE_CALL}-0", stack)

    for type in [ENDPOINT, SCALABLE_TARGET, SCALING_POLICY]:
        (kept,) = resources_of(before, type)
        assert kept in resources_of(stack, type)


def test_the_role_of_an_approved_version_reads_all_versions(stack: cdk.Stack) -> None:
    run_part(f"{ONE_CALL}-1", stack)

    assert [warning for warning in warnings_of(stack) if "unknownModelPackageContents" in warning] == []
