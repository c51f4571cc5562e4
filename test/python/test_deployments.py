"""How an endpoint goes over to another configuration, what takes it back, and what it keeps."""

import re
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from helpers.given import a_config, a_model, a_stack, a_variant, an_alarm, an_endpoint
from helpers.templates import (
    ALARM,
    ENDPOINT,
    MODEL,
    POLICY,
    Json,
    properties_of,
    readable,
    resource_of,
    resources_of,
    statement_allowing,
    warned_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm

TEN_PERCENT = sm.CapacitySize.percent(10)
FIVE_MINUTES = cdk.Duration.minutes(5)
LOOK_AT_ALARMS = "cloudwatch:DescribeAlarms"


def deployment_of(stack: cdk.Stack) -> Json:
    """How the only endpoint is deployed."""
    deployment: Json = readable(properties_of(stack, ENDPOINT)["DeploymentConfig"])
    return deployment


def routing_of(stack: cdk.Stack, routing: sm.TrafficRouting) -> Json:
    """What a traffic routing amounts to."""
    an_endpoint(stack, deployment_strategy=sm.DeploymentStrategy.blue_green(traffic_routing=routing))
    rendered: Json = deployment_of(stack)["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"]
    return rendered


def a_number(stack: cdk.Stack) -> float:
    """A number that is known at deployment only: `${Number}`."""
    return cdk.CfnParameter(stack, "Number", type="Number").value_as_number


def alarm_on_errors(stack: cdk.Stack, endpoint: sm.IEndpoint) -> cloudwatch.Alarm:
    """An alarm on a metric of the variant `main`."""
    errors = endpoint.find_instance_production_variant("main").metric_invocation_response_code(
        sm.InvocationHttpResponseCode.INVOCATION_5XX_ERRORS
    )
    return errors.create_alarm(stack, "Errors", threshold=1, evaluation_periods=2)


def rollback_of(stack: cdk.Stack) -> list[Any]:
    """The names of the alarms that take a deployment of the only endpoint back."""
    return [alarm["AlarmName"] for alarm in deployment_of(stack)["AutoRollbackConfiguration"]["Alarms"]]


def refs_of(stack: cdk.Stack, *alarms: cloudwatch.IAlarm) -> list[Any]:
    return [readable(stack.resolve(alarm.alarm_name)) for alarm in alarms]


# Blue/green


def test_all_requests_go_over_at_once_by_default(stack: cdk.Stack) -> None:
    an_endpoint(stack, deployment_strategy=sm.DeploymentStrategy.blue_green())

    assert deployment_of(stack) == {
        "BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0}}
    }


def test_how_long_the_old_fleet_stays_and_all_may_take(stack: cdk.Stack) -> None:
    strategy = sm.DeploymentStrategy.blue_green(termination_wait=FIVE_MINUTES, maximum_execution_timeout=cdk.Duration.hours(1))

    an_endpoint(stack, deployment_strategy=strategy)

    policy = deployment_of(stack)["BlueGreenUpdatePolicy"]
    assert (policy["TerminationWaitInSeconds"], policy["MaximumExecutionTimeoutInSeconds"]) == (300, 3600)


def test_the_alarms_are_watched_after_all_requests_went_over(stack: cdk.Stack) -> None:
    routing = sm.TrafficRouting.all_at_once(bake_time=FIVE_MINUTES)

    assert routing_of(stack, routing) == {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 300}


def test_a_canary_of_some_percent(stack: cdk.Stack) -> None:
    routing = sm.TrafficRouting.canary(size=TEN_PERCENT, bake_time=cdk.Duration.minutes(10))

    assert routing_of(stack, routing) == {
        "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 10},
        "Type": "CANARY",
        "WaitIntervalInSeconds": 600,
    }


def test_a_canary_of_some_instances(stack: cdk.Stack) -> None:
    routing = sm.TrafficRouting.canary(size=sm.CapacitySize.instances(2), bake_time=FIVE_MINUTES)

    assert routing_of(stack, routing)["CanarySize"] == {"Type": "INSTANCE_COUNT", "Value": 2}


def test_linear_steps_of_some_percent(stack: cdk.Stack) -> None:
    routing = sm.TrafficRouting.linear(step_size=sm.CapacitySize.percent(25), bake_time=FIVE_MINUTES)

    assert routing_of(stack, routing) == {
        "LinearStepSize": {"Type": "CAPACITY_PERCENT", "Value": 25},
        "Type": "LINEAR",
        "WaitIntervalInSeconds": 300,
    }


def test_linear_steps_of_some_instances(stack: cdk.Stack) -> None:
    routing = sm.TrafficRouting.linear(step_size=sm.CapacitySize.instances(1), bake_time=FIVE_MINUTES)

    assert routing_of(stack, routing)["LinearStepSize"] == {"Type": "INSTANCE_COUNT", "Value": 1}


@pytest.mark.parametrize(
    "routing",
    [
        sm.TrafficRouting.all_at_once(bake_time=cdk.Duration.seconds(3600)),
        sm.TrafficRouting.canary(size=sm.CapacitySize.percent(1), bake_time=cdk.Duration.seconds(0)),
        sm.TrafficRouting.canary(size=sm.CapacitySize.percent(50), bake_time=cdk.Duration.seconds(3600)),
        sm.TrafficRouting.linear(step_size=sm.CapacitySize.percent(10), bake_time=cdk.Duration.seconds(0)),
        sm.TrafficRouting.linear(step_size=sm.CapacitySize.percent(50), bake_time=cdk.Duration.seconds(3600)),
    ],
)
def test_the_limits_are_within_the_limits(stack: cdk.Stack, routing: sm.TrafficRouting) -> None:
    assert routing_of(stack, routing)["WaitIntervalInSeconds"] in (0, 3600)


# Rolling


def test_a_rolling_deployment(stack: cdk.Stack) -> None:
    strategy = sm.DeploymentStrategy.rolling(
        maximum_batch_size=sm.CapacitySize.percent(25),
        bake_time=FIVE_MINUTES,
        rollback_maximum_batch_size=sm.CapacitySize.percent(100),
        maximum_execution_timeout=cdk.Duration.hours(8),
    )

    an_endpoint(stack, deployment_strategy=strategy)

    assert deployment_of(stack) == {
        "RollingUpdatePolicy": {
            "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 25},
            "MaximumExecutionTimeoutInSeconds": 28800,
            "RollbackMaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 100},
            "WaitIntervalInSeconds": 300,
        }
    }


def test_what_is_not_told_of_a_rolling_deployment_is_left_to_sagemaker(stack: cdk.Stack) -> None:
    strategy = sm.DeploymentStrategy.rolling(maximum_batch_size=sm.CapacitySize.instances(1), bake_time=FIVE_MINUTES)

    an_endpoint(stack, deployment_strategy=strategy)

    assert deployment_of(stack) == {
        "RollingUpdatePolicy": {"MaximumBatchSize": {"Type": "INSTANCE_COUNT", "Value": 1}, "WaitIntervalInSeconds": 300}
    }


def test_sizes_and_times_may_be_parameters(stack: cdk.Stack) -> None:
    number = a_number(stack)
    strategy = sm.DeploymentStrategy.rolling(
        maximum_batch_size=sm.CapacitySize.percent(number),
        bake_time=cdk.Duration.seconds(number),
        rollback_maximum_batch_size=sm.CapacitySize.instances(number),
        maximum_execution_timeout=cdk.Duration.seconds(number),
    )

    an_endpoint(stack, deployment_strategy=strategy)

    assert deployment_of(stack)["RollingUpdatePolicy"] == {
        "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": "${Number}"},
        "MaximumExecutionTimeoutInSeconds": "${Number}",
        "RollbackMaximumBatchSize": {"Type": "INSTANCE_COUNT", "Value": "${Number}"},
        "WaitIntervalInSeconds": "${Number}",
    }


def test_a_strategy_can_be_that_of_several_endpoints(app: cdk.App) -> None:
    strategy = sm.DeploymentStrategy.blue_green(traffic_routing=sm.TrafficRouting.canary(size=TEN_PERCENT, bake_time=FIVE_MINUTES))
    stacks = [a_stack(app, id) for id in ("One", "Two")]

    for stack in stacks:
        an_endpoint(stack, deployment_strategy=strategy)

    one, two = [deployment_of(stack) for stack in stacks]
    assert one == two


# The alarms


def baking() -> sm.DeploymentStrategy:
    """One that watches its alarms for long enough."""
    return sm.DeploymentStrategy.blue_green(traffic_routing=sm.TrafficRouting.all_at_once(bake_time=cdk.Duration.minutes(10)))


def test_alarms_that_are_slower_than_the_deployment_are_warned_of(stack: cdk.Stack) -> None:
    an_endpoint(stack, deployment_strategy=sm.DeploymentStrategy.blue_green(), auto_rollback_alarms=[an_alarm(stack)])

    assert warned_of(stack) == ["Test/Endpoint: bakeTimeTooShort"]


def test_an_alarm_takes_a_deployment_back(stack: cdk.Stack) -> None:
    alarm = an_alarm(stack)

    an_endpoint(stack, deployment_strategy=baking(), auto_rollback_alarms=[alarm])

    assert rollback_of(stack) == refs_of(stack, alarm)
    assert warnings_of(stack) == []


def test_alarms_can_be_added(stack: cdk.Stack) -> None:
    first, second, third = an_alarm(stack, "First"), an_alarm(stack, "Second"), an_alarm(stack, "Third")
    endpoint = an_endpoint(stack, auto_rollback_alarms=[first])

    endpoint.add_auto_rollback_alarms(second, third)

    assert rollback_of(stack) == refs_of(stack, first, second, third)


def test_an_alarm_counts_once(stack: cdk.Stack) -> None:
    alarm = an_alarm(stack)
    endpoint = an_endpoint(stack, auto_rollback_alarms=[alarm])

    endpoint.add_auto_rollback_alarms(alarm)

    assert rollback_of(stack) == refs_of(stack, alarm)


def test_ten_alarms_are_possible(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    endpoint.add_auto_rollback_alarms(*[an_alarm(stack, f"Alarm{i}") for i in range(10)])

    assert len(rollback_of(stack)) == 10


def test_an_alarm_that_is_defined_elsewhere_leaves_the_name_to_cloudformation(stack: cdk.Stack) -> None:
    theirs = cloudwatch.Alarm.from_alarm_name(stack, "Theirs", "errors")

    an_endpoint(stack, auto_rollback_alarms=[theirs])

    assert rollback_of(stack) == ["errors"]
    assert "EndpointName" not in properties_of(stack, ENDPOINT)


def test_a_composite_alarm_is_an_alarm(stack: cdk.Stack) -> None:
    rule = cloudwatch.AlarmRule.any_of(an_alarm(stack, "One"), an_alarm(stack, "Two"))
    composite = cloudwatch.CompositeAlarm(stack, "Any", alarm_rule=rule)

    an_endpoint(stack, auto_rollback_alarms=[composite])

    assert rollback_of(stack) == refs_of(stack, composite)


# The name, which alarms on the endpoint have to know before there is one


def test_an_alarm_on_the_endpoint_itself_knows_its_name_beforehand(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    alarm = alarm_on_errors(stack, endpoint)

    endpoint.add_auto_rollback_alarms(alarm)

    name = properties_of(stack, ENDPOINT)["EndpointName"]
    assert re.fullmatch(r"Test-Endpoint-[0-9A-F]{8}", name)
    assert {"Name": "EndpointName", "Value": name} in properties_of(stack, ALARM)["Dimensions"]
    assert rollback_of(stack) == refs_of(stack, alarm)


def test_a_given_name_is_kept(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, endpoint_name="churn")

    endpoint.add_auto_rollback_alarms(alarm_on_errors(stack, endpoint))

    assert properties_of(stack, ENDPOINT)["EndpointName"] == "churn"
    assert {"Name": "EndpointName", "Value": "churn"} in properties_of(stack, ALARM)["Dimensions"]


def test_without_a_rollback_the_name_is_left_to_cloudformation(stack: cdk.Stack) -> None:
    alarm_on_errors(stack, an_endpoint(stack))

    assert "EndpointName" not in properties_of(stack, ENDPOINT)
    (dimension, _) = readable(properties_of(stack, ALARM)["Dimensions"])
    assert dimension["Value"].endswith(".EndpointName}")


def test_the_recommended_alarms_take_a_deployment_back(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, deployment_strategy=baking())

    alarms = endpoint.add_recommended_alarms()
    endpoint.add_auto_rollback_alarms(*alarms.critical)

    name = properties_of(stack, ENDPOINT)["EndpointName"]
    for logical_id, alarm in resources_of(stack, ALARM).items():
        dimensions = {dimension["Name"]: dimension["Value"] for dimension in alarm["Properties"]["Dimensions"]}
        assert dimensions["EndpointName"] == name, logical_id
    assert rollback_of(stack) == refs_of(stack, *alarms.critical)
    assert len(rollback_of(stack)) == 2
    assert warnings_of(stack) == []


def test_endpoints_of_several_stacks_have_different_names(app: cdk.App) -> None:
    names = []
    for id in ("Blue", "Green"):
        stack = a_stack(app, id)
        endpoint = an_endpoint(stack)
        endpoint.add_auto_rollback_alarms(*endpoint.add_recommended_alarms().critical)
        names.append(stack)

    assert len({properties_of(stack, ENDPOINT)["EndpointName"] for stack in names}) == 2


# Who may look at the alarms


def test_the_role_of_the_model_may_look_at_the_alarms(stack: cdk.Stack) -> None:
    model = a_model(stack)
    first, second = an_alarm(stack, "First"), an_alarm(stack, "Second")

    endpoint = an_endpoint(stack, a_variant(stack, model=model), auto_rollback_alarms=[first])
    endpoint.add_auto_rollback_alarms(second)

    assert statement_allowing(stack, LOOK_AT_ALARMS) == {
        "Action": LOOK_AT_ALARMS,
        "Effect": "Allow",
        "Resource": [stack.resolve(first.alarm_arn), stack.resolve(second.alarm_arn)],
    }
    ((policy_id, policy),) = [(id, policy) for id, policy in resources_of(stack, POLICY).items() if LOOK_AT_ALARMS in str(policy)]
    assert model.role is not None
    assert policy["Properties"]["Roles"] == [stack.resolve(model.role.role_name)]
    # The endpoint waits for the permission; the model, which the alarms may wait for, does not.
    assert policy_id in resource_of(stack, ENDPOINT)["DependsOn"]
    assert policy_id not in resource_of(stack, MODEL)["DependsOn"]


def test_the_roles_of_all_variants_may(stack: cdk.Stack) -> None:
    config = a_config(stack, a_variant(stack, "A"), a_variant(stack, "B"))
    sm.Endpoint(stack, "Endpoint", endpoint_config=config, auto_rollback_alarms=[an_alarm(stack)])

    config.add_instance_production_variant(model=a_model(stack, "Later"), variant_name="C")

    policies = [policy["Properties"] for policy in resources_of(stack, POLICY).values() if LOOK_AT_ALARMS in str(policy)]
    assert len({str(policy["Roles"]) for policy in policies}) == 3


def test_a_role_that_is_defined_elsewhere_gets_a_policy(stack: cdk.Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::123456789012:role/theirs")

    an_endpoint(stack, a_variant(stack, model=a_model(stack, role=role)), auto_rollback_alarms=[an_alarm(stack)])

    (policy,) = [policy["Properties"] for policy in resources_of(stack, POLICY).values() if LOOK_AT_ALARMS in str(policy)]
    assert policy["Roles"] == ["theirs"]


def test_nobody_may_without_alarms(stack: cdk.Stack) -> None:
    an_endpoint(stack, deployment_strategy=sm.DeploymentStrategy.blue_green())

    assert LOOK_AT_ALARMS not in str(resources_of(stack, POLICY))


# What the endpoint keeps


def test_nothing_is_kept_unless_asked_for(stack: cdk.Stack) -> None:
    an_endpoint(stack)

    assert set(properties_of(stack, ENDPOINT)) == {"EndpointConfigName"}


def test_the_instance_counts_are_kept_if_each_variant_is_autoscaled(stack: cdk.Stack) -> None:
    an_endpoint(stack).auto_scale_instance_count(max_capacity=3).scale_on_invocations("Load", target_invocations_per_minute=1200)

    properties = properties_of(stack, ENDPOINT)
    assert properties["RetainAllVariantProperties"] is True
    assert properties["ExcludeRetainedVariantProperties"] == [{"VariantPropertyType": "DesiredWeight"}]
    assert warned_of(stack) == []


def test_nothing_is_kept_if_so_said(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, variant_property_retention=sm.VariantPropertyRetention.none())
    endpoint.auto_scale_instance_count(max_capacity=3).scale_on_invocations("Load", target_invocations_per_minute=1200)

    properties = properties_of(stack, ENDPOINT)
    assert properties["RetainAllVariantProperties"] is False
    assert "ExcludeRetainedVariantProperties" not in properties
    assert warned_of(stack) == []


def test_all_is_kept(stack: cdk.Stack) -> None:
    an_endpoint(stack, variant_property_retention=sm.VariantPropertyRetention.all())

    properties = properties_of(stack, ENDPOINT)
    assert properties["RetainAllVariantProperties"] is True
    assert "ExcludeRetainedVariantProperties" not in properties


@pytest.mark.parametrize(
    ("retention", "excluded"),
    [
        (lambda kinds: sm.VariantPropertyRetention.all_except(kinds.DESIRED_WEIGHT), ["DesiredWeight"]),
        (lambda kinds: sm.VariantPropertyRetention.all_except(kinds.DESIRED_INSTANCE_COUNT), ["DesiredInstanceCount"]),
        (
            lambda kinds: sm.VariantPropertyRetention.all_except(
                kinds.DESIRED_INSTANCE_COUNT, kinds.DESIRED_WEIGHT, kinds.DESIRED_INSTANCE_COUNT
            ),
            ["DesiredInstanceCount", "DesiredWeight"],
        ),
    ],
)
def test_all_but_some_is_kept(
    stack: cdk.Stack, retention: Callable[[type[sm.VariantPropertyType]], sm.VariantPropertyRetention], excluded: list[str]
) -> None:
    an_endpoint(stack, variant_property_retention=retention(sm.VariantPropertyType))

    properties = properties_of(stack, ENDPOINT)
    assert properties["RetainAllVariantProperties"] is True
    assert [each["VariantPropertyType"] for each in properties["ExcludeRetainedVariantProperties"]] == excluded


@pytest.mark.parametrize("retain", [True, False])
def test_the_last_deployment_strategy_is_kept(stack: cdk.Stack, retain: bool) -> None:
    an_endpoint(stack, retain_deployment_config=retain)

    assert properties_of(stack, ENDPOINT)["RetainDeploymentConfig"] is retain
    assert warnings_of(stack) == []
