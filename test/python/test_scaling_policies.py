"""What instance counts, provisioned concurrency and copies scale on."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from helpers.given import (
    a_serverless_endpoint,
    a_variant,
    an_async_endpoint,
    an_endpoint,
    an_endpoint_of_components,
)
from helpers.templates import ALARM, SCALABLE_TARGET, SCALING_POLICY, Json, properties_of, readable, resources_of, text_of, warnings_of

import cdk_sagemaker_hosting as sm

SCHEDULE = appscaling.Schedule.cron(hour="7", minute="0")
ON_GPUS = sm.InstanceType.G5_12_XLARGE  # 48 vCPUs and 4 GPUs
OTHER_OPTIONS: dict[str, Any] = {
    "policy_name": "mine",
    "disable_scale_in": True,
    "scale_in_cooldown": cdk.Duration.minutes(10),
    "scale_out_cooldown": cdk.Duration.seconds(30),
}


def scaled(stack: cdk.Stack, **variant: Any) -> sm.ScalableInstanceCount:
    """The instance count of the only variant of a synchronous endpoint."""
    endpoint = an_endpoint(stack, a_variant(stack, **variant), variant_property_retention=sm.VariantPropertyRetention.all())
    return endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=1, max_capacity=4)


def scaled_queue(stack: cdk.Stack, *, min_capacity: float = 0) -> sm.ScalableInstanceCount:
    """The instance count of the only variant of an asynchronous endpoint."""
    endpoint = an_async_endpoint(stack, variant_property_retention=sm.VariantPropertyRetention.all())
    return endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=min_capacity, max_capacity=5)


def scaled_copies(stack: cdk.Stack, *, min_capacity: float = 1) -> sm.ScalableCopyCount:
    """The copies of the inference component `llama`."""
    component = sm.InferenceComponent.from_inference_component_name(stack, "Llama", "llama")
    return component.auto_scale_copy_count(min_capacity=min_capacity, max_capacity=8)


def tracking_of(stack: cdk.Stack) -> Json:
    """What the only policy keeps near a target."""
    tracking: Json = readable(properties_of(stack, SCALING_POLICY)["TargetTrackingScalingPolicyConfiguration"])
    return tracking


def steps_of(stack: cdk.Stack) -> list[Json]:
    """The policies that scale by steps."""
    policies = [policy["Properties"] for policy in resources_of(stack, SCALING_POLICY).values()]
    return [policy["StepScalingPolicyConfiguration"] for policy in policies if policy["PolicyType"] == "StepScaling"]


def custom(namespace: str, name: str, statistic: str = "Average") -> Json:
    """A metric of the variant `main` of the endpoint, as a policy names it."""
    return {
        "Dimensions": [{"Name": "EndpointName", "Value": "${Endpoint}"}, {"Name": "VariantName", "Value": "main"}],
        "MetricName": name,
        "Namespace": namespace,
        "Statistic": statistic,
    }


def with_endpoint_named(tracking: Json) -> Json:
    """The same, with the attribute by which a policy names the endpoint as `${Endpoint}`."""
    for dimension in tracking["CustomizedMetricSpecification"]["Dimensions"]:
        if dimension["Name"] == "EndpointName":
            assert dimension["Value"].endswith(".EndpointName}")
            dimension["Value"] = "${Endpoint}"
    return tracking


# Instances


def test_requests_at_the_same_time(stack: cdk.Stack) -> None:
    scaled(stack).scale_on_concurrent_requests("Busy", target_concurrent_requests=4)

    assert tracking_of(stack) == {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantConcurrentRequestsPerModelHighResolution"},
        "TargetValue": 4,
    }
    assert warnings_of(stack) == []


UTILIZATION: list[tuple[Callable[[sm.ScalableInstanceCount], None], str, float]] = [
    (lambda count: count.scale_on_cpu_utilization("Use", target_utilization_percent=60), "CPUUtilization", 48 * 60),
    (lambda count: count.scale_on_memory_utilization("Use", target_utilization_percent=60), "MemoryUtilization", 60),
    (lambda count: count.scale_on_gpu_utilization("Use", target_utilization_percent=60), "GPUUtilization", 4 * 60),
    (lambda count: count.scale_on_gpu_memory_utilization("Use", target_utilization_percent=60), "GPUMemoryUtilization", 4 * 60),
]


@pytest.mark.parametrize(("scale", "metric", "target"), UTILIZATION, ids=[metric for _, metric, _ in UTILIZATION])
def test_how_full_the_instances_are(
    stack: cdk.Stack, scale: Callable[[sm.ScalableInstanceCount], None], metric: str, target: float
) -> None:
    scale(scaled(stack, instance_type=ON_GPUS))

    assert with_endpoint_named(tracking_of(stack)) == {
        "CustomizedMetricSpecification": custom("/aws/sagemaker/Endpoints", metric),
        "TargetValue": target,
    }
    assert warnings_of(stack) == []


def test_the_number_of_processors_can_be_told(stack: cdk.Stack) -> None:
    count = scaled(stack, instance_type=sm.InstanceType.of("ml.m99.large"))

    count.scale_on_cpu_utilization("Cpu", target_utilization_percent=50, vcpus=8)
    count.scale_on_gpu_utilization("Gpu", target_utilization_percent=50, gpus=2)
    count.scale_on_gpu_memory_utilization("GpuMemory", target_utilization_percent=25, gpus=2)

    policies = resources_of(stack, SCALING_POLICY).values()
    targets = [policy["Properties"]["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for policy in policies]
    assert sorted(targets) == [50, 100, 400]


def test_each_policy_has_the_options_of_the_cdk(stack: cdk.Stack) -> None:
    scaled(stack).scale_on_cpu_utilization("Use", target_utilization_percent=60, **OTHER_OPTIONS)

    assert properties_of(stack, SCALING_POLICY)["PolicyName"] == "mine"
    tracking = tracking_of(stack)
    assert (tracking["DisableScaleIn"], tracking["ScaleInCooldown"], tracking["ScaleOutCooldown"]) == (True, 600, 30)


def test_a_metric_of_your_choice(stack: cdk.Stack) -> None:
    waiting = cloudwatch.Metric(namespace="Shop", metric_name="WaitingOrders", statistic="Maximum", dimensions_map={"Queue": "main"})

    scaled(stack).scale_to_track_custom_metric("Orders", metric=waiting, target_value=100, **OTHER_OPTIONS)

    tracking = tracking_of(stack)
    assert tracking["CustomizedMetricSpecification"] == {
        "Dimensions": [{"Name": "Queue", "Value": "main"}],
        "MetricName": "WaitingOrders",
        "Namespace": "Shop",
        "Statistic": "Maximum",
    }
    assert (tracking["TargetValue"], tracking["DisableScaleIn"]) == (100, True)


def test_a_metric_of_the_variant_is_one_of_your_choice(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    variant = endpoint.find_instance_production_variant("main")

    variant.auto_scale_instance_count(max_capacity=4).scale_to_track_custom_metric(
        "Latency", metric=variant.metric_model_latency(), target_value=200_000
    )

    assert with_endpoint_named(tracking_of(stack))["CustomizedMetricSpecification"] == custom("AWS/SageMaker", "ModelLatency")


def test_steps_by_a_metric(stack: cdk.Stack) -> None:
    count = scaled(stack)

    count.scale_on_metric(
        "Orders",
        metric=cloudwatch.Metric(namespace="Shop", metric_name="WaitingOrders"),
        scaling_steps=[
            appscaling.ScalingInterval(upper=10, change=-1),
            appscaling.ScalingInterval(lower=100, change=1),
            appscaling.ScalingInterval(lower=500, change=3),
        ],
    )

    assert sorted(step["ScalingAdjustment"] for policy in steps_of(stack) for step in policy["StepAdjustments"]) == [-1, 1, 3]
    assert len(resources_of(stack, ALARM)) == 2


def test_a_single_step_where_missing_data_breaches(stack: cdk.Stack) -> None:
    scaled(stack).scale_on_metric(
        "Quiet",
        metric=cloudwatch.Metric(namespace="Shop", metric_name="Visitors"),
        scaling_steps=[appscaling.ScalingInterval(upper=10, change=-1)],
        treat_missing_data=cloudwatch.TreatMissingData.BREACHING,
    )

    assert [step["StepAdjustments"] for step in steps_of(stack)] == [[{"MetricIntervalUpperBound": 0, "ScalingAdjustment": -1}]]
    alarm = properties_of(stack, ALARM)
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (10, "LessThanOrEqualToThreshold")
    assert alarm["TreatMissingData"] == "breaching"


def test_a_single_step_with_both_bounds_is_refused(stack: cdk.Stack) -> None:
    with pytest.raises(RuntimeError, match=r"scalingSteps\[0\] must have either lower or upper"):
        scaled(stack).scale_on_metric(
            "Between",
            metric=cloudwatch.Metric(namespace="Shop", metric_name="Visitors"),
            scaling_steps=[appscaling.ScalingInterval(lower=1, upper=10, change=-1)],
        )


def test_the_limits_change_by_the_clock(stack: cdk.Stack) -> None:
    count = scaled(stack)

    count.scale_on_schedule("Morning", schedule=SCHEDULE, min_capacity=3, max_capacity=8)
    count.scale_on_schedule("Evening", schedule=appscaling.Schedule.rate(cdk.Duration.days(1)), min_capacity=1)

    actions = {action["ScheduledActionName"]: action for action in properties_of(stack, SCALABLE_TARGET)["ScheduledActions"]}
    assert actions["Morning"]["Schedule"] == "cron(0 7 * * ? *)"
    assert actions["Morning"]["ScalableTargetAction"] == {"MaxCapacity": 8, "MinCapacity": 3}
    assert actions["Evening"]["ScalableTargetAction"] == {"MinCapacity": 1}


def test_several_policies_of_one_variant(stack: cdk.Stack) -> None:
    count = scaled(stack, instance_type=ON_GPUS)

    count.scale_on_invocations("Load", max_requests_per_second=30)
    count.scale_on_concurrent_requests("Busy", target_concurrent_requests=4)
    count.scale_on_gpu_utilization("Gpu", target_utilization_percent=70)

    assert len(resources_of(stack, SCALING_POLICY)) == 3
    assert len(resources_of(stack, SCALABLE_TARGET)) == 1


def test_the_second_find_returns_the_variant_that_is_scaled(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    count = endpoint.find_instance_production_variant("main").auto_scale_instance_count(max_capacity=4)

    with pytest.raises(RuntimeError, match="is already autoscaled"):
        endpoint.find_instance_production_variant("main").auto_scale_instance_count(max_capacity=4)
    count.scale_on_invocations("Load", max_requests_per_second=30)

    assert len(resources_of(stack, SCALING_POLICY)) == 1


# The queue of an asynchronous endpoint


def test_requests_that_wait_for_each_instance(stack: cdk.Stack) -> None:
    scaled_queue(stack, min_capacity=1).scale_on_backlog("Backlog", target_backlog_per_instance=5, **OTHER_OPTIONS)

    tracking = with_endpoint_named(tracking_of(stack))
    assert tracking["CustomizedMetricSpecification"] == {
        "Dimensions": [{"Name": "EndpointName", "Value": "${Endpoint}"}],
        "MetricName": "ApproximateBacklogSizePerInstance",
        "Namespace": "AWS/SageMaker",
        "Statistic": "Average",
    }
    assert (tracking["TargetValue"], tracking["ScaleInCooldown"]) == (5, 600)
    assert resources_of(stack, ALARM) == {}
    assert warnings_of(stack) == []


def test_to_zero_and_back(stack: cdk.Stack) -> None:
    scaled_queue(stack).scale_on_backlog("Backlog", target_backlog_per_instance=5)

    assert properties_of(stack, SCALABLE_TARGET)["MinCapacity"] == 0
    assert steps_of(stack) == [
        {
            "AdjustmentType": "ChangeInCapacity",
            "Cooldown": 300,
            "MetricAggregationType": "Average",
            "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
        }
    ]
    alarm = properties_of(stack, ALARM)
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/SageMaker", "HasBacklogWithoutCapacity", "Average")
    assert [dimension["Name"] for dimension in alarm["Dimensions"]] == ["EndpointName"]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "GreaterThanOrEqualToThreshold")
    assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (60, 2, 2)
    assert alarm["TreatMissingData"] == "missing"
    (step,) = [id for id, policy in resources_of(stack, SCALING_POLICY).items() if policy["Properties"]["PolicyType"] == "StepScaling"]
    assert alarm["AlarmActions"] == [{"Ref": step}]
    assert warnings_of(stack) == []


def test_to_zero_by_the_clock_and_back(stack: cdk.Stack) -> None:
    count = scaled_queue(stack, min_capacity=1)
    count.scale_on_backlog("Backlog", target_backlog_per_instance=5)

    count.scale_on_schedule("Night", schedule=SCHEDULE, min_capacity=0)

    assert len(steps_of(stack)) == 1


def test_a_lower_limit_that_may_be_zero_comes_back_too(stack: cdk.Stack) -> None:
    number = cdk.CfnParameter(stack, "Number", type="Number").value_as_number

    scaled_queue(stack, min_capacity=number).scale_on_backlog("Backlog", target_backlog_per_instance=number)

    assert readable(properties_of(stack, SCALABLE_TARGET)["MinCapacity"]) == "${Number}"
    assert len(steps_of(stack)) == 1


def test_to_zero_after_a_quiet_time(stack: cdk.Stack) -> None:
    count = scaled_queue(stack)
    count.scale_on_backlog("Backlog", target_backlog_per_instance=5)

    count.scale_in_when_idle("Idle", idle_time=cdk.Duration.minutes(30))

    assert [step["StepAdjustments"] for step in steps_of(stack) if step["AdjustmentType"] == "ExactCapacity"] == [
        [
            {"MetricIntervalUpperBound": 0, "ScalingAdjustment": 0},
            {"MetricIntervalLowerBound": 0, "ScalingAdjustment": 0},
        ]
    ]
    (alarm,) = [alarm["Properties"] for alarm in resources_of(stack, ALARM).values() if "Metrics" in alarm["Properties"]]
    assert alarm["Metrics"][0]["Expression"] == "FILL(backlog, 0) + FILL(waiting, 0)"
    assert (alarm["EvaluationPeriods"], alarm["TreatMissingData"]) == (30, "breaching")
    assert warnings_of(stack) == []


def test_no_quiet_time_without_a_queue(stack: cdk.Stack) -> None:
    with pytest.raises(RuntimeError, match="scaleInWhenIdle of variant 'main' requires an asynchronous endpoint"):
        scaled(stack).scale_in_when_idle("Idle", idle_time=cdk.Duration.minutes(30))


def test_a_way_back_of_your_own(stack: cdk.Stack) -> None:
    endpoint = an_async_endpoint(stack, variant_property_retention=sm.VariantPropertyRetention.all())
    count = endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=0, max_capacity=5)

    count.scale_on_metric(
        "FromZero",
        metric=endpoint.metric_has_backlog_without_capacity(),
        scaling_steps=[appscaling.ScalingInterval(lower=1, change=1)],
    )

    assert warnings_of(stack) == []


def test_the_backlog_of_an_imported_endpoint(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "Transcription")

    count = endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=1, max_capacity=5)
    count.scale_on_backlog("Backlog", target_backlog_per_instance=5)

    dimensions = tracking_of(stack)["CustomizedMetricSpecification"]["Dimensions"]
    assert dimensions == [{"Name": "EndpointName", "Value": "Transcription"}]


# Provisioned concurrency


def scaled_concurrency(stack: cdk.Stack) -> sm.ScalableProvisionedConcurrency:
    endpoint = a_serverless_endpoint(stack, provisioned_concurrency=1)
    return endpoint.find_serverless_production_variant("main").auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=10)


def test_provisioned_concurrency_by_the_clock(stack: cdk.Stack) -> None:
    scaled_concurrency(stack).scale_on_schedule("Morning", schedule=SCHEDULE, min_capacity=5)

    (action,) = properties_of(stack, SCALABLE_TARGET)["ScheduledActions"]
    assert action["ScalableTargetAction"] == {"MinCapacity": 5}


def test_provisioned_concurrency_by_a_metric(stack: cdk.Stack) -> None:
    metric = cloudwatch.Metric(namespace="Shop", metric_name="Visitors")
    concurrency = scaled_concurrency(stack)

    concurrency.scale_to_track_custom_metric("Track", metric=metric, target_value=50)
    concurrency.scale_on_metric(
        "Steps",
        metric=metric,
        scaling_steps=[appscaling.ScalingInterval(upper=10, change=-1), appscaling.ScalingInterval(lower=100, change=1)],
    )

    assert len(steps_of(stack)) == 2
    assert len(resources_of(stack, SCALING_POLICY)) == 3


# Copies of inference components


def test_the_copies_scale_between_limits(stack: cdk.Stack) -> None:
    scaled_copies(stack)

    target = properties_of(stack, SCALABLE_TARGET)
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 8)
    assert target["ScalableDimension"] == "sagemaker:inference-component:DesiredCopyCount"
    assert target["ResourceId"] == "inference-component/llama"
    assert text_of(target["RoleARN"]).endswith("/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint")


def test_requests_for_each_copy(stack: cdk.Stack) -> None:
    scaled_copies(stack).scale_on_invocations("Load", max_requests_per_second=2, safety_factor=0.75)

    assert tracking_of(stack) == {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"},
        "TargetValue": 90,
    }
    assert resources_of(stack, ALARM) == {}


def test_requests_at_the_same_time_for_each_copy(stack: cdk.Stack) -> None:
    scaled_copies(stack).scale_on_concurrent_requests("Busy", target_concurrent_requests=5)

    assert tracking_of(stack) == {
        "PredefinedMetricSpecification": {
            "PredefinedMetricType": "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
        },
        "TargetValue": 5,
    }


def test_copies_to_zero_and_back(stack: cdk.Stack) -> None:
    copies = scaled_copies(stack, min_capacity=0)

    copies.scale_on_concurrent_requests("Busy", target_concurrent_requests=5)
    copies.scale_on_invocations("Load", max_requests_per_second=2)

    assert steps_of(stack) == [
        {
            "AdjustmentType": "ChangeInCapacity",
            "Cooldown": 60,
            "MetricAggregationType": "Maximum",
            "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
        }
    ]
    alarm = properties_of(stack, ALARM)
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/SageMaker", "NoCapacityInvocationFailures", "Sum")
    assert alarm["Dimensions"] == [{"Name": "InferenceComponentName", "Value": "llama"}]
    assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (60, 1, 1)
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "GreaterThanOrEqualToThreshold")
    assert warnings_of(stack) == []


def test_copies_to_zero_after_a_quiet_time(stack: cdk.Stack) -> None:
    copies = scaled_copies(stack, min_capacity=0)
    copies.scale_on_concurrent_requests("Busy", target_concurrent_requests=5)

    copies.scale_in_when_idle("Idle", idle_time=cdk.Duration.hours(1))

    (alarm,) = [alarm["Properties"] for alarm in resources_of(stack, ALARM).values() if "Metrics" in alarm["Properties"]]
    assert [metric["MetricStat"]["Metric"]["MetricName"] for metric in alarm["Metrics"][1:]] == [
        "Invocations",
        "ConcurrentRequestsPerCopy",
        "NoCapacityInvocationFailures",
    ]
    assert alarm["EvaluationPeriods"] == 60
    assert warnings_of(stack) == []


def test_copies_by_the_clock_and_by_a_metric(stack: cdk.Stack) -> None:
    copies = scaled_copies(stack)

    copies.scale_on_schedule("Morning", schedule=SCHEDULE, min_capacity=2)
    copies.scale_to_track_custom_metric("Track", metric=cloudwatch.Metric(namespace="Shop", metric_name="Users"), target_value=50)

    assert len(properties_of(stack, SCALABLE_TARGET)["ScheduledActions"]) == 1
    assert tracking_of(stack)["CustomizedMetricSpecification"]["MetricName"] == "Users"


def test_the_copies_of_two_components_scale(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of_components(stack)

    for name in ("llama", "qwen"):
        endpoint.inference_component(name).auto_scale_copy_count(max_capacity=2).scale_on_concurrent_requests("Busy", target_concurrent_requests=5)

    targets = [target["Properties"]["ResourceId"] for target in resources_of(stack, SCALABLE_TARGET).values()]
    assert sorted(targets) == ["inference-component/llama", "inference-component/qwen"]


def test_the_copies_on_an_imported_endpoint_scale(stack: cdk.Stack) -> None:
    component = sm.Endpoint.from_endpoint_name(stack, "Shared", "chat").inference_component("llama")

    component.auto_scale_copy_count(min_capacity=0, max_capacity=4).scale_on_invocations("Load", max_requests_per_second=2)

    assert properties_of(stack, SCALABLE_TARGET)["ResourceId"] == "inference-component/llama"
    assert len(steps_of(stack)) == 1


def test_the_instances_below_components_may_be_none(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of_components(stack)

    endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=0, max_capacity=2)

    assert properties_of(stack, SCALABLE_TARGET)["MinCapacity"] == 0


# By themselves


def the_role(stack: cdk.Stack) -> iam.IRole:
    return iam.Role.from_role_arn(stack, "Scaling", "arn:aws:iam::123456789012:role/scaling")


def test_an_instance_count_by_itself_knows_its_variant_by_the_id(stack: cdk.Stack) -> None:
    count = sm.ScalableInstanceCount(
        stack,
        "Count",
        service_namespace=appscaling.ServiceNamespace.SAGEMAKER,
        resource_id="endpoint/churn/variant/main",
        dimension="sagemaker:variant:DesiredInstanceCount",
        role=the_role(stack),
        min_capacity=0,
        max_capacity=4,
    )

    count.scale_on_backlog("Backlog", target_backlog_per_instance=5)
    count.scale_on_cpu_utilization("Cpu", target_utilization_percent=50, vcpus=4)

    assert properties_of(stack, ALARM)["Dimensions"] == [{"Name": "EndpointName", "Value": "churn"}]
    policies = [policy["Properties"] for policy in resources_of(stack, SCALING_POLICY).values()]
    (cpu,) = [policy["TargetTrackingScalingPolicyConfiguration"] for policy in policies if "CPUUtilization" in str(policy)]
    assert cpu["CustomizedMetricSpecification"]["Dimensions"] == [
        {"Name": "EndpointName", "Value": "churn"},
        {"Name": "VariantName", "Value": "main"},
    ]


def test_a_copy_count_by_itself(stack: cdk.Stack) -> None:
    component = sm.Endpoint.from_endpoint_name(stack, "Shared", "chat").inference_component("llama")

    copies = sm.ScalableCopyCount(
        stack, "Copies", inference_component=component, role=the_role(stack), min_capacity=1, max_capacity=4
    )
    copies.scale_on_concurrent_requests("Busy", target_concurrent_requests=5)

    target = properties_of(stack, SCALABLE_TARGET)
    assert target["ResourceId"] == "inference-component/llama"
    assert target["RoleARN"] == "arn:aws:iam::123456789012:role/scaling"
    assert len(resources_of(stack, SCALING_POLICY)) == 1


def test_provisioned_concurrency_by_itself(stack: cdk.Stack) -> None:
    concurrency = sm.ScalableProvisionedConcurrency(
        stack,
        "Concurrency",
        service_namespace=appscaling.ServiceNamespace.SAGEMAKER,
        resource_id="endpoint/churn/variant/main",
        dimension="sagemaker:variant:DesiredProvisionedConcurrency",
        role=the_role(stack),
        min_capacity=1,
        max_capacity=4,
    )

    concurrency.scale_on_utilization("Use", target_utilization_percent=70)

    assert tracking_of(stack)["TargetValue"] == 0.7
