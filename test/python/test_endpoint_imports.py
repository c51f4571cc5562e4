"""Endpoints that are defined elsewhere: what of them is known, and what can be done with that."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from helpers.given import a_config, a_variant
from helpers.messages import message_of
from helpers.templates import ALARM, DASHBOARD, SCALABLE_TARGET, properties_of, resources_of, statement_allowing, warnings_of

import cdk_sagemaker_hosting as sm

ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/recommendations"
CONFIG_ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/recommendations"
ON_INSTANCES = sm.InstanceProductionVariantAttributes(variant_name="main", instance_type=sm.InstanceType.M5_LARGE, initial_instance_count=2)
SERVERLESS = sm.ServerlessProductionVariantAttributes(variant_name="main", max_concurrency=5, provisioned_concurrency=1)


def their_config(
    stack: cdk.Stack,
    *variants: sm.InstanceProductionVariantAttributes,
    serverless: sm.ServerlessProductionVariantAttributes | None = None,
    queued: bool | None = None,
) -> sm.IEndpointConfig:
    return sm.EndpointConfig.from_endpoint_config_attributes(
        stack,
        "TheirConfig",
        endpoint_config_arn=CONFIG_ARN,
        instance_production_variants=list(variants) or None,
        serverless_production_variant=serverless,
        async_inference=queued,
    )


def theirs(stack: cdk.Stack, config: sm.IEndpointConfig | None = None) -> sm.IEndpoint:
    """An endpoint that is defined elsewhere, with what its configuration tells."""
    return sm.Endpoint.from_endpoint_attributes(stack, "Theirs", endpoint_arn=ARN, endpoint_config=config)


def watched_of(stack: cdk.Stack) -> set[str]:
    return {alarm["Properties"]["MetricName"] for alarm in resources_of(stack, ALARM).values()}


def test_the_variants_are_those_of_the_configuration(stack: cdk.Stack) -> None:
    endpoint = theirs(stack, their_config(stack, ON_INSTANCES))

    assert endpoint.find_instance_production_variant("main").variant_name == "main"
    assert message_of(lambda: endpoint.find_instance_production_variant("other")) == (
        "Test/Theirs: no instance variant 'other'; the instance variant is 'main'"
    )
    assert message_of(lambda: endpoint.find_serverless_production_variant("main")) == (
        "Test/Theirs: no serverless variant 'main'; the endpoint has variant 'main' on instances; "
        "use findInstanceProductionVariant, or to scale it autoScaleInstanceCount"
    )


def test_the_configuration_may_be_one_of_this_app(stack: cdk.Stack) -> None:
    endpoint = theirs(stack, a_config(stack, a_variant(stack, "A"), a_variant(stack, "B")))

    endpoint.add_recommended_alarms()

    assert len(resources_of(stack, ALARM)) == 12


def test_any_name_is_taken_where_no_variant_is_told(stack: cdk.Stack) -> None:
    endpoint = theirs(stack, their_config(stack))

    assert endpoint.find_instance_production_variant("any").variant_name == "any"
    assert endpoint.find_shadow_production_variant("other").variant_name == "other"


@pytest.mark.parametrize("name", ["recommendations", "Recommendations"])
def test_the_name_is_told_with_its_capitals(stack: cdk.Stack, name: str) -> None:
    endpoint = sm.Endpoint.from_endpoint_attributes(stack, "Theirs", endpoint_arn=ARN, endpoint_name=name)

    endpoint.grant_invoke(iam.Role(stack, "Client", assumed_by=iam.AccountRootPrincipal()))

    assert endpoint.metric_approximate_backlog_size().dimensions == {"EndpointName": name}
    assert statement_allowing(stack, "sagemaker:InvokeEndpoint")["Resource"] == ARN


def test_a_told_variant_is_scaled_by_what_its_instances_have(stack: cdk.Stack) -> None:
    count = theirs(stack, their_config(stack, ON_INSTANCES)).find_instance_production_variant("main").auto_scale_instance_count(
        max_capacity=4
    )

    count.scale_on_cpu_utilization("Busy", target_utilization_percent=50)

    assert properties_of(stack, SCALABLE_TARGET)["MinCapacity"] == 2
    policy = properties_of(stack, "AWS::ApplicationAutoScaling::ScalingPolicy")
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 100
    assert warnings_of(stack) == []


def test_a_told_queue_scales_to_zero(stack: cdk.Stack) -> None:
    endpoint = theirs(stack, their_config(stack, ON_INSTANCES, queued=True))

    count = endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=0, max_capacity=4)
    count.scale_on_backlog("Backlog", target_backlog_per_instance=5)

    assert properties_of(stack, SCALABLE_TARGET)["MinCapacity"] == 0
    assert warnings_of(stack) == []


def test_the_alarms_are_those_of_a_told_queue(stack: cdk.Stack) -> None:
    theirs(stack, their_config(stack, ON_INSTANCES, queued=True)).add_recommended_alarms()

    assert {"InvocationFailures", "ApproximateAgeOfOldestRequest", "HasBacklogWithoutCapacity"} < watched_of(stack)


def test_the_alarms_are_those_of_a_told_serverless_variant(stack: cdk.Stack) -> None:
    theirs(stack, their_config(stack, serverless=SERVERLESS)).add_recommended_alarms()

    assert {"ServerlessConcurrentExecutionsUtilization", "ServerlessProvisionedConcurrencyUtilization"} < watched_of(stack)


def test_a_dashboard_and_widgets_of_what_is_told(stack: cdk.Stack) -> None:
    endpoint = theirs(stack, their_config(stack, ON_INSTANCES))

    endpoint.add_dashboard()
    cloudwatch.Dashboard(stack, "Ours", widgets=endpoint.dashboard_widgets())

    assert len(resources_of(stack, DASHBOARD)) == 2
