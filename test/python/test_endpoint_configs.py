"""Endpoint configurations with variants on instances."""

import aws_cdk as cdk
import pytest
from helpers.given import a_config, a_model, a_variant
from helpers.templates import CONFIG, ENDPOINT, properties_of, resources_of, text_of, variants_of, warned_of, warnings_of

import cdk_sagemaker_hosting as sm

ARN = "arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/churn"


def test_a_variant_needs_only_a_model_and_a_name(stack: cdk.Stack) -> None:
    model = a_model(stack)

    sm.EndpointConfig(
        stack, "Config", instance_production_variants=[sm.InstanceProductionVariantProps(model=model, variant_name="main")]
    )

    (variant,) = variants_of(stack)
    assert variant == {
        "InitialInstanceCount": 1,
        "InitialVariantWeight": 1,
        "InstanceType": "ml.t2.medium",
        "ModelName": stack.resolve(model.model_name),
        "VariantName": "main",
    }


def test_variants_share_the_requests_by_weight(stack: cdk.Stack) -> None:
    a_config(
        stack,
        a_variant(stack, "A", initial_variant_weight=2),
        a_variant(stack, "B", initial_variant_weight=0.5, initial_instance_count=3, instance_type=sm.InstanceType.of("ml.g9.xlarge")),
    )

    first, second = variants_of(stack)
    assert (first["VariantName"], first["InitialVariantWeight"], first["InstanceType"]) == ("A", 2, "ml.m5.large")
    assert (second["VariantName"], second["InitialVariantWeight"], second["InitialInstanceCount"]) == ("B", 0.5, 3)
    assert second["InstanceType"] == "ml.g9.xlarge"


def test_a_weight_of_zero_stays_zero(stack: cdk.Stack) -> None:
    config = a_config(stack, a_variant(stack, "A"), a_variant(stack, "B", initial_variant_weight=0))

    assert [variant["InitialVariantWeight"] for variant in variants_of(stack)] == [1, 0]
    assert config.find_instance_production_variant("B").initial_variant_weight == 0
    assert warnings_of(stack) == []


def test_weights_that_are_all_zero_are_warned_of(stack: cdk.Stack) -> None:
    a_config(stack, a_variant(stack, initial_variant_weight=0))

    assert warned_of(stack) == ["Test/Config: allWeightsZero"]


def test_variants_can_be_added_later(stack: cdk.Stack) -> None:
    config = a_config(stack)

    config.add_instance_production_variant(
        model=a_model(stack, "Later"),
        variant_name="later",
        instance_type=sm.InstanceType.INF2_XLARGE,
        container_startup_health_check_timeout=cdk.Duration.minutes(15),
    )

    later = variants_of(stack)[1]
    assert (later["VariantName"], later["ContainerStartupHealthCheckTimeoutInSeconds"]) == ("later", 900)


def test_the_limits_of_the_health_check_timeout_are_possible(stack: cdk.Stack) -> None:
    timeouts = [cdk.Duration.seconds(60), cdk.Duration.hours(1)]

    a_config(stack, *(a_variant(stack, f"v{i}", container_startup_health_check_timeout=timeout) for i, timeout in enumerate(timeouts)))

    assert [variant["ContainerStartupHealthCheckTimeoutInSeconds"] for variant in variants_of(stack)] == [60, 3600]


def test_ten_variants_are_possible(stack: cdk.Stack) -> None:
    model = a_model(stack)

    a_config(stack, *(a_variant(stack, f"v{i}", model=model) for i in range(10)))

    assert len(variants_of(stack)) == 10


def test_the_variants_of_a_configuration_can_be_read(stack: cdk.Stack) -> None:
    config = a_config(stack, a_variant(stack, "A", initial_instance_count=2), a_variant(stack, "B"))

    assert [variant.variant_name for variant in config.instance_production_variants] == ["A", "B"]
    found = config.find_instance_production_variant("A")
    assert (found.variant_name, found.initial_instance_count, found.initial_variant_weight) == ("A", 2, 1)
    assert found.instance_type.to_string() == "ml.m5.large"
    assert config.serverless_production_variant is None


def test_an_unknown_instance_type_is_warned_of(stack: cdk.Stack) -> None:
    a_config(stack, a_variant(stack, instance_type=sm.InstanceType.of("ml.m5.larg")))

    assert warned_of(stack) == ["Test/Config: unknownInstanceType"]


def test_an_accelerator_type_is_ignored_with_a_warning(stack: cdk.Stack) -> None:
    a_config(stack, a_variant(stack, accelerator_type=sm.AcceleratorType.EIA2_MEDIUM))

    assert "AcceleratorType" not in variants_of(stack)[0]
    assert warned_of(stack) == ["Test/Config: elasticInference"]


def test_a_fixed_name_is_kept_and_warned_of(stack: cdk.Stack) -> None:
    sm.EndpointConfig(stack, "Config", endpoint_config_name="churn", instance_production_variants=[a_variant(stack)])

    assert properties_of(stack, CONFIG)["EndpointConfigName"] == "churn"
    assert warned_of(stack) == ["Test/Config: fixedEndpointConfigName"]


def test_a_configuration_by_its_name(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig.from_endpoint_config_name(stack, "Imported", "churn")

    assert config.endpoint_config_name == "churn"
    arn = text_of(stack.resolve(config.endpoint_config_arn))
    assert arn == "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:endpoint-config/churn"


def test_a_configuration_by_its_arn(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig.from_endpoint_config_arn(stack, "Imported", ARN)

    assert (config.endpoint_config_name, config.endpoint_config_arn, config.env.region) == ("churn", ARN, "eu-west-1")


def test_an_imported_configuration_can_be_used(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig.from_endpoint_config_name(stack, "Imported", "churn")

    sm.Endpoint(stack, "Endpoint", endpoint_config=config)

    assert properties_of(stack, ENDPOINT)["EndpointConfigName"] == "churn"


@pytest.mark.parametrize("depends", [False, True])
def test_an_import_of_a_configuration_of_the_same_stack_is_warned_of_without_a_dependency(stack: cdk.Stack, depends: bool) -> None:
    defined = sm.EndpointConfig(stack, "Config", endpoint_config_name="churn", instance_production_variants=[a_variant(stack)])
    endpoint = sm.Endpoint(stack, "Endpoint", endpoint_config=sm.EndpointConfig.from_endpoint_config_name(stack, "Imported", "churn"))
    if depends:
        endpoint.node.add_dependency(defined)

    assert ("Test/Endpoint: definedInSameStack" in warned_of(stack)) is not depends


def test_several_endpoints_share_a_configuration(stack: cdk.Stack) -> None:
    config = a_config(stack)

    for name in ("First", "Second"):
        sm.Endpoint(stack, name, endpoint_config=config)

    names = [stack.resolve(endpoint["Properties"]["EndpointConfigName"]) for endpoint in resources_of(stack, ENDPOINT).values()]
    assert names == [stack.resolve(config.endpoint_config_name)] * 2
