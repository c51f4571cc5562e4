"""What DescribeModel, DescribeEndpointConfig and DescribeEndpoint show of a template."""

from __future__ import annotations

import json
from typing import Any

import botocore.session
import pytest
from conftest import Cloud
from hosting import IMAGE, OUTPUTS, ROLE_ARN, config, endpoint, hosting, model, name_of, variant
from set_up import network

CAPTURE = {
    "EnableCapture": True,
    "InitialSamplingPercentage": 20,
    "DestinationS3Uri": "s3://capture/here",
    "CaptureOptions": [{"CaptureMode": "Input"}],
}


def describe_model(cloud: Cloud, **properties: Any) -> Any:
    cloud.create({"Model": model(**properties)}, Outputs={"Name": {"Value": name_of("Model")}})
    return cloud.client("sagemaker").describe_model(ModelName=cloud.outputs()["Name"])


def describe_config(cloud: Cloud, resource: dict[str, Any]) -> Any:
    cloud.create({"Model": model(), "Config": resource}, Outputs={"Name": {"Value": name_of("Config")}})
    return cloud.client("sagemaker").describe_endpoint_config(EndpointConfigName=cloud.outputs()["Name"])


def test_explicit_names_are_used(cloud: Cloud) -> None:
    names = [f"{cloud.unique}-{what}" for what in ("model", "config", "endpoint")]
    cloud.create(
        {
            "Model": model(ModelName=names[0]),
            "Config": config(EndpointConfigName=names[1]),
            "Endpoint": endpoint(EndpointName=names[2]),
        }
    )
    sagemaker = cloud.client("sagemaker")
    described = sagemaker.describe_endpoint(EndpointName=names[2])
    assert described["EndpointConfigName"] == names[1]
    variants = sagemaker.describe_endpoint_config(EndpointConfigName=names[1])["ProductionVariants"]
    assert variants[0]["ModelName"] == names[0]
    assert sagemaker.describe_model(ModelName=names[0])["ModelArn"].endswith(f":model/{names[0]}")


def test_a_name_that_is_taken_fails_the_stack(cloud: Cloud) -> None:
    cloud.create({"Model": model(ModelName=f"{cloud.unique}-m")}, stack="one")
    stack = cloud.create({"Model": model(ModelName=f"{cloud.unique}-m")}, stack="two")
    assert "already existing" in stack["StackStatusReason"]


def test_a_pipeline_of_containers_is_described(cloud: Cloud) -> None:
    containers = [
        {"Image": IMAGE, "ContainerHostname": "first", "ModelDataUrl": "s3://bucket/model.tar.gz"},
        {"Image": IMAGE, "ContainerHostname": "second", "Environment": {"A": "1"}},
    ]
    pipeline = {
        "Type": "AWS::SageMaker::Model",
        "Properties": {
            "ExecutionRoleArn": ROLE_ARN,
            "Containers": containers,
            "InferenceExecutionConfig": {"Mode": "Direct"},
        },
    }
    cloud.create({"Model": pipeline}, Outputs={"Name": {"Value": name_of("Model")}})
    described = cloud.client("sagemaker").describe_model(ModelName=cloud.outputs()["Name"])
    assert described["Containers"] == containers
    assert described["InferenceExecutionConfig"] == {"Mode": "Direct"}
    assert "PrimaryContainer" not in described


def test_network_isolation_and_vpc_of_a_model_are_described(cloud: Cloud) -> None:
    vpc = network(cloud.emulator)
    described = describe_model(cloud, EnableNetworkIsolation="true", VpcConfig=vpc)
    assert described["EnableNetworkIsolation"] is True
    assert described["VpcConfig"] == vpc


def test_a_model_without_containers_fails_the_stack(cloud: Cloud) -> None:
    bare = {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": ROLE_ARN}}
    assert "PrimaryContainer or Containers" in cloud.create({"Model": bare})["StackStatusReason"]


@pytest.mark.parametrize("instance_type", ["ml.g5.xlarge", "ml.g6e.12xlarge", "ml.inf2.24xlarge"])
def test_any_instance_type_is_accepted(cloud: Cloud, instance_type: str) -> None:
    described = describe_config(cloud, config(variant(InstanceType=instance_type)))
    assert described["ProductionVariants"][0]["InstanceType"] == instance_type


NOT_IN_CLOUDFORMATION = {"CrossRegionTrafficConfig", "AcceleratorPartitionLayouts", "AcceleratorType"}
# What patterns ask for.
VALUES = {
    "MlReservationArn": "arn:aws:sagemaker:us-east-1:123456789012:training-plan/a",
    "CsvContentTypes": ["text/csv"],
    "JsonContentTypes": ["application/json"],
    "SuccessTopic": "arn:aws:sns:us-east-1:123456789012:success",
    "ErrorTopic": "arn:aws:sns:us-east-1:123456789012:error",
    "MimeType": "text/csv",
    "ExecutionRoleArn": ROLE_ARN,
    "MetricPublishFrequencyInSeconds": 10,
    "RoutingStrategy": "RANDOM",
}


def sample(shape: Any, name: str = "") -> Any:
    """A value with each member that the API of SageMaker has there, but for what CloudFormation lacks."""
    if name in VALUES:
        return VALUES[name]
    match shape.type_name:
        case "structure":
            members = {key: member for key, member in shape.members.items() if key not in NOT_IN_CLOUDFORMATION}
            return {key: sample(member, key) for key, member in members.items()}
        case "list":
            return [sample(shape.member)]
        case "map":
            return {"key": sample(shape.value)}
        case "integer" | "long":
            return max(shape.metadata.get("min", 1), 1)
        case "float" | "double":
            return 0.5
        case "boolean":
            return True
    if "(https|s3)" in shape.metadata.get("pattern", ""):
        return "s3://bucket/key"
    return next(iter(getattr(shape, "enum", [])), "s" * max(shape.metadata.get("min", 1), 1))


ONLY_INSTANCES = {"AsyncInferenceConfig", "DataCaptureConfig", "ShadowProductionVariants", "VpcConfig", "EnableNetworkIsolation"}


def every_property(kind: str) -> dict[str, Any]:
    """All properties that a configuration can have together, with a variant of a kind of capacity."""
    service = botocore.session.get_session().get_service_model("sagemaker")
    properties = sample(service.operation_model("CreateEndpointConfig").input_shape)
    (full,) = properties["ProductionVariants"]
    full["ModelName"] = name_of("Model")
    full["ServerlessConfig"]["MemorySizeInMB"] = 3072
    # A variant with a model is refused with ENABLED.
    full["ManagedInstanceScaling"]["Status"] = "DISABLED"
    full["InstancePools"][0]["ModelNameOverride"] = name_of("Model")
    others = {"InstanceType", "InstancePools", "ServerlessConfig"} - {kind}
    if kind == "ServerlessConfig":
        others = full.keys() - {"VariantName", "ModelName", "InitialVariantWeight", kind}
    variant = {key: value for key, value in full.items() if key not in others}
    # Each of them excludes others.
    excluded = {
        "InstanceType": {"AsyncInferenceConfig", "VpcConfig", "EnableNetworkIsolation"},
        "InstancePools": {"ShadowProductionVariants", "VpcConfig", "EnableNetworkIsolation"},
        "ServerlessConfig": ONLY_INSTANCES,
    }[kind]
    shadows = {"ShadowProductionVariants": [{**variant, "VariantName": "Shadow"}]}
    given = {**properties, "ProductionVariants": [variant], **shadows}
    return {key: value for key, value in given.items() if key not in excluded}


@pytest.mark.parametrize("kind, count", [("InstanceType", 8), ("InstancePools", 8), ("ServerlessConfig", 6)])
def test_every_property_of_a_configuration_is_described(cloud: Cloud, kind: str, count: int) -> None:
    name = f"{cloud.unique}-config"
    properties = {**every_property(kind), "EndpointConfigName": name, "Tags": [{"Key": "a", "Value": "b"}]}
    stack = cloud.create({"Model": model(ModelName=f"{cloud.unique}-model"), "Config": config(**properties)})
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatusReason"]
    described = cloud.client("sagemaker").describe_endpoint_config(EndpointConfigName=name)
    shown = {key: value for key, value in properties.items() if key != "Tags"}
    assert len(shown) == count
    assert {key: described[key] for key in shown} == with_model(shown, f"{cloud.unique}-model")


def with_model(properties: Any, name: str) -> Any:
    """The properties as they are once the reference to the model is resolved."""
    return json.loads(json.dumps(properties).replace(json.dumps(name_of("Model")), json.dumps(name)))


@pytest.mark.parametrize(
    "properties, path",
    [
        ({"CrossRegionTrafficConfig": {}}, "#: extraneous key [CrossRegionTrafficConfig] is not permitted"),
        ({"AsyncInferenceConfig": {"Output": {}}}, "#/AsyncInferenceConfig: extraneous key [Output] is not permitted"),
        (
            {"ProductionVariants": [{**variant(), "VolumeSizeInGb": 1, "EnableSsmAccess": True}]},
            "#/ProductionVariants/0: extraneous key [EnableSsmAccess] is not permitted",
        ),
    ],
)
def test_a_property_that_there_is_not_fails_the_stack(cloud: Cloud, properties: dict[str, Any], path: str) -> None:
    stack = cloud.create({"Model": model(), "Config": config(**properties)})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert path in stack["StackStatusReason"]


@pytest.mark.parametrize(
    "capacity, found",
    [
        ({}, "it has none"),
        (
            {"InstanceType": "ml.m5.large", "ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 1}},
            "it has ['InstanceType', 'ServerlessConfig']",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["ProductionVariants", "ShadowProductionVariants"])
def test_a_variant_runs_on_one_kind_of_capacity(cloud: Cloud, kind: str, capacity: dict[str, Any], found: str) -> None:
    wrong = {"VariantName": "wrong", "ModelName": name_of("Model"), **capacity}
    stack = cloud.create({"Model": model(), "Config": config(**{kind: [wrong]})})
    assert found in stack["StackStatusReason"]


def test_pools_of_an_unknown_model_fail_the_stack(cloud: Cloud) -> None:
    pool = {"InstanceType": "ml.m5.large", "Priority": 1, "ModelNameOverride": "nobody"}
    pooled = {"VariantName": "main", "ModelName": name_of("Model"), "InitialInstanceCount": 1, "InstancePools": [pool]}
    stack = cloud.create({"Model": model(), "Config": config(pooled)})
    assert "Could not find model" in stack["StackStatusReason"]


def test_numbers_given_as_text_are_described_as_numbers(cloud: Cloud) -> None:
    serverless = {"MemorySizeInMB": "2048", "MaxConcurrency": "5"}
    resource = config({"VariantName": "main", "ModelName": name_of("Model"), "ServerlessConfig": serverless})
    described = describe_config(cloud, resource)
    assert described["ProductionVariants"][0]["ServerlessConfig"] == {"MemorySizeInMB": 2048, "MaxConcurrency": 5}


def test_a_variant_of_an_unknown_model_fails_the_stack(cloud: Cloud) -> None:
    stack = cloud.create({"Config": config({**variant(), "ModelName": "nobody"})})
    assert "Could not find model" in stack["StackStatusReason"]


def test_variants_of_the_same_name_fail_the_stack(cloud: Cloud) -> None:
    stack = cloud.create({"Model": model(), "Config": config(variant(), variant())})
    assert "unique" in stack["StackStatusReason"]


def test_an_endpoint_shows_what_it_runs(cloud: Cloud) -> None:
    deployment = {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0},
            "TerminationWaitInSeconds": 0,
        }
    }
    metrics = {"EnableEnhancedMetrics": True, "MetricPublishFrequencyInSeconds": 10}
    cloud.create(
        {
            "Model": model(),
            "Config": config(variant("a", weight=0), DataCaptureConfig=CAPTURE, MetricsConfig=metrics),
            "Endpoint": endpoint(DeploymentConfig=deployment),
        },
        **OUTPUTS,
    )
    described = cloud.client("sagemaker").describe_endpoint(EndpointName=cloud.outputs()["Endpoint"])
    (first,) = described["ProductionVariants"]
    assert (first["CurrentWeight"], first["DesiredInstanceCount"]) == (0, 1)
    assert described["DataCaptureConfig"]["CurrentSamplingPercentage"] == 20
    assert described["MetricsConfig"] == metrics
    assert described["LastDeploymentConfig"] == deployment
    assert described["EndpointStatus"] == "InService"


def test_a_serverless_endpoint_shows_its_capacity(cloud: Cloud) -> None:
    capacity = {"MemorySizeInMB": 1024, "MaxConcurrency": 1}
    serverless = {"VariantName": "b", "ModelName": name_of("Model"), "ServerlessConfig": capacity}
    cloud.create({"Model": model(), "Config": config(serverless), "Endpoint": endpoint()}, **OUTPUTS)
    described = cloud.client("sagemaker").describe_endpoint(EndpointName=cloud.outputs()["Endpoint"])
    (shown,) = described["ProductionVariants"]
    assert (shown["CurrentWeight"], shown["CurrentServerlessConfig"]) == (1, capacity)


@pytest.mark.parametrize("retain, weight", [(False, 1), (True, 9)])
def test_variant_properties_are_retained_on_request_only(cloud: Cloud, retain: bool, weight: int) -> None:
    resources = hosting()
    resources["Endpoint"] = endpoint(RetainAllVariantProperties=retain)
    cloud.create(resources, **OUTPUTS)
    sagemaker, name = cloud.client("sagemaker"), cloud.outputs()["Endpoint"]
    sagemaker.update_endpoint_weights_and_capacities(
        EndpointName=name, DesiredWeightsAndCapacities=[{"VariantName": "main", "DesiredWeight": 9}]
    )
    cloud.update({**resources, "Config": config(variant(InstanceType="ml.c5.large"))}, **OUTPUTS)
    described = sagemaker.describe_endpoint(EndpointName=name)
    assert described["ProductionVariants"][0]["CurrentWeight"] == weight
