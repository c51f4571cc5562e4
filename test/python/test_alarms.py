"""The alarms that an endpoint should have, by its kind; when they go off, and what happens then."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from helpers.given import (
    a_model,
    a_serverless_endpoint,
    a_shadow_test,
    a_stack,
    a_variant,
    an_async_endpoint,
    an_endpoint,
    an_endpoint_of_components,
)
from helpers.messages import Like
from helpers.templates import ALARM, ENDPOINT, Json, properties_of, readable, resources_of, warnings_of

import cdk_sagemaker_hosting as sm

CONFIG_ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/churn"
ENDPOINT_ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn"
INVOCATIONS = "AWS/SageMaker"
INSTANCES = "/aws/sagemaker/Endpoints"


def alarms_of(stack: cdk.Stack) -> dict[str, Json]:
    """The alarms by the metric they watch and the variant it is of, such as `ModelLatency of main`."""
    alarms: dict[str, Json] = {}
    for alarm in resources_of(stack, ALARM).values():
        properties = readable(alarm["Properties"])
        dimensions = {dimension["Name"]: dimension["Value"] for dimension in properties["Dimensions"]}
        alarms[f"{properties['MetricName']} of {dimensions.get('VariantName', 'all')}"] = properties
    return alarms


def limit_of(alarm: Json) -> tuple[str, str, float, int, int, int]:
    """The statistic, the comparison, the threshold, and how long it has to be so."""
    how = alarm["Statistic"] if "Statistic" in alarm else alarm["ExtendedStatistic"]
    return how, alarm["ComparisonOperator"], alarm["Threshold"], alarm["Period"], alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]


def above(
    threshold: float, statistic: str = "Average", *, period: int = 60, datapoints: int = 3, of: int = 5
) -> tuple[str, str, float, int, int, int]:
    return statistic, "GreaterThanThreshold", threshold, period, datapoints, of


def lasting(threshold: float, statistic: str = "Average") -> tuple[str, str, float, int, int, int]:
    """Above the threshold for 15 minutes."""
    return above(threshold, statistic, period=300, datapoints=3, of=3)


def names_of(alarms: sm.EndpointAlarms, stack: cdk.Stack) -> list[str]:
    """The metrics of the critical alarms."""
    logical_ids = [stack.resolve(alarm.alarm_name)["Ref"] for alarm in alarms.critical]
    return [resources_of(stack, ALARM)[logical_id]["Properties"]["MetricName"] for logical_id in logical_ids]


# What each kind of endpoint gets


def test_an_endpoint_on_instances(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, instance_type=sm.InstanceType.G5_12_XLARGE))

    alarms = endpoint.add_recommended_alarms()

    assert {name: limit_of(alarm) for name, alarm in alarms_of(stack).items()} == {
        "Invocation5XXErrors of main": above(0.05),
        "Invocation4XXErrors of main": above(0.25),
        "ModelLatency of main": above(30_000_000, "p99"),
        "CPUUtilization of main": lasting(90 * 48),
        "MemoryUtilization of main": lasting(90),
        "DiskUtilization of main": lasting(75),
        "GPUUtilization of main": lasting(95 * 4),
    }
    assert names_of(alarms, stack) == ["Invocation5XXErrors", "ModelLatency"]
    assert len(alarms.all) == 7
    assert warnings_of(stack) == []


def test_instances_without_gpus_have_no_alarm_on_them(stack: cdk.Stack) -> None:
    an_endpoint(stack).add_recommended_alarms()

    assert "GPUUtilization of main" not in alarms_of(stack)
    assert limit_of(alarms_of(stack)["CPUUtilization of main"]) == lasting(90 * 2)


def test_instances_of_which_nothing_is_known_have_no_alarm_on_processors(stack: cdk.Stack) -> None:
    an_endpoint(stack, a_variant(stack, instance_type=sm.InstanceType.of("ml.m99.large"))).add_recommended_alarms()

    assert {"CPUUtilization of main", "GPUUtilization of main"} & set(alarms_of(stack)) == set()
    assert "MemoryUtilization of main" in alarms_of(stack)


def test_each_variant_has_its_alarms(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, "stable"), a_variant(stack, "next"))

    alarms = endpoint.add_recommended_alarms()

    assert {name for name in alarms_of(stack) if name.startswith("ModelLatency")} == {"ModelLatency of stable", "ModelLatency of next"}
    assert len(alarms.all) == 12
    assert len(alarms.critical) == 4


def test_a_shadow_variant_has_none(stack: cdk.Stack) -> None:
    a_shadow_test(stack).add_recommended_alarms()

    assert {name.rpartition(" ")[2] for name in alarms_of(stack)} == {"live"}


def test_a_serverless_endpoint(stack: cdk.Stack) -> None:
    alarms = a_serverless_endpoint(stack).add_recommended_alarms()

    assert {name: limit_of(alarm) for name, alarm in alarms_of(stack).items()} == {
        "Invocation5XXErrors of main": above(0.05),
        "Invocation4XXErrors of main": above(0.25),
        "ModelLatency of main": above(30_000_000, "p99"),
        "ServerlessConcurrentExecutionsUtilization of main": lasting(0.9),
        "MemoryUtilization of main": lasting(90),
    }
    assert names_of(alarms, stack) == ["Invocation5XXErrors", "ModelLatency"]


def test_provisioned_concurrency_is_watched_where_it_is(stack: cdk.Stack) -> None:
    a_serverless_endpoint(stack, provisioned_concurrency=2).add_recommended_alarms()

    assert limit_of(alarms_of(stack)["ServerlessProvisionedConcurrencyUtilization of main"]) == lasting(0.9)


def test_an_asynchronous_endpoint(stack: cdk.Stack) -> None:
    alarms = an_async_endpoint(stack).add_recommended_alarms()

    assert {name: limit_of(alarm) for name, alarm in alarms_of(stack).items()} == {
        "InvocationFailures of main": above(10, "Sum", period=300, datapoints=1, of=1),
        "CPUUtilization of main": lasting(90 * 2),
        "MemoryUtilization of main": lasting(90),
        "DiskUtilization of main": lasting(75),
        "ApproximateAgeOfOldestRequest of all": above(1800, "Maximum", datapoints=3, of=3),
        "HasBacklogWithoutCapacity of all": ("Average", "GreaterThanOrEqualToThreshold", 1, 60, 15, 15),
    }
    assert names_of(alarms, stack) == ["InvocationFailures", "ApproximateAgeOfOldestRequest", "HasBacklogWithoutCapacity"]


def test_an_endpoint_of_inference_components(stack: cdk.Stack) -> None:
    an_endpoint_of_components(stack).add_recommended_alarms()

    limits = {name: limit_of(alarm) for name, alarm in alarms_of(stack).items()}
    assert limits["CPUUtilizationNormalized of main"] == lasting(90)
    assert limits["GPUUtilizationNormalized of main"] == lasting(95)


def test_where_the_metrics_are_and_what_missing_ones_mean(stack: cdk.Stack) -> None:
    an_endpoint(stack).add_recommended_alarms()

    alarms = alarms_of(stack)
    assert (alarms["ModelLatency of main"]["Namespace"], alarms["DiskUtilization of main"]["Namespace"]) == (INVOCATIONS, INSTANCES)
    assert {alarm["TreatMissingData"] for alarm in alarms.values()} == {"notBreaching"}
    assert {alarm["Statistic"] for alarm in alarms.values() if "Statistic" in alarm} == {"Average"}


def test_an_alarm_says_what_is_wrong(stack: cdk.Stack) -> None:
    an_endpoint(stack).add_recommended_alarms(max_model_latency=cdk.Duration.millis(250), model_latency_percentile=99.9)

    alarms = alarms_of(stack)
    assert alarms["ModelLatency of main"]["AlarmDescription"] == (
        "The model latency (p99.9) of variant 'main' exceeds 250 millis."
    )
    assert alarms["Invocation5XXErrors of main"]["AlarmDescription"] == (
        "More than 5 % of the invocations of variant 'main' return 5XX errors. Check the container logs."
    )


# When they go off


def test_the_thresholds_of_an_endpoint_on_instances_can_be_chosen(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, instance_type=sm.InstanceType.G5_12_XLARGE))

    endpoint.add_recommended_alarms(
        evaluation_periods=10,
        datapoints_to_alarm=2,
        server_error_rate_percent=1,
        client_error_rate_percent=99,
        max_model_latency=cdk.Duration.millis(500),
        model_latency_percentile=95,
        cpu_utilization_percent=50,
        memory_utilization_percent=60,
        disk_utilization_percent=70,
        gpu_utilization_percent=80,
    )

    assert {name: limit_of(alarm) for name, alarm in alarms_of(stack).items()} == {
        "Invocation5XXErrors of main": above(0.01, datapoints=2, of=10),
        "Invocation4XXErrors of main": above(0.99, datapoints=2, of=10),
        "ModelLatency of main": above(500_000, "p95", datapoints=2, of=10),
        "CPUUtilization of main": lasting(50 * 48),
        "MemoryUtilization of main": lasting(60),
        "DiskUtilization of main": lasting(70),
        "GPUUtilization of main": lasting(80 * 4),
    }


def test_the_thresholds_of_a_serverless_endpoint_can_be_chosen(stack: cdk.Stack) -> None:
    a_serverless_endpoint(stack, provisioned_concurrency=2).add_recommended_alarms(
        concurrency_utilization_percent=50, memory_utilization_percent=75
    )

    alarms = alarms_of(stack)
    assert alarms["ServerlessConcurrentExecutionsUtilization of main"]["Threshold"] == 0.5
    assert alarms["ServerlessProvisionedConcurrencyUtilization of main"]["Threshold"] == 0.5
    assert alarms["MemoryUtilization of main"]["Threshold"] == 75


def test_the_thresholds_of_an_asynchronous_endpoint_can_be_chosen(stack: cdk.Stack) -> None:
    an_async_endpoint(stack).add_recommended_alarms(
        max_invocation_failures=3,
        max_backlog_age=cdk.Duration.hours(1),
        no_capacity_duration=cdk.Duration.minutes(1440),
        max_model_latency=cdk.Duration.minutes(5),
    )

    alarms = alarms_of(stack)
    assert alarms["InvocationFailures of main"]["Threshold"] == 3
    assert alarms["ApproximateAgeOfOldestRequest of all"]["Threshold"] == 3600
    assert alarms["HasBacklogWithoutCapacity of all"]["EvaluationPeriods"] == 1440
    assert alarms["ModelLatency of main"]["Threshold"] == 300_000_000


def test_few_minutes_need_no_more_of_them(stack: cdk.Stack) -> None:
    an_endpoint(stack).add_recommended_alarms(evaluation_periods=2)

    alarm = alarms_of(stack)["ModelLatency of main"]
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (2, 2)


def test_a_threshold_may_be_a_parameter(stack: cdk.Stack) -> None:
    number = cdk.CfnParameter(stack, "Number", type="Number").value_as_number

    an_endpoint(stack).add_recommended_alarms(memory_utilization_percent=number, disk_utilization_percent=number)

    alarms = alarms_of(stack)
    assert alarms["MemoryUtilization of main"]["Threshold"] == "${Number}"
    assert alarms["DiskUtilization of main"]["Threshold"] == "${Number}"


@pytest.mark.parametrize(
    ("alarm", "metric"),
    [
        (sm.RecommendedAlarm.SERVER_ERROR_RATE, "Invocation5XXErrors"),
        (sm.RecommendedAlarm.CLIENT_ERROR_RATE, "Invocation4XXErrors"),
        (sm.RecommendedAlarm.MODEL_LATENCY, "ModelLatency"),
        (sm.RecommendedAlarm.CPU_UTILIZATION, "CPUUtilization"),
        (sm.RecommendedAlarm.MEMORY_UTILIZATION, "MemoryUtilization"),
        (sm.RecommendedAlarm.DISK_UTILIZATION, "DiskUtilization"),
        (sm.RecommendedAlarm.GPU_UTILIZATION, "GPUUtilization"),
    ],
)
def test_an_alarm_can_be_left_out(stack: cdk.Stack, alarm: sm.RecommendedAlarm, metric: str) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, instance_type=sm.InstanceType.G5_XLARGE))

    alarms = endpoint.add_recommended_alarms(exclude=[alarm])

    assert f"{metric} of main" not in alarms_of(stack)
    assert len(alarms.all) == 6


# What happens then


def test_what_happens_when_an_alarm_goes_off_and_is_over(stack: cdk.Stack) -> None:
    bad, good = sns.Topic(stack, "Bad"), sns.Topic(stack, "Good")

    an_endpoint(stack).add_recommended_alarms(actions=[actions.SnsAction(bad)], ok_actions=[actions.SnsAction(good)])

    for alarm in resources_of(stack, ALARM).values():
        assert alarm["Properties"]["AlarmActions"] == [stack.resolve(bad.topic_arn)]
        assert alarm["Properties"]["OKActions"] == [stack.resolve(good.topic_arn)]


def test_more_happens_when_a_critical_alarm_goes_off(stack: cdk.Stack) -> None:
    team, oncall = sns.Topic(stack, "Team"), sns.Topic(stack, "OnCall")

    an_endpoint(stack).add_recommended_alarms(actions=[actions.SnsAction(team)], critical_actions=[actions.SnsAction(oncall)])

    told = {name: alarm["AlarmActions"] for name, alarm in alarms_of(stack).items()}
    assert [name for name, topics in told.items() if len(topics) == 2] == ["Invocation5XXErrors of main", "ModelLatency of main"]
    assert {len(topics) for topics in told.values()} == {1, 2}


def test_nothing_happens_unless_asked_for(stack: cdk.Stack) -> None:
    an_endpoint(stack).add_recommended_alarms(actions=[])

    for alarm in resources_of(stack, ALARM).values():
        assert {"AlarmActions", "OKActions"} & set(alarm["Properties"]) == set()


def test_an_alarm_can_be_found_and_given_an_action_of_its_own(stack: cdk.Stack) -> None:
    topic = sns.Topic(stack, "Topic")
    alarms = an_endpoint(stack).add_recommended_alarms()

    alarms.find(sm.RecommendedAlarm.MODEL_LATENCY).add_alarm_action(actions.SnsAction(topic))

    assert [name for name, alarm in alarms_of(stack).items() if "AlarmActions" in alarm] == ["ModelLatency of main"]


def test_an_alarm_of_one_of_several_variants_can_be_found(stack: cdk.Stack) -> None:
    alarms = an_endpoint(stack, a_variant(stack, "stable"), a_variant(stack, "next")).add_recommended_alarms()

    found = alarms.find(sm.RecommendedAlarm.MODEL_LATENCY, "next")

    properties = resources_of(stack, ALARM)[stack.resolve(found.alarm_name)["Ref"]]["Properties"]
    assert {"Name": "VariantName", "Value": "next"} in properties["Dimensions"]
    assert stack.resolve(found.alarm_arn)["Fn::GetAtt"][1] == "Arn"


# Where they are


def test_two_sets_of_alarms_of_one_endpoint(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    endpoint.add_recommended_alarms()
    endpoint.add_recommended_alarms(max_model_latency=cdk.Duration.seconds(1))

    latencies = [alarm["Properties"]["Threshold"] for alarm in resources_of(stack, ALARM).values() if "ModelLatency" in str(alarm)]
    assert sorted(latencies) == [1_000_000, 30_000_000]


def test_the_alarms_can_be_a_construct_of_your_own(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    alarms = sm.EndpointAlarms(stack, "Alarms", endpoint=endpoint, exclude=[sm.RecommendedAlarm.CPU_UTILIZATION])

    assert alarms.node.path == "Test/Alarms"
    assert len(alarms.all) == 5


def test_the_alarms_may_be_in_another_stack(app: cdk.App, stack: cdk.Stack) -> None:
    other = a_stack(app, "Monitoring")
    endpoint = an_endpoint(stack)

    sm.EndpointAlarms(other, "Alarms", endpoint=endpoint)

    assert len(resources_of(other, ALARM)) == 6
    assert resources_of(stack, ALARM) == {}


def test_an_endpoint_that_is_defined_elsewhere(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig.from_endpoint_config_attributes(
        stack,
        "TheirConfig",
        endpoint_config_arn=CONFIG_ARN,
        instance_production_variants=[
            sm.InstanceProductionVariantAttributes(variant_name="main", instance_type=sm.InstanceType.M5_LARGE)
        ],
    )
    endpoint = sm.Endpoint.from_endpoint_attributes(stack, "Theirs", endpoint_arn=ENDPOINT_ARN, endpoint_config=config)

    endpoint.add_recommended_alarms()

    assert len(resources_of(stack, ALARM)) == 6
    for alarm in alarms_of(stack).values():
        assert {"Name": "EndpointName", "Value": "churn"} in alarm["Dimensions"]


def test_the_names_are_left_to_cloudformation_without_a_rollback(stack: cdk.Stack) -> None:
    an_endpoint(stack, a_variant(stack, model=a_model(stack))).add_recommended_alarms()

    assert "EndpointName" not in properties_of(stack, ENDPOINT)
    assert all("AlarmName" not in alarm for alarm in alarms_of(stack).values())


@pytest.mark.parametrize("is_allowed", [False, True])
def test_a_topic_that_cloudwatch_cannot_publish_to_is_warned_of(stack: cdk.Stack, is_allowed: bool) -> None:
    topic = sns.Topic(stack, "Topic", enforce_ssl=True)
    if is_allowed:
        topic.grant_publish(iam.ServicePrincipal("cloudwatch.amazonaws.com"))

    an_endpoint(stack).add_recommended_alarms(actions=[actions.SnsAction(topic)])

    warned = [warning for warning in warnings_of(stack) if "alarmTopicPolicy" in warning]
    assert warned == ([] if is_allowed else [Like("Test/Endpoint/RecommendedAlarms: ... 'Test/Topic', ... [ack: cdk-sagemaker-hosting:alarmTopicPolicy]")])


def test_an_endpoint_without_requests_is_told_of_if_asked_for(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    alarms = endpoint.add_recommended_alarms(idle_duration=cdk.Duration.hours(12))

    idle = alarms_of(stack)["Invocations of main"]
    assert limit_of(idle) == ("Sum", "LessThanThreshold", 1, 3600, 12, 12)
    assert idle["TreatMissingData"] == "breaching"
    assert alarms.find(sm.RecommendedAlarm.IDLE).node.path not in [alarm.node.path for alarm in alarms.critical]


def test_what_scales_to_zero_is_never_idle(stack: cdk.Stack) -> None:
    an_async_endpoint(stack).add_recommended_alarms(idle_duration=cdk.Duration.hours(12))
    components = a_stack(id="Components")
    an_endpoint_of_components(components).add_recommended_alarms(idle_duration=cdk.Duration.hours(12))

    assert [name for each in (stack, components) for name in alarms_of(each) if name.startswith("Invocations ")] == []
