"""Serverless endpoints: their one variant, its metrics, and the scaling of its provisioned concurrency."""

import aws_cdk as cdk
import pytest
from helpers.given import a_model, a_serverless_endpoint, a_serverless_variant
from helpers.templates import SCALABLE_TARGET, SCALING_POLICY, properties_of, text_of, variants_of, warned_of, warnings_of

import cdk_sagemaker_hosting as sm


def test_a_serverless_variant(stack: cdk.Stack) -> None:
    model = a_model(stack)

    sm.EndpointConfig(
        stack,
        "Config",
        serverless_production_variant=sm.ServerlessProductionVariantProps(
            model=model, variant_name="main", max_concurrency=20, memory_size_in_mb=4096, provisioned_concurrency=2
        ),
    )

    (variant,) = variants_of(stack)
    assert variant == {
        "InitialVariantWeight": 1,
        "ModelName": stack.resolve(model.model_name),
        "ServerlessConfig": {"MaxConcurrency": 20, "MemorySizeInMB": 4096, "ProvisionedConcurrency": 2},
        "VariantName": "main",
    }


def test_a_serverless_variant_can_be_added_later(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig(stack, "Config")

    config.add_serverless_production_variant(model=a_model(stack), variant_name="main", max_concurrency=1, memory_size_in_mb=1024)

    assert variants_of(stack)[0]["ServerlessConfig"] == {"MaxConcurrency": 1, "MemorySizeInMB": 1024}


@pytest.mark.parametrize("memory", [1024, 2048, 3072, 4096, 5120, 6144])
def test_each_memory_size_is_possible(stack: cdk.Stack, memory: int) -> None:
    a_serverless_endpoint(stack, memory_size_in_mb=memory, max_concurrency=200, provisioned_concurrency=200)

    assert variants_of(stack)[0]["ServerlessConfig"]["MemorySizeInMB"] == memory


def test_the_variant_of_a_configuration_can_be_read(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig(stack, "Config", serverless_production_variant=a_serverless_variant(stack))

    for variant in (config.serverless_production_variant, config.find_serverless_production_variant("main")):
        assert variant is not None
        assert (variant.variant_name, variant.max_concurrency, variant.memory_size_in_mb) == ("main", 20, 2048)
        assert variant.provisioned_concurrency is None
    assert config.instance_production_variants == []


def test_an_imported_model_can_be_serverless(stack: cdk.Stack) -> None:
    a_serverless_endpoint(stack, model=sm.Model.from_model_name(stack, "Imported", "churn"))

    assert variants_of(stack)[0]["ModelName"] == "churn"


def test_the_provisioned_concurrency_scales_on_its_use(stack: cdk.Stack) -> None:
    endpoint = a_serverless_endpoint(stack, provisioned_concurrency=2)

    concurrency = endpoint.find_serverless_production_variant("main").auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=10)
    concurrency.scale_on_utilization("Use", target_utilization_percent=70, scale_in_cooldown=cdk.Duration.minutes(10))

    target = properties_of(stack, SCALABLE_TARGET)
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 10)
    assert target["ScalableDimension"] == "sagemaker:variant:DesiredProvisionedConcurrency"
    assert text_of(target["ResourceId"]).endswith(".EndpointName}/variant/main")
    assert properties_of(stack, SCALING_POLICY)["TargetTrackingScalingPolicyConfiguration"] == {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantProvisionedConcurrencyUtilization"},
        "ScaleInCooldown": 600,
        "TargetValue": 0.7,
    }
    assert warnings_of(stack) == []


def test_scaling_what_is_not_provisioned_is_warned_of(stack: cdk.Stack) -> None:
    endpoint = a_serverless_endpoint(stack)

    scaled = endpoint.find_serverless_production_variant("main").auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=10)
    scaled.scale_on_utilization("Load", target_utilization_percent=70)

    assert warned_of(stack) == ["Test/Endpoint: noProvisionedConcurrency"]


def test_limits_that_make_little_sense_are_warned_of(stack: cdk.Stack) -> None:
    endpoint = a_serverless_endpoint(stack, max_concurrency=5, provisioned_concurrency=1)

    scaled = endpoint.find_serverless_production_variant("main").auto_scale_provisioned_concurrency(min_capacity=0, max_capacity=10)
    scaled.scale_on_utilization("Load", target_utilization_percent=70)

    assert warned_of(stack) == ["Test/Endpoint: provisionedConcurrencyZero", "Test/Endpoint: provisionedConcurrencyAboveMaximum"]


def test_a_serverless_endpoint_lists_no_variants_on_instances(stack: cdk.Stack) -> None:
    assert a_serverless_endpoint(stack).instance_production_variants == []
