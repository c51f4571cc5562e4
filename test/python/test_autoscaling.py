"""Autoscaling of variants on instances."""

import aws_cdk as cdk
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_iam as iam
from helpers.given import a_model, a_variant, an_endpoint
from helpers.messages import Like, message_of
from helpers.templates import SCALABLE_TARGET, SCALING_POLICY, properties_of, resources_of, text_of, variants_of, warned_of

import cdk_sagemaker_hosting as sm


def test_the_instance_count_scales_between_limits(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=2, max_capacity=10)

    target = properties_of(stack, SCALABLE_TARGET)
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 10)
    assert (target["ServiceNamespace"], target["ScalableDimension"]) == ("sagemaker", "sagemaker:variant:DesiredInstanceCount")
    assert text_of(target["ResourceId"]) == f"endpoint/{text_of(stack.resolve(endpoint.endpoint_name))}/variant/main"
    assert text_of(target["RoleARN"]) == (
        "arn:${AWS::Partition}:iam::123456789012:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/"
        "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
    )


def test_half_of_what_an_instance_can_take_is_aimed_at(stack: cdk.Stack) -> None:
    count = an_endpoint(stack).find_instance_production_variant("main").auto_scale_instance_count(max_capacity=3)

    count.scale_on_invocations("LimitRPS", max_requests_per_second=30)

    assert properties_of(stack, SCALING_POLICY)["TargetTrackingScalingPolicyConfiguration"] == {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"},
        "TargetValue": 900,
    }


def test_the_number_of_cloudwatch_can_be_aimed_at(stack: cdk.Stack) -> None:
    an_endpoint(stack).auto_scale_instance_count(max_capacity=3).scale_on_invocations("Load", target_invocations_per_minute=1200)

    assert properties_of(stack, SCALING_POLICY)["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 1200


def test_the_endpoint_scales_its_only_variant(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[sm.InstanceProductionVariantProps(model=a_model(stack), instance_type=sm.InstanceType.M5_LARGE)],
    )
    endpoint = sm.Endpoint(stack, "Endpoint", endpoint_config=config)

    endpoint.auto_scale_instance_count(min_capacity=2, max_capacity=10).scale_on_invocations("Load", target_invocations_per_minute=1200)

    assert text_of(properties_of(stack, SCALABLE_TARGET)["ResourceId"]).endswith("/variant/AllTraffic")
    assert variants_of(stack)[0]["VariantName"] == "AllTraffic"
    assert endpoint.find_instance_production_variant().variant_name == "AllTraffic"
    assert endpoint.find_instance_production_variant(None).variant_name == "AllTraffic"
    assert warned_of(stack) == []


def test_each_of_several_variants_needs_a_name(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig(stack, "Config", instance_production_variants=[sm.InstanceProductionVariantProps(model=a_model(stack))])

    assert message_of(lambda: config.add_instance_production_variant(model=a_model(stack, "Other"), variant_name="other")) == Like(
        "Test/Config: variantName ... only if there is 1 production variant, got 2; ..."
    )


def test_an_endpoint_with_several_variants_scales_none_of_them(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, "A"), a_variant(stack, "B"))

    assert message_of(lambda: endpoint.auto_scale_instance_count(max_capacity=3)) == Like("Test/Endpoint: name is required, ... 'A', 'B'")


def test_the_endpoint_scales_its_serverless_variant(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig(
        stack,
        "Config",
        serverless_production_variant=sm.ServerlessProductionVariantProps(
            model=a_model(stack), memory_size=cdk.Size.gibibytes(2), max_concurrency=20, provisioned_concurrency=1
        ),
    )
    endpoint = sm.Endpoint(stack, "Endpoint", endpoint_config=config)

    endpoint.auto_scale_provisioned_concurrency(max_capacity=10).scale_on_utilization("Use", target_utilization_percent=70)

    assert text_of(properties_of(stack, SCALABLE_TARGET)["ResourceId"]).endswith("/variant/AllTraffic")
    assert endpoint.find_serverless_production_variant().variant_name == "AllTraffic"


def test_how_to_scale_can_be_chosen(stack: cdk.Stack) -> None:
    count = an_endpoint(stack).find_instance_production_variant("main").auto_scale_instance_count(max_capacity=3)

    count.scale_on_invocations(
        "LimitRPS",
        max_requests_per_second=0.5,
        safety_factor=1,
        policy_name="limit",
        disable_scale_in=True,
        scale_in_cooldown=cdk.Duration.minutes(10),
        scale_out_cooldown=cdk.Duration.seconds(30),
    )

    policy = properties_of(stack, SCALING_POLICY)
    assert policy["PolicyName"] == "limit"
    configuration = policy["TargetTrackingScalingPolicyConfiguration"]
    assert (configuration["TargetValue"], configuration["DisableScaleIn"]) == (30, True)
    assert (configuration["ScaleInCooldown"], configuration["ScaleOutCooldown"]) == (600, 30)


def test_two_variants_of_an_endpoint_can_scale(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, "A"), a_variant(stack, "B"))

    for variant in endpoint.instance_production_variants:
        variant.auto_scale_instance_count(min_capacity=1, max_capacity=4).scale_on_invocations("Load", max_requests_per_second=30)

    targets = [text_of(target["Properties"]["ResourceId"]) for target in resources_of(stack, SCALABLE_TARGET).values()]
    assert sorted(target.rsplit("/", 1)[1] for target in targets) == ["A", "B"]
    assert len(resources_of(stack, SCALING_POLICY)) == 2


def test_the_initial_instance_count_is_the_default_lower_limit(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, initial_instance_count=3))

    endpoint.find_instance_production_variant("main").auto_scale_instance_count(max_capacity=10)

    assert properties_of(stack, SCALABLE_TARGET)["MinCapacity"] == 3


def test_the_initial_instance_count_may_lie_outside_the_limits(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, "A", initial_instance_count=1), a_variant(stack, "B", initial_instance_count=5))

    endpoint.find_instance_production_variant("A").auto_scale_instance_count(min_capacity=2, max_capacity=4)
    endpoint.find_instance_production_variant("B").auto_scale_instance_count(max_capacity=4)

    targets = [target["Properties"] for target in resources_of(stack, SCALABLE_TARGET).values()]
    assert sorted((target["MinCapacity"], target["MaxCapacity"]) for target in targets) == [(2, 4), (4, 4)]


def test_a_synchronous_variant_does_not_scale_to_zero(stack: cdk.Stack) -> None:
    variant = an_endpoint(stack).find_instance_production_variant("main")

    assert message_of(lambda: variant.auto_scale_instance_count(min_capacity=0, max_capacity=4)) == Like(
        "Test/Endpoint: minCapacity of variant 'main' must be ... 1, got 0; ..."
    )


def test_a_lower_limit_of_zero_of_an_imported_endpoint_stays_zero_and_is_warned_of(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")

    count = endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=0, max_capacity=4)
    count.scale_on_backlog("Backlog", target_backlog_per_instance=5)

    assert properties_of(stack, SCALABLE_TARGET)["MinCapacity"] == 0
    assert warned_of(stack) == ["Test/Shared: scaleToZero"]


def test_a_variant_without_an_instance_type_scales_on_m5_large(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, "A", instance_type=None), a_variant(stack, "B", instance_type=None))

    endpoint.find_instance_production_variant("A").auto_scale_instance_count(max_capacity=4)

    assert [variant["InstanceType"] for variant in variants_of(stack)] == ["ml.m5.large", "ml.t2.medium"]


def test_variants_of_an_imported_endpoint_can_scale(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")

    for name in ("A", "B"):
        endpoint.find_instance_production_variant(name).auto_scale_instance_count(min_capacity=1, max_capacity=4)

    targets = [target["Properties"]["ResourceId"] for target in resources_of(stack, SCALABLE_TARGET).values()]
    assert sorted(targets) == ["endpoint/recommendations/variant/A", "endpoint/recommendations/variant/B"]


def test_an_instance_count_can_be_scaled_by_itself(stack: cdk.Stack) -> None:
    count = sm.ScalableInstanceCount(
        stack,
        "Count",
        service_namespace=appscaling.ServiceNamespace.SAGEMAKER,
        resource_id="endpoint/churn/variant/main",
        dimension="sagemaker:variant:DesiredInstanceCount",
        role=iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::123456789012:role/scaling"),
        min_capacity=1,
        max_capacity=4,
    )

    count.scale_on_invocations("Load", max_requests_per_second=30)

    assert properties_of(stack, SCALABLE_TARGET)["ResourceId"] == "endpoint/churn/variant/main"
