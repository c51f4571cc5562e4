"""What DescribeModel, DescribeEndpointConfig and DescribeEndpoint show of a template."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Cloud
from hosting import IMAGE, OUTPUTS, ROLE_ARN, config, endpoint, hosting, model, name_of, variant

VPC = {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1", "subnet-2"]}
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
        {"Image": IMAGE, "ContainerHostname": "first", "ModelDataUrl": "s3://b/1.tar.gz"},
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
    described = describe_model(cloud, EnableNetworkIsolation="true", VpcConfig=VPC)
    assert described["EnableNetworkIsolation"] is True
    assert described["VpcConfig"] == VPC


def test_a_model_without_containers_fails_the_stack(cloud: Cloud) -> None:
    bare = {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": ROLE_ARN}}
    assert "PrimaryContainer or Containers" in cloud.create({"Model": bare})["StackStatusReason"]


@pytest.mark.parametrize("instance_type", ["ml.g5.xlarge", "ml.g6e.12xlarge", "ml.inf2.24xlarge"])
def test_any_instance_type_is_accepted(cloud: Cloud, instance_type: str) -> None:
    described = describe_config(cloud, config(variant(InstanceType=instance_type)))
    assert described["ProductionVariants"][0]["InstanceType"] == instance_type


def test_every_property_of_a_configuration_is_described(cloud: Cloud) -> None:
    properties = {
        "KmsKeyId": "key",
        "EnableNetworkIsolation": True,
        "VpcConfig": VPC,
        "ExecutionRoleArn": ROLE_ARN,
        "DataCaptureConfig": CAPTURE,
        "ExplainerConfig": {"ClarifyExplainerConfig": {"ShapConfig": {"ShapBaselineConfig": {"MimeType": "text/csv"}}}},
    }
    shadow = {**variant("shadow"), "ModelName": name_of("Model")}
    described = describe_config(cloud, config(ShadowProductionVariants=[shadow], **properties))
    assert {key: described[key] for key in properties} == properties
    assert [item["VariantName"] for item in described["ShadowProductionVariants"]] == ["shadow"]


def test_an_asynchronous_configuration_is_described(cloud: Cloud) -> None:
    asynchronous = {
        "OutputConfig": {"S3OutputPath": "s3://out/here"},
        "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 2},
    }
    assert describe_config(cloud, config(AsyncInferenceConfig=asynchronous))["AsyncInferenceConfig"] == asynchronous


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
    serverless = {
        "VariantName": "b",
        "ModelName": name_of("Model"),
        "ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 1},
    }
    cloud.create(
        {
            "Model": model(),
            "Config": config(variant("a", weight=0), serverless, DataCaptureConfig=CAPTURE),
            "Endpoint": endpoint(DeploymentConfig=deployment),
        },
        **OUTPUTS,
    )
    described = cloud.client("sagemaker").describe_endpoint(EndpointName=cloud.outputs()["Endpoint"])
    first, second = described["ProductionVariants"]
    assert (first["CurrentWeight"], first["DesiredInstanceCount"]) == (0, 1)
    assert (second["CurrentWeight"], second["CurrentServerlessConfig"]) == (1, serverless["ServerlessConfig"])
    assert described["DataCaptureConfig"]["CurrentSamplingPercentage"] == 20
    assert described["LastDeploymentConfig"] == deployment
    assert described["EndpointStatus"] == "InService"


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
