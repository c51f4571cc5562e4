"""The examples of RFC 431, one after the other, in Python: each makes what the RFC says it makes."""

from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_s3 as s3
from helpers.given import a_model, an_image
from helpers.templates import ALARM, CONFIG, ENDPOINT, MODEL, SCALABLE_TARGET, SCALING_POLICY
from helpers.templates import properties_of, resources_of, text_of, variants_of

import cdk_sagemaker_hosting as sagemaker


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with what the examples refer to: `image/Dockerfile` and `artifact/file.tar.gz`."""
    (tmp_path / "image").mkdir()
    (tmp_path / "image" / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    (tmp_path / "artifact").mkdir()
    (tmp_path / "artifact" / "file.tar.gz").write_bytes(b"weights")
    return tmp_path


@pytest.fixture
def endpoint_config(stack: cdk.Stack) -> sagemaker.EndpointConfig:
    return sagemaker.EndpointConfig(
        stack,
        "EndpointConfig",
        instance_production_variants=[sagemaker.InstanceProductionVariantProps(model=a_model(stack), variant_name="variantName")],
    )


def test_single_container_model(stack: cdk.Stack, files: Path) -> None:
    image = sagemaker.ContainerImage.from_asset(str(files / "image"))
    model_data = sagemaker.ModelData.from_asset(str(files / "artifact" / "file.tar.gz"))

    sagemaker.Model(stack, "PrimaryContainerModel", containers=[sagemaker.ContainerDefinition(image=image, model_data=model_data)])

    container = properties_of(stack, MODEL)["PrimaryContainer"]
    assert "cdk-hnb659fds-container-assets-123456789012-us-east-1" in text_of(container["Image"])
    assert text_of(container["ModelDataUrl"]).startswith("https://s3.us-east-1.")


def test_inference_pipeline_model(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "models")
    containers = [
        sagemaker.ContainerDefinition(
            image=an_image(stack, f"image{i}"), model_data=sagemaker.ModelData.from_bucket(bucket, f"model{i}.tar.gz")
        )
        for i in (1, 2, 3)
    ]

    sagemaker.Model(stack, "InferencePipelineModel", containers=containers)

    made = [
        (text_of(container["Image"]).rsplit("/", 1)[1], text_of(container["ModelDataUrl"]).rsplit("/", 1)[1])
        for container in properties_of(stack, MODEL)["Containers"]
    ]
    assert made == [("image1:1.0", "model1.tar.gz"), ("image2:1.0", "model2.tar.gz"), ("image3:1.0", "model3.tar.gz")]


def test_asset_image(stack: cdk.Stack, files: Path) -> None:
    image = sagemaker.ContainerImage.from_asset(str(files / "image"))

    sagemaker.Model(stack, "Model", containers=[sagemaker.ContainerDefinition(image=image)])

    assert "container-assets" in text_of(properties_of(stack, MODEL)["PrimaryContainer"]["Image"])


def test_ecr_image(stack: cdk.Stack) -> None:
    repository = ecr.Repository.from_repository_name(stack, "Repository", "repo")
    image = sagemaker.ContainerImage.from_ecr_repository(repository, "tag")

    sagemaker.Model(stack, "Model", containers=[sagemaker.ContainerDefinition(image=image)])

    assert text_of(properties_of(stack, MODEL)["PrimaryContainer"]["Image"]).endswith("/repo:tag")


def test_asset_model_data(stack: cdk.Stack, files: Path) -> None:
    model_data = sagemaker.ModelData.from_asset(str(files / "artifact" / "file.tar.gz"))

    sagemaker.Model(stack, "Model", containers=[sagemaker.ContainerDefinition(image=an_image(stack), model_data=model_data)])

    assert "cdk-hnb659fds-assets" in text_of(properties_of(stack, MODEL)["PrimaryContainer"]["ModelDataUrl"])


def test_s3_model_data(stack: cdk.Stack) -> None:
    bucket = s3.Bucket(stack, "MyBucket")
    model_data = sagemaker.ModelData.from_bucket(bucket, "path/to/artifact/file.tar.gz")

    sagemaker.Model(stack, "Model", containers=[sagemaker.ContainerDefinition(image=an_image(stack), model_data=model_data)])

    url = text_of(properties_of(stack, MODEL)["PrimaryContainer"]["ModelDataUrl"])
    assert url.startswith("https://s3.us-east-1.${AWS::URLSuffix}/${MyBucket")
    assert url.endswith("/path/to/artifact/file.tar.gz")


def test_endpoint_configuration(stack: cdk.Stack) -> None:
    model_a, model_b = a_model(stack, "ModelA"), a_model(stack, "ModelB")

    sagemaker.EndpointConfig(
        stack,
        "EndpointConfig",
        instance_production_variants=[
            sagemaker.InstanceProductionVariantProps(model=model_a, variant_name="modelA", initial_variant_weight=2.0),
            sagemaker.InstanceProductionVariantProps(model=model_b, variant_name="variantB", initial_variant_weight=1.0),
        ],
    )

    assert [(variant["VariantName"], variant["InitialVariantWeight"]) for variant in variants_of(stack)] == [("modelA", 2), ("variantB", 1)]


def test_endpoint(stack: cdk.Stack, endpoint_config: sagemaker.EndpointConfig) -> None:
    sagemaker.Endpoint(stack, "Endpoint", endpoint_config=endpoint_config)

    (config_id,) = resources_of(stack, CONFIG)
    assert properties_of(stack, ENDPOINT) == {"EndpointConfigName": {"Fn::GetAtt": [config_id, "EndpointConfigName"]}}


def test_auto_scaling(stack: cdk.Stack, endpoint_config: sagemaker.EndpointConfig) -> None:
    endpoint = sagemaker.Endpoint(stack, "Endpoint", endpoint_config=endpoint_config)
    production_variant = endpoint.find_instance_production_variant("variantName")
    instance_count = production_variant.auto_scale_instance_count(max_capacity=3)
    instance_count.scale_on_invocations("LimitRPS", max_requests_per_second=30)

    target = properties_of(stack, SCALABLE_TARGET)
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 3)
    # A safety factor of 0.5, and 60 seconds a minute.
    assert properties_of(stack, SCALING_POLICY)["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 30 * 0.5 * 60


def test_metrics(stack: cdk.Stack, endpoint_config: sagemaker.EndpointConfig) -> None:
    endpoint = sagemaker.Endpoint(stack, "Endpoint", endpoint_config=endpoint_config)
    production_variant = endpoint.find_instance_production_variant("variantName")
    production_variant.metric_model_latency().create_alarm(stack, "ModelLatencyAlarm", threshold=100000, evaluation_periods=3)

    alarm = properties_of(stack, ALARM)
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/SageMaker", "ModelLatency", "Average")
    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (100000, 3)
