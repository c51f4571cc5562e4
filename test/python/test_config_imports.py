"""Endpoint configurations that are defined elsewhere, whose variants are told."""

from typing import Any

import aws_cdk as cdk
from helpers.given import a_stack
from helpers.messages import Like, message_of
from helpers.templates import ENDPOINT, SCALABLE_TARGET, properties_of, readable, resources_of, warned_of, warnings_of

import cdk_sagemaker_hosting as sm

ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/churn"
ON_INSTANCES = sm.InstanceProductionVariantAttributes(variant_name="main", instance_type=sm.InstanceType.M5_LARGE, initial_instance_count=2)
SERVERLESS = sm.ServerlessProductionVariantAttributes(variant_name="main", max_concurrency=5, provisioned_concurrency=1)


def an_endpoint_of(stack: cdk.Stack, **attributes: Any) -> sm.Endpoint:
    """An endpoint whose configuration is defined elsewhere, with these variants."""
    config = sm.EndpointConfig.from_endpoint_config_attributes(stack, "Theirs", **{"endpoint_config_arn": ARN, **attributes})
    return sm.Endpoint(stack, "Endpoint", endpoint_config=config)


def test_a_configuration_by_all_that_is_known_of_it() -> None:
    stack = a_stack()

    config = sm.EndpointConfig.from_endpoint_config_attributes(
        stack,
        "Theirs",
        endpoint_config_arn="arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/churn",
        instance_production_variants=[ON_INSTANCES],
    )

    assert (config.endpoint_config_name, config.env.account, config.env.region) == ("churn", "111122223333", "eu-west-1")


def test_an_endpoint_uses_a_configuration_that_is_defined_elsewhere(stack: cdk.Stack) -> None:
    an_endpoint_of(stack, instance_production_variants=[ON_INSTANCES])

    assert properties_of(stack, ENDPOINT)["EndpointConfigName"] == "churn"


def test_the_told_variants_on_instances_are_listed(stack: cdk.Stack) -> None:
    second = sm.InstanceProductionVariantAttributes(variant_name="second")

    endpoint = an_endpoint_of(stack, instance_production_variants=[ON_INSTANCES, second])

    names = [stack.resolve(variant.metric_invocations().dimensions)["VariantName"] for variant in endpoint.instance_production_variants]
    assert names == ["main", "second"]
    assert endpoint.serverless_production_variant is None


def test_a_told_variant_is_found_by_its_name(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of(stack, instance_production_variants=[ON_INSTANCES])

    dimensions = endpoint.find_instance_production_variant("main").metric_invocations().dimensions

    assert stack.resolve(dimensions)["VariantName"] == "main"


def test_a_variant_that_was_not_told_is_refused(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of(stack, instance_production_variants=[ON_INSTANCES])

    assert message_of(lambda: endpoint.find_instance_production_variant("other")) == Like("Test/Endpoint: ... 'other'; ... 'main'")
    assert message_of(lambda: endpoint.find_serverless_production_variant("main")) == Like("Test/Endpoint: ... serverless ... 'main'; ...")


def test_a_told_variant_is_scaled_from_the_number_it_starts_with(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of(stack, instance_production_variants=[ON_INSTANCES])

    endpoint.find_instance_production_variant("main").auto_scale_instance_count(max_capacity=4)

    target = readable(properties_of(stack, SCALABLE_TARGET))
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 4)
    assert target["ResourceId"].endswith(".EndpointName}/variant/main")


def test_a_told_variant_of_which_only_the_name_is_known_is_scaled_from_one(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of(stack, instance_production_variants=[sm.InstanceProductionVariantAttributes(variant_name="main")])

    endpoint.find_instance_production_variant("main").auto_scale_instance_count(max_capacity=4)

    assert properties_of(stack, SCALABLE_TARGET)["MinCapacity"] == 1


def test_a_told_variant_on_burstable_instances_is_not_scaled(stack: cdk.Stack) -> None:
    burstable = sm.InstanceProductionVariantAttributes(variant_name="main", instance_type=sm.InstanceType.T2_LARGE)
    variant = an_endpoint_of(stack, instance_production_variants=[burstable]).find_instance_production_variant("main")

    assert message_of(lambda: variant.auto_scale_instance_count(max_capacity=2)) == Like(
        "Test/Endpoint: variant 'main' cannot be ..., got ml.t2.large; ..."
    )


def test_the_told_serverless_variant_is_found_and_scaled(stack: cdk.Stack) -> None:
    variant = an_endpoint_of(stack, serverless_production_variant=SERVERLESS).serverless_production_variant
    assert variant is not None

    variant.auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=5).scale_on_utilization("Load", target_utilization_percent=70)

    target = properties_of(stack, SCALABLE_TARGET)
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 5)
    assert warnings_of(stack) == []


def test_a_told_serverless_variant_is_the_only_one(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of(stack, serverless_production_variant=SERVERLESS)

    assert endpoint.instance_production_variants == []
    assert message_of(lambda: endpoint.find_instance_production_variant("main")) == Like("Test/Endpoint: ... instance ... 'main'; ...")


def test_the_limits_of_a_told_serverless_variant_are_warned_of(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of(stack, serverless_production_variant=SERVERLESS)

    scaled = endpoint.find_serverless_production_variant("main").auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=10)
    scaled.scale_on_utilization("Load", target_utilization_percent=70)

    assert warned_of(stack) == ["Test/Endpoint: provisionedConcurrencyAboveMaximum"]


def test_any_name_is_taken_where_no_variant_is_told(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of(stack)

    endpoint.find_instance_production_variant("any").auto_scale_instance_count(min_capacity=1, max_capacity=2)

    assert len(resources_of(stack, SCALABLE_TARGET)) == 1


def test_the_serverless_variant_can_not_be_listed_where_no_variant_is_told(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of(stack)

    assert message_of(lambda: endpoint.serverless_production_variant) == Like(
        "Test/Endpoint: ... imported ... findServerlessProductionVariant ..."
    )
