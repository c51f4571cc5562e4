"""The README's TypeScript examples as the wheel describes itself: jsii has turned them into Python, and they run."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as scheduler_targets
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk.assertions import Template
from constructs import Construct
from helpers.given import a_config, a_model, a_serverless_variant, a_stack, a_variant, an_async_endpoint, an_image
from helpers.processes import ROOT
from helpers.templates import ALARM, CONFIG, SCALABLE_TARGET, properties_of, resources_of, variants_of, warned_of

import cdk_sagemaker_hosting as sagemaker

README = (ROOT / "README.md").read_text(encoding="utf-8")


def translated() -> list[str]:
    """The examples that are in Python here, and in TypeScript in the README."""
    (wheel,) = (ROOT / "dist" / "python").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        description = archive.read(metadata).decode("utf-8")
    blocks: list[str] = re.findall(r"^```python\n(.*?)^```$", description, flags=re.DOTALL | re.MULTILINE)
    return [block for block in blocks if block not in README]


def a_config_for(scope: Construct, example: str) -> sagemaker.EndpointConfig:
    """The endpoint configuration with the variants that an example asks for; that of its endpoint if it has both."""
    existing = scope.node.try_find_child("Config")
    if isinstance(existing, sagemaker.EndpointConfig):
        return existing
    if "find_serverless" in example:
        return sagemaker.EndpointConfig(scope, "Config", serverless_production_variant=a_serverless_variant(scope))
    config = a_config(scope, a_variant(scope, "A", instance_type=sagemaker.InstanceType.G5_XLARGE))
    if "find_shadow" in example:
        config.add_shadow_production_variant(model=a_model(scope, "Next"), variant_name="next")
    return config


def an_endpoint_for(scope: Construct, id: str, example: str) -> sagemaker.Endpoint:
    """An endpoint with the variants that an example asks for."""
    if "async" in id:
        return an_async_endpoint(scope)
    return sagemaker.Endpoint(scope, "GivenEndpoint", endpoint_config=a_config_for(scope, example))


def a_count_for(scope: Construct, example: str) -> sagemaker.ScalableInstanceCount:
    variant = an_endpoint_for(scope, "", example).find_instance_production_variant("A")
    return variant.auto_scale_instance_count(min_capacity=1, max_capacity=10)


def a_vpc_with_isolated_subnets(scope: Construct, id: str) -> ec2.IVpc:
    subnets = [ec2.SubnetConfiguration(name="isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)]
    return ec2.Vpc(scope, id, max_azs=2, nat_gateways=0, subnet_configuration=subnets)


# What stands for a variable that an example only declares, by its type.
GIVEN: dict[str, Callable[[Construct, str, str], Any]] = {
    "apigateway.RestApi": lambda scope, id, _: apigateway.RestApi(scope, id),
    "cloudwatch.IMetric": lambda scope, id, _: cloudwatch.Metric(namespace="Shop", metric_name="Depth"),
    "cloudwatch.IWidget": lambda scope, id, _: cloudwatch.TextWidget(markdown="Orders"),
    "CfnInferenceComponent": lambda scope, id, _: sagemaker_.CfnInferenceComponent(scope, id, endpoint_name="given"),
    "ec2.IConnectable": lambda scope, id, _: ec2.SecurityGroup.from_security_group_id(scope, id, "sg-1"),
    "ec2.IVpc": lambda scope, id, _: a_vpc_with_isolated_subnets(scope, id),
    "ecr.IRepository": lambda scope, id, _: ecr.Repository.from_repository_name(scope, id, "churn"),
    "targets.SfnStateMachine": lambda scope, id, _: targets.SfnStateMachine(
        sfn.StateMachine.from_state_machine_arn(scope, id, "arn:aws:states:us-east-1:123456789012:stateMachine:deployment")
    ),
    "iam.IRole": lambda scope, id, _: iam.Role(scope, id, assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com")),
    "lambda.Function": lambda scope, id, _: lambda_.Function(
        scope, id, runtime=lambda_.Runtime.NODEJS_20_X, handler="index.handler", code=lambda_.Code.from_inline("//")
    ),
    "kms.IKey": lambda scope, id, _: kms.Key(scope, id),
    "secretsmanager.ISecret": lambda scope, id, _: secretsmanager.Secret.from_secret_name_v2(scope, id, "hub"),
    "s3.IBucket": lambda scope, id, _: s3.Bucket(scope, id),
    "sagemaker.registry.IModelPackageGroup": lambda scope, id, _: sagemaker.registry.ModelPackageGroup.from_model_package_group_name(
        scope, id, "churn"
    ),
    "sns.ITopic": lambda scope, id, _: sns.Topic(scope, id),
    "sagemaker.ContainerImage": lambda scope, id, _: an_image(scope),
    "sagemaker.Endpoint": an_endpoint_for,
    "sagemaker.EndpointConfig": lambda scope, id, example: a_config_for(scope, example),
    "sagemaker.Model": lambda scope, id, _: a_model(scope, id),
    "sagemaker.ScalableInstanceCount": lambda scope, id, example: a_count_for(scope, example),
    "sagemaker.ModelData": lambda scope, id, _: sagemaker.ModelData.from_bucket(s3.Bucket(scope, id), "model.tar.gz"),
}


def run(example: str, stack: cdk.Stack, files: Path) -> dict[str, Any]:
    """Runs an example in a stack, with what it declares; returns what it defines."""
    names: dict[str, Any] = {
        **{"self": stack, "sagemaker": sagemaker, "Construct": Construct},
        **{"CfnOutput": cdk.CfnOutput, "Duration": cdk.Duration, "Size": cdk.Size, "Tags": cdk.Tags},
        **{"apigateway": apigateway, "appscaling": appscaling, "cloudwatch": cloudwatch, "cloudwatch_actions": cloudwatch_actions},
        **{"ec2": ec2, "ecr": ecr, "iam": iam, "kms": kms, "lambda_": lambda_, "logs": logs, "s3": s3, "sfn": sfn, "sns": sns},
        **{"scheduler": scheduler, "scheduler_targets": scheduler_targets, "targets": targets},
    }
    for name, type in re.findall(r"^# (\w+): ([\w.]+)$", example, flags=re.MULTILINE):
        names[name] = GIVEN[type](stack, f"Given-{name}", example)
    exec(re.sub(r'"(images|artifacts)/', rf'"{files.as_posix()}/\1/', example), names)
    return names


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The files that the examples refer to."""
    for image in ("inference", "postprocessing"):
        (tmp_path / "images" / image).mkdir(parents=True)
        (tmp_path / "images" / image / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    (tmp_path / "artifacts" / "model").mkdir(parents=True)
    (tmp_path / "artifacts" / "model" / "weights.bin").write_bytes(b"weights")
    (tmp_path / "artifacts" / "model.tar.gz").write_bytes(b"weights")
    return tmp_path


def title(example: str) -> str:
    return next(line for line in example.splitlines() if line and not line.startswith("#"))[:60]


def test_each_typescript_example_is_in_python() -> None:
    assert len(translated()) == len(re.findall(r"^```ts$", README, flags=re.MULTILINE))


@pytest.mark.parametrize("example", translated(), ids=[title(example) for example in translated()])
def test_an_example_runs(app: cdk.App, stack: cdk.Stack, files: Path, example: str) -> None:
    run(example, stack, files)

    app.synth()


def test_the_image_of_the_user_is_an_image(stack: cdk.Stack, files: Path) -> None:
    (example,) = (example for example in translated() if "class MirroredImage" in example)

    image = run(example, stack, files)["MirroredImage"]()
    bound = image.bind(stack, a_model(stack))

    assert bound.image_name.endswith("/mirror/serving:1.4.2")


# The programs that take one construct: a part of each, and the number of lines that it may have in Python.
PROGRAMS = {
    'ModelEndpoint(self, "Churn"': 5,
    'ModelEndpoint(self, "Serverless"': 5,
    'ModelEndpoint(self, "Asynchronous"': 5,
    'ModelEndpoint(self, "Components"': 5,
    'LanguageModelEndpoint(self, "Llama"': 12,
}


def program(part: str) -> str:
    (example,) = (example for example in translated() if part in example)
    return example


@pytest.mark.parametrize("part", PROGRAMS)
def test_a_program_is_short(part: str) -> None:
    lines = [line for line in program(part).splitlines() if line and not line.startswith("# ")]

    assert 2 <= len(lines) <= PROGRAMS[part]


def test_the_programs_are_the_four_kinds_of_capacity(app: cdk.App, files: Path) -> None:
    stacks = {}
    for part in PROGRAMS:
        name = part.split('"')[1]
        stacks[name] = a_stack(app, name)
        run(program(part), stacks[name], files)

    limits = {
        name: [(target["Properties"]["MinCapacity"], target["Properties"]["MaxCapacity"]) for target in resources_of(stack, SCALABLE_TARGET).values()]
        for name, stack in stacks.items()
    }
    assert limits == {"Churn": [(2, 10)], "Serverless": [], "Asynchronous": [(0, 5)], "Components": [(0, 4)], "Llama": [(0, 4)]}
    assert "ServerlessConfig" in variants_of(stacks["Serverless"])[0]
    assert "AsyncInferenceConfig" in properties_of(stacks["Asynchronous"], CONFIG)
    assert {name: warned_of(stack) for name, stack in stacks.items()} == dict.fromkeys(stacks, [])


def test_the_program_of_a_language_model_has_alarms_and_a_base_url(app: cdk.App, files: Path) -> None:
    stack = a_stack(app)
    run(program('LanguageModelEndpoint(self, "Llama"'), stack, files)

    metrics = {alarm["Properties"].get("MetricName") for alarm in resources_of(stack, ALARM).values()}
    assert {"Invocation5XXErrors", "NoCapacityInvocationFailures"} <= metrics
    assert "/openai/v1" in str(Template.from_stack(stack).to_json()["Outputs"]["BaseUrl"]["Value"])
