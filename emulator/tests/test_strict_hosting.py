"""What SageMaker refuses of models, configurations and endpoints, and what is next to it and accepted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import IMAGE, ROLE_ARN, config, endpoint, hosting, model, name_of, variant
from set_up import TRUST, network

DATA = "s3://bucket/model.tar.gz"
DLC = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"
SERVERLESS = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}
ASYNC = {"OutputConfig": {"S3OutputPath": "s3://bucket/answers"}}
CAPTURE = {
    "InitialSamplingPercentage": 20,
    "DestinationS3Uri": "s3://bucket/captured",
    "CaptureOptions": [{"CaptureMode": "Input"}],
}


def refused(cloud: Cloud, resources: dict[str, Any]) -> str:
    stack = cloud.create(resources)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    return str(stack["StackStatusReason"])


def accepted(cloud: Cloud, resources: dict[str, Any]) -> None:
    stack = cloud.create(resources)
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatusReason"]


def container(**properties: Any) -> dict[str, Any]:
    return {"Image": IMAGE, "ModelDataUrl": DATA, **properties}


def of(*containers: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """A model with one container or several."""
    given = {"PrimaryContainer": containers[0]} if len(containers) == 1 else {"Containers": list(containers)}
    return {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": ROLE_ARN, **given, **properties}}


def several(count: int) -> list[dict[str, Any]]:
    return [container(ContainerHostname=f"c{index}") for index in range(count)]


def source(uri: str, kind: str, compression: str) -> dict[str, Any]:
    data = {"S3Uri": uri, "S3DataType": kind, "CompressionType": compression}
    return {"Image": IMAGE, "ModelDataSource": {"S3DataSource": data}}


MODELS: dict[str, tuple[dict[str, Any], str]] = {
    "a role that does not exist": (
        of(container(), ExecutionRoleArn="arn:aws:iam::123456789012:role/nobody"),
        "Could not assume role arn:aws:iam::123456789012:role/nobody. Please ensure that the role exists",
    ),
    "a role of another account": (
        of(container(), ExecutionRoleArn="arn:aws:iam::210987654321:role/sagemaker"),
        "Could not assume role arn:aws:iam::210987654321:role/sagemaker.",
    ),
    "no role": (of(container(), ExecutionRoleArn={"Ref": "AWS::NoValue"}), "ExecutionRoleArn is required."),
    "a repository that does not exist": (
        of(container(Image="123456789012.dkr.ecr.us-east-1.amazonaws.com/none:1")),
        "Requested image 123456789012.dkr.ecr.us-east-1.amazonaws.com/none:1 not found.",
    ),
    "a tag that does not exist": (of(container(Image=IMAGE.replace(":1", ":2"))), "Requested image"),
    "an image without the tag latest": (of(container(Image=IMAGE.removesuffix(":1"))), "Requested image"),
    "a digest that does not exist": (
        of(container(Image=IMAGE.replace(":1", f"@sha256:{'0' * 64}"))),
        "Requested image",
    ),
    "an image that is not in ECR": (of(container(Image="docker.io/library/python:3")), "Unsupported image docker.io"),
    "a private registry without a network": (
        of(container(Image="registry.example.com/a:1", ImageConfig={"RepositoryAccessMode": "Vpc"})),
        "so VpcConfig is required",
    ),
    "an image with a space": (of(container(Image="a b")), "does not match"),
    "neither image nor package": (of({"ModelDataUrl": DATA}), "A container needs an Image or a ModelPackageName."),
    "an archive that does not exist": (
        of(container(ModelDataUrl="s3://bucket/none.tar.gz")),
        "Could not find model data at s3://bucket/none.tar.gz.",
    ),
    "a bucket that does not exist": (of(container(ModelDataUrl="s3://no-such-bucket/m.tar.gz")), "Could not find"),
    "artifacts that are no URL": (of(container(ModelDataUrl="model.tar.gz")), "does not match ^(https|s3)://"),
    "a prefix without objects": (of(source("s3://bucket/none/", "S3Prefix", "None")), "Could not find model data"),
    "a prefix without a slash": (of(source("s3://bucket/model", "S3Prefix", "None")), "must end with '/'"),
    "sixteen containers with one host name": (
        of(*[container(ContainerHostname="one")] * 16),
        "expected maximum Items: 15, found: 16",
    ),
    "sixteen containers": (of(*several(16)), "expected maximum Items: 15, found: 16"),
    "two containers with one host name": (
        of(container(ContainerHostname="one"), container(ContainerHostname="one")),
        "The host names of containers must be unique, but are one, one.",
    ),
    "direct invocation of one container": (
        of(container(ContainerHostname="a"), InferenceExecutionConfig={"Mode": "Direct"}),
        "requires at least two containers",
    ),
    "direct invocation without host names": (
        of(container(ContainerHostname="a"), container(), InferenceExecutionConfig={"Mode": "Direct"}),
        "requires a ContainerHostname for each container",
    ),
    "two multi-model containers": (
        of(*[{**item, "Mode": "MultiModel", "ModelDataUrl": "s3://bucket/models/"} for item in several(2)]),
        "Only one container of a model can have the mode MultiModel.",
    ),
    "a multi-model container with one archive": (of(container(Mode="MultiModel")), "must be the prefix of the models"),
    "a multi-model container with a data source": (
        of({**source("s3://bucket/", "S3Prefix", "None"), "Mode": "MultiModel"}),
        "ModelDataSource is not supported for containers with the mode MultiModel.",
    ),
    "an unknown mode": (of(container(Mode="Many")), "'Many' is not a valid enum value"),
    "51 tags": (of(container(), Tags=[{"Key": f"k{i}", "Value": "v"} for i in range(51)]), "50"),
    "a name with an underscore": (of(container(), ModelName="a_b"), "#/ModelName: failed validation constraint for keyword [pattern]: 'a_b'"),
    "a name of 64 characters": (of(container(), ModelName="a" * 64), "63"),
    "a long value of a variable": (of(container(Environment={"KEY": "v" * 1025})), "length less than or equal to 1024"),
    "17 subnets": (of(container(), VpcConfig={"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"] * 17}), "16"),
}


@pytest.mark.parametrize(("given", "reason"), MODELS.values(), ids=MODELS.keys())
def test_a_model_is_refused(cloud: Cloud, given: dict[str, Any], reason: str) -> None:
    assert reason in refused(cloud, {"Model": given})


@pytest.mark.parametrize(
    "given",
    [
        of(container()),
        of(container(Image=DLC)),
        of(container(ModelDataUrl="s3://jumpstart-cache-prod-us-east-1/any.tar.gz")),
        of(container(ModelDataUrl="https://s3.us-east-1.amazonaws.com/bucket/model.tar.gz")),
        of(source("s3://bucket/", "S3Prefix", "None")),
        of(source(DATA, "S3Object", "Gzip")),
        of(*several(15)),
        of(container(), container()),
        of(*several(2), InferenceExecutionConfig={"Mode": "Direct"}),
        of({**container(), "Mode": "MultiModel", "ModelDataUrl": "s3://bucket/not-yet/"}),
        of(container(), Tags=[{"Key": f"k{i}", "Value": "v"} for i in range(50)]),
        of(container(Environment={"KEY": "v" * 1024})),
        of(container(), ModelName="a" * 63),
    ],
)
def test_a_model_next_to_those_is_accepted(cloud: Cloud, given: dict[str, Any]) -> None:
    accepted(cloud, {"Model": given})
    cloud.delete()


def test_a_role_that_sagemaker_cannot_assume_is_refused(cloud: Cloud) -> None:
    trust = json.loads(json.dumps(TRUST).replace("sagemaker.amazonaws.com", "lambda.amazonaws.com"))
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    arn = {"Fn::GetAtt": ["Role", "Arn"]}
    assert "allows principal 'sagemaker.amazonaws.com' to assume the role" in refused(
        cloud, {"Role": role, "Model": of(container(), ExecutionRoleArn=arn)}
    )
    cloud.delete()
    role["Properties"]["AssumeRolePolicyDocument"] = TRUST
    accepted(cloud, {"Role": role, "Model": of(container(), ExecutionRoleArn=arn)})


def test_a_network_must_exist(cloud: Cloud) -> None:
    there = network(cloud.emulator)
    for member, wrong, reason in (
        ("Subnets", "subnet-00000000", "Unable to find the subnets subnet-00000000."),
        ("SecurityGroupIds", "sg-00000000", "Unable to find the security groups sg-00000000."),
    ):
        assert reason in refused(cloud, {"Model": of(container(), VpcConfig={**there, member: [wrong]})})
        cloud.delete()
    accepted(cloud, {"Model": of(container(), VpcConfig=there)})


def test_a_network_is_one_vpc(cloud: Cloud) -> None:
    ec2, there = cloud.client("ec2"), network(cloud.emulator)
    other = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName=cloud.unique, Description="other", VpcId=other)["GroupId"]
    reason = refused(cloud, {"Model": of(container(), VpcConfig={**there, "SecurityGroupIds": [group]})})
    assert "Subnets and security groups must be in one VPC" in reason
    ec2.delete_security_group(GroupId=group)
    ec2.delete_vpc(VpcId=other)


def serverless(**properties: Any) -> dict[str, Any]:
    return {"VariantName": "main", "ModelName": name_of("Model"), "ServerlessConfig": {**SERVERLESS, **properties}}


def shadow(**properties: Any) -> dict[str, Any]:
    return config(variant(), ShadowProductionVariants=[variant("shadow")], **properties)


MULTI_MODEL = of({**container(), "Mode": "MultiModel", "ModelDataUrl": "s3://bucket/models/"})
DIRECT = of(*several(2), InferenceExecutionConfig={"Mode": "Direct"})
CONFIGS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "an unknown instance type": (model(), config(variant(InstanceType="ml.m5.tiny")), "ml.m5.tiny"),
    "an unknown routing strategy": (
        model(),
        config(variant(RoutingConfig={"RoutingStrategy": "SHORTEST"})),
        "'SHORTEST' is not a valid enum value",
    ),
    "no count": (
        model(),
        config({"VariantName": "main", "ModelName": name_of("Model"), "InstanceType": "ml.m5.large"}),
        "InitialInstanceCount is required for variant main.",
    ),
    "a count of zero": (model(), config(variant(InitialInstanceCount=0)), "0 is not greater or equal to 1"),
    "eleven variants": (model(), config(*[variant(f"v{i}") for i in range(11)]), "#/ProductionVariants: expected maximum Items: 10, found: 11"),
    "two variants of one name": (model(), config(variant("a"), variant("a")), "variant names must be unique"),
    "a negative weight": (model(), config(variant(weight=-1)), "InitialVariantWeight"),
    "51 tags": (model(), config(Tags=[{"Key": f"k{i}", "Value": "v"} for i in range(51)]), "50"),
    "serverless in a network": (model(VpcConfig="network"), config(serverless()), "A model with a VpcConfig"),
    "serverless in isolation": (model(EnableNetworkIsolation=True), config(serverless()), "Network isolation is not"),
    "serverless and asynchronous": (
        model(),
        config(serverless(), AsyncInferenceConfig=ASYNC),
        "AsyncInferenceConfig is not supported for serverless endpoints.",
    ),
    "serverless with capture": (
        model(),
        config(serverless(), DataCaptureConfig=CAPTURE),
        "DataCaptureConfig is not supported for serverless endpoints.",
    ),
    "serverless with two variants": (model(), config(serverless(), variant("b")), "exactly one variant"),
    "serverless multi-model": (MULTI_MODEL, config(serverless()), "The mode MultiModel is not supported"),
    "serverless pipeline": (of(*several(2)), config(serverless()), "A model with several containers is not"),
    "serverless with a data source": (
        of(source(DATA, "S3Object", "Gzip")),
        config(serverless()),
        "ModelDataSource is not supported for serverless endpoints.",
    ),
    "serverless with an odd memory": (model(), config(serverless(MemorySizeInMB=1500)), "MemorySizeInMB"),
    "serverless with much concurrency": (model(), config(serverless(MaxConcurrency=201)), "200"),
    "more provisioned than maximal concurrency": (
        model(),
        config(serverless(ProvisionedConcurrency=6)),
        "must not be greater than MaxConcurrency",
    ),
    "asynchronous with two variants": (
        model(),
        config(variant("a"), variant("b"), AsyncInferenceConfig=ASYNC),
        "An asynchronous endpoint has exactly one variant.",
    ),
    "asynchronous multi-model": (MULTI_MODEL, config(AsyncInferenceConfig=ASYNC), "The mode MultiModel is not"),
    "asynchronous and direct": (DIRECT, config(AsyncInferenceConfig=ASYNC), "Direct is not supported for asynchronous"),
    "asynchronous with a shadow": (model(), shadow(AsyncInferenceConfig=ASYNC), "Shadow variants are not supported"),
    "two shadow variants": (
        model(),
        config(variant(), ShadowProductionVariants=[variant("s"), variant("t")]),
        "A configuration has at most one shadow variant.",
    ),
    "a shadow of two variants": (
        model(),
        config(variant("a"), variant("b"), ShadowProductionVariants=[variant("s")]),
        "exactly one production variant",
    ),
    "a shadow of a pipeline": (of(*several(2)), shadow(), "one container in the mode SingleModel only"),
    "a shadow on Inf1": (
        model(),
        config(variant(), ShadowProductionVariants=[variant("s", InstanceType="ml.inf1.xlarge")]),
        "Shadow tests do not support the instance type ml.inf1.xlarge.",
    ),
    "isolation beside a model": (
        model(),
        config(EnableNetworkIsolation=True),
        "EnableNetworkIsolation of a configuration is only supported for variants without a ModelName",
    ),
    "a role that does not exist": (
        model(),
        config(ExecutionRoleArn="arn:aws:iam::123456789012:role/nobody"),
        "Could not assume role arn:aws:iam::123456789012:role/nobody.",
    ),
    "no capture mode": (model(), config(DataCaptureConfig={**CAPTURE, "CaptureOptions": []}), "CaptureOptions"),
    "a percentage of 101": (
        model(),
        config(DataCaptureConfig={**CAPTURE, "InitialSamplingPercentage": 101}),
        "101 is not less or equal to 100",
    ),
    "a large volume": (model(), config(variant(VolumeSizeInGB=513)), "512"),
    "a model that does not exist": (model(), config(variant(ModelName="none")), "Could not find model"),
    "a volume key that is no key": (model(), config(KmsKeyId="key with spaces"), "KmsKeyId"),
}


def resolved(cloud: Cloud, given: dict[str, Any]) -> dict[str, Any]:
    """The model with the network of the account, where it asks for it."""
    if given["Properties"].get("VpcConfig") == "network":
        return {**given, "Properties": {**given["Properties"], "VpcConfig": network(cloud.emulator)}}
    return given


@pytest.mark.parametrize(("used", "given", "reason"), CONFIGS.values(), ids=CONFIGS.keys())
def test_a_configuration_is_refused(cloud: Cloud, used: Any, given: Any, reason: str) -> None:
    assert reason in refused(cloud, {"Model": resolved(cloud, used), "Config": given})


@pytest.mark.parametrize(
    ("used", "given"),
    [
        (model(), config(*[variant(f"v{i}") for i in range(10)])),
        (model(), config(serverless(ProvisionedConcurrency=5))),
        (model(), config(serverless(), KmsKeyId="alias/some-key")),
        (model(), config(AsyncInferenceConfig=ASYNC, KmsKeyId="alias/some-key")),
        (model(VpcConfig="network"), config(AsyncInferenceConfig=ASYNC)),
        (of(*several(2)), config(AsyncInferenceConfig=ASYNC)),
        (model(), shadow(DataCaptureConfig=CAPTURE)),
        (model(), config(EnableNetworkIsolation=False)),
        (model(), config(variant(RoutingConfig={"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"}))),
        (model(), config(variant(weight=0), variant("b", VolumeSizeInGB=512))),
    ],
)
def test_a_configuration_next_to_those_is_accepted(cloud: Cloud, used: Any, given: Any) -> None:
    accepted(cloud, {"Model": resolved(cloud, used), "Config": given})
    cloud.delete()


def blue_green(kind: str, **properties: Any) -> dict[str, Any]:
    timeouts = {key: properties.pop(key) for key in list(properties) if key.endswith("InSeconds")}
    routing = {"Type": kind, "WaitIntervalInSeconds": 300, **properties}
    return {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing, **timeouts}}


def size(value: int, kind: str = "CAPACITY_PERCENT") -> dict[str, Any]:
    return {"Type": kind, "Value": value}


ROLLING = {"RollingUpdatePolicy": {"MaximumBatchSize": size(20), "WaitIntervalInSeconds": 60}}
DEPLOYMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "blue/green and rolling": (
        {"DeploymentConfig": {**blue_green("ALL_AT_ONCE"), **ROLLING}},
        "either a BlueGreenUpdatePolicy or a RollingUpdatePolicy",
    ),
    "a canary without a size": (
        {"DeploymentConfig": blue_green("CANARY")},
        "CanarySize is required for the traffic routing type CANARY.",
    ),
    "linear without a step": ({"DeploymentConfig": blue_green("LINEAR")}, "LinearStepSize is required"),
    "a canary with a step": (
        {"DeploymentConfig": blue_green("CANARY", CanarySize=size(10), LinearStepSize=size(10))},
        "LinearStepSize is not supported for the traffic routing type CANARY.",
    ),
    "all at once with a canary": (
        {"DeploymentConfig": blue_green("ALL_AT_ONCE", CanarySize=size(10))},
        "CanarySize is not supported for the traffic routing type ALL_AT_ONCE.",
    ),
    "a large canary": (
        {"DeploymentConfig": blue_green("CANARY", CanarySize=size(51))},
        "CanarySize must be 1 to 50 percent",
    ),
    "a small step": ({"DeploymentConfig": blue_green("LINEAR", LinearStepSize=size(9))}, "must be 10 to 50 percent"),
    "a small batch": (
        {
            "DeploymentConfig": {
                "RollingUpdatePolicy": {"MaximumBatchSize": size(4), "WaitIntervalInSeconds": 60},
            }
        },
        "MaximumBatchSize must be 5 to 50 percent",
    ),
    "a long wait": (
        {"DeploymentConfig": blue_green("ALL_AT_ONCE", TerminationWaitInSeconds=3601)},
        "3601 is not less or equal to 3600",
    ),
    "a time that ends before the waits": (
        {
            "DeploymentConfig": blue_green(
                "ALL_AT_ONCE", TerminationWaitInSeconds=400, MaximumExecutionTimeoutInSeconds=700
            )
        },
        "MaximumExecutionTimeoutInSeconds must be greater than the waits, which are 700 seconds.",
    ),
    "an unknown routing": ({"DeploymentConfig": blue_green("RANDOM")}, "RANDOM"),
    "eleven alarms": (
        {
            "DeploymentConfig": {
                **blue_green("ALL_AT_ONCE"),
                "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": f"a{i}"} for i in range(11)]},
            }
        },
        "Alarms: expected maximum Items: 10, found: 11",
    ),
    "an alarm that does not exist": (
        {
            "DeploymentConfig": {
                **blue_green("ALL_AT_ONCE"),
                "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "none"}]},
            }
        },
        "Could not find the alarms none",
    ),
    "excluded without retained": (
        {"ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DesiredWeight"}]},
        "ExcludeRetainedVariantProperties requires RetainAllVariantProperties.",
    ),
    "excluded capture": (
        {
            "RetainAllVariantProperties": True,
            "ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DataCaptureConfig"}],
        },
        "ExcludeRetainedVariantProperties does not support DataCaptureConfig.",
    ),
    "a configuration that does not exist": ({"EndpointConfigName": "none"}, "Could not find endpoint configuration"),
}


@pytest.mark.parametrize(("given", "reason"), DEPLOYMENTS.values(), ids=DEPLOYMENTS.keys())
def test_a_deployment_is_refused(cloud: Cloud, given: dict[str, Any], reason: str) -> None:
    assert reason in refused(cloud, {**hosting(), "Endpoint": endpoint(**given)})


@pytest.mark.parametrize(
    "given",
    [
        {"DeploymentConfig": blue_green("CANARY", CanarySize=size(50))},
        {"DeploymentConfig": blue_green("CANARY", CanarySize=size(1, "INSTANCE_COUNT"))},
        {"DeploymentConfig": blue_green("LINEAR", LinearStepSize=size(10))},
        {"DeploymentConfig": ROLLING},
        {"DeploymentConfig": blue_green("ALL_AT_ONCE", MaximumExecutionTimeoutInSeconds=600)},
        {
            "RetainAllVariantProperties": True,
            "ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DesiredWeight"}],
        },
    ],
)
def test_a_deployment_next_to_those_is_accepted(cloud: Cloud, given: dict[str, Any]) -> None:
    accepted(cloud, {**hosting(), "Endpoint": endpoint(**given)})
    cloud.delete()


@pytest.mark.parametrize(
    ("variants", "reason"),
    [
        ([variant("a"), variant("b")], "do not support endpoints with several variants"),
        ([serverless()], "do not support serverless endpoints"),
    ],
)
def test_a_rolling_deployment_is_refused(cloud: Cloud, variants: list[dict[str, Any]], reason: str) -> None:
    assert reason in refused(cloud, {**hosting(*variants), "Endpoint": endpoint(DeploymentConfig=ROLLING)})


def test_an_endpoint_on_instances_does_not_become_serverless(cloud: Cloud) -> None:
    accepted(cloud, hosting())
    stack = cloud.update(hosting(serverless()))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "An endpoint on instances cannot become serverless." in stack["StackStatusReason"]


def test_a_serverless_endpoint_moves_to_instances(cloud: Cloud) -> None:
    accepted(cloud, hosting(serverless()))
    assert cloud.update(hosting())["StackStatus"] == "UPDATE_COMPLETE"


def test_arns_have_names_in_lower_case_and_invocations_their_own_case(cloud: Cloud) -> None:
    name, sagemaker = f"{cloud.unique}-MyEndpoint", cloud.client("sagemaker")
    answers = model(cloud.upload("def model_fn(d): return lambda x: 1"))
    accepted(cloud, {**hosting(Model=answers), "Endpoint": endpoint(EndpointName=name)})
    found = sagemaker.describe_endpoint(EndpointName=name.lower())
    assert found["EndpointName"] == name
    assert found["EndpointArn"].endswith(f":endpoint/{name.lower()}")
    runtime = cloud.client("sagemaker-runtime")
    assert runtime.invoke_endpoint(EndpointName=name, Body=b"0", ContentType="application/json")["Body"].read() == b"1"
    with pytest.raises(ClientError, match="not found"):
        runtime.invoke_endpoint(EndpointName=name.lower(), Body=b"0", ContentType="application/json")
    sagemaker.add_tags(ResourceArn=found["EndpointArn"], Tags=[{"Key": "a", "Value": "1"}])
    assert sagemaker.list_tags(ResourceArn=found["EndpointArn"])["Tags"] == [{"Key": "a", "Value": "1"}]


@pytest.mark.parametrize("kind", ["Model", "Config", "Endpoint"])
def test_a_name_in_use_is_refused_whatever_its_case(cloud: Cloud, kind: str) -> None:
    properties = {"Model": "ModelName", "Config": "EndpointConfigName", "Endpoint": "EndpointName"}
    resources = hosting()
    resources[kind]["Properties"][properties[kind]] = f"{cloud.unique}-Name"
    accepted(cloud, resources)
    other = hosting()
    other[kind]["Properties"][properties[kind]] = f"{cloud.unique}-name"
    stack = cloud.create(other, "other")
    assert "Cannot create already existing" in stack["StackStatusReason"]


def test_the_api_refuses_the_same(cloud: Cloud) -> None:
    sagemaker = cloud.client("sagemaker")

    def create(**properties: Any) -> None:
        sagemaker.create_model(ModelName=cloud.unique, **{"ExecutionRoleArn": ROLE_ARN, **properties})

    for properties, reason in (
        ({"PrimaryContainer": {"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/none:1"}}, "Requested image"),
        ({"PrimaryContainer": container(Mode="Many")}, "Member must satisfy enum value set: [SingleModel, MultiModel]"),
        ({"PrimaryContainer": container(), "ExecutionRoleArn": "arn:aws:iam::123456789012:user/a"}, "roleArn|pattern"),
        ({"Containers": several(16)}, "Member must have length less than or equal to 15"),
        ({}, "either PrimaryContainer or Containers"),
    ):
        with pytest.raises(ClientError) as error:
            create(**properties)
        assert any(part in str(error.value) for part in reason.split("|")), error.value
        assert error.value.response["Error"]["Code"] == "ValidationException"
    create(PrimaryContainer=container())
    with pytest.raises(ClientError, match="Cannot create already existing model"):
        create(PrimaryContainer=container())
    sagemaker.delete_model(ModelName=cloud.unique)


def test_all_violations_of_a_request_are_told_at_once(cloud: Cloud) -> None:
    wrong = variant(ModelName="any", InstanceType="ml.x", VolumeSizeInGB=1000)
    with pytest.raises(ClientError) as error:
        cloud.client("sagemaker").create_endpoint_config(EndpointConfigName="c", ProductionVariants=[wrong])
    assert "2 validation errors detected: Value 'ml.x' at 'productionVariants.1.member.instanceType'" in str(error.value)
    assert "Value '1000' at 'productionVariants.1.member.volumeSizeInGB' failed to satisfy constraint: " in str(error.value)
