"""What is refused of operating an endpoint, and what is warned of, each with the whole message a Python user reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
import jsii
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from helpers.given import (
    a_config,
    a_model,
    a_serverless_endpoint,
    a_serverless_variant,
    a_shadow_test,
    a_stack,
    a_variant,
    a_vpc,
    an_alarm,
    an_async_endpoint,
    an_endpoint,
    an_endpoint_of_components,
    an_image,
)
from helpers.messages import message_of, problems_at_synth
from helpers.templates import warnings_of

import cdk_sagemaker_hosting as sm

ELSEWHERE = "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/recommendations"
FIVE_MINUTES = cdk.Duration.minutes(5)
CONVERT = "CloudFormation can't convert it"
CALCULATE = "must be a number that is known at synth, got a token; CloudFormation can't calculate with it"
IMPORTED = (
    "the variants of an endpoint that is imported can't be listed; import it by fromEndpointAttributes with an endpointConfig, "
    "which EndpointConfig.fromEndpointConfigAttributes makes of its variants"
)
ONCE = "was called before, and there can be one target only; call it once"
NONE_NEEDED = "must be at least 1, got 0; only an asynchronous endpoint keeps its requests while there is no instance"
NIGHT = appscaling.Schedule.cron(hour="22", minute="0")


@dataclass(frozen=True)
class Refused:
    """Something a user may try in the stack `Test`, and the answer."""

    what: str
    attempt: Callable[[cdk.Stack], object]
    message: str


@dataclass(frozen=True)
class WarnedOf:
    """Something a user may write in the stack `Test`, and the warning with the id it is acknowledged by."""

    id: str
    what: str
    attempt: Callable[[cdk.Stack], object]
    message: str
    path: str = "Test/Endpoint"


# What the attempts are made of


def percent(amount: float) -> sm.CapacitySize:
    return sm.CapacitySize.percent(amount)


def deployed_by(strategy: Callable[[], sm.DeploymentStrategy], **props: Any) -> Callable[[cdk.Stack], object]:
    return lambda stack: an_endpoint(stack, deployment_strategy=strategy(), **props)


def baking() -> sm.DeploymentStrategy:
    """One that watches its alarms for long enough."""
    return sm.DeploymentStrategy.blue_green(traffic_routing=sm.TrafficRouting.all_at_once(bake_time=cdk.Duration.minutes(10)))


def blue_green(**options: Any) -> Callable[[cdk.Stack], object]:
    return deployed_by(lambda: sm.DeploymentStrategy.blue_green(**options))


def routed_by(routing: Callable[[], sm.TrafficRouting]) -> Callable[[cdk.Stack], object]:
    return deployed_by(lambda: sm.DeploymentStrategy.blue_green(traffic_routing=routing()))


def rolling(**options: Any) -> sm.DeploymentStrategy:
    return sm.DeploymentStrategy.rolling(**{"maximum_batch_size": percent(20), "bake_time": FIVE_MINUTES, **options})


def rolled(**options: Any) -> Callable[[cdk.Stack], object]:
    return deployed_by(lambda: rolling(**options))


def alarms(stack: cdk.Stack, count: int) -> list[cloudwatch.IAlarm]:
    return [an_alarm(stack, f"Alarm{i}") for i in range(count)]


def an_alarm_by_attribute(stack: cdk.Stack, endpoint: sm.Endpoint) -> cloudwatch.Alarm:
    metric = cloudwatch.Metric(namespace="Shop", metric_name="Lost", dimensions_map={"Endpoint": endpoint.endpoint_name})
    return cloudwatch.Alarm(stack, "ByAttribute", metric=metric, threshold=1, evaluation_periods=1)


def scaled(stack: cdk.Stack, **variant: Any) -> sm.ScalableInstanceCount:
    endpoint = an_endpoint(stack, a_variant(stack, **variant), variant_property_retention=sm.VariantPropertyRetention.all())
    return endpoint.find_instance_production_variant("main").auto_scale_instance_count(max_capacity=3)


def scaled_queue(stack: cdk.Stack) -> sm.ScalableInstanceCount:
    endpoint = an_async_endpoint(stack, variant_property_retention=sm.VariantPropertyRetention.all())
    return endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=0, max_capacity=3)


def scaled_serverless(stack: cdk.Stack) -> sm.ScalableProvisionedConcurrency:
    endpoint = a_serverless_endpoint(stack, provisioned_concurrency=1)
    return endpoint.find_serverless_production_variant("main").auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=3)


def scaled_copies(stack: cdk.Stack, **limits: Any) -> sm.ScalableCopyCount:
    component = an_endpoint_of_components(stack).find_inference_component("llama")
    return component.auto_scale_copy_count(**{"min_capacity": 1, "max_capacity": 3, **limits})


def imported(stack: cdk.Stack) -> sm.IEndpoint:
    return sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")


def elsewhere(stack: cdk.Stack) -> sm.IEndpoint:
    return sm.Endpoint.from_endpoint_arn(stack, "Shared", ELSEWHERE)


def a_client(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Client", assumed_by=iam.AccountRootPrincipal())


def unknown(stack: cdk.Stack) -> float:
    """A number that is known at deployment only."""
    return cdk.CfnParameter(stack, "Number", type="Number").value_as_number


def sum_of(*metrics: str) -> cloudwatch.MathExpression:
    using: dict[str, cloudwatch.IMetric] = {name: cloudwatch.Metric(namespace="Shop", metric_name=name) for name in metrics}
    return cloudwatch.MathExpression(expression=" + ".join(metrics), using_metrics=using)


@jsii.implements(sm.IEndpoint)
class Theirs(cdk.Resource):
    """An endpoint of another library."""


def twice(action: Callable[[], object]) -> object:
    action()
    return action()


def recommended(**options: Any) -> Callable[[cdk.Stack], object]:
    return lambda stack: an_endpoint(stack).add_recommended_alarms(**options)


def a_direct_model(stack: cdk.Stack) -> sm.Model:
    containers = [sm.ContainerDefinition(image=an_image(stack), container_hostname=name) for name in ("ranking", "translation")]
    return a_model(stack, "Direct", containers=containers, inference_execution_mode=sm.InferenceExecutionMode.DIRECT)


def of_several(where: str, *problems: str) -> str:
    return f"{where}: {len(problems)} problems:\n" + "\n".join(f"  - {problem}" for problem in problems)


# What the call refuses

SIZES = [
    Refused("no instances", lambda stack: sm.CapacitySize.instances(0), "CapacitySize.instances: count must be at least 1, got 0"),
    Refused(
        "half an instance", lambda stack: sm.CapacitySize.instances(1.5), "CapacitySize.instances: count must be a whole number, got 1.5"
    ),
    Refused("nothing of a fleet", lambda stack: percent(0), "CapacitySize.percent: percent must be between 1 and 100, got 0"),
    Refused("more than a fleet", lambda stack: percent(101), "CapacitySize.percent: percent must be between 1 and 100, got 101"),
    Refused("half a percent", lambda stack: percent(0.5), "CapacitySize.percent: percent must be a whole number, got 0.5"),
]

DEPLOYMENTS = [
    Refused(
        "a canary of more than half",
        routed_by(lambda: sm.TrafficRouting.canary(size=percent(51), bake_time=FIVE_MINUTES)),
        "Test/Endpoint: deploymentStrategy: size must be between 1 and 50 percent, got 51 percent",
    ),
    Refused(
        "linear steps that are too small",
        routed_by(lambda: sm.TrafficRouting.linear(step_size=percent(9), bake_time=FIVE_MINUTES)),
        "Test/Endpoint: deploymentStrategy: stepSize must be between 10 and 50 percent, got 9 percent",
    ),
    Refused(
        "linear steps that are too large",
        routed_by(lambda: sm.TrafficRouting.linear(step_size=percent(51), bake_time=FIVE_MINUTES)),
        "Test/Endpoint: deploymentStrategy: stepSize must be between 10 and 50 percent, got 51 percent",
    ),
    Refused(
        "watching for more than an hour",
        routed_by(lambda: sm.TrafficRouting.all_at_once(bake_time=cdk.Duration.seconds(3601))),
        "Test/Endpoint: deploymentStrategy: bakeTime must be a whole number of seconds between 0 and 3600, got 3601 seconds",
    ),
    Refused(
        "watching for half a second",
        routed_by(lambda: sm.TrafficRouting.canary(size=percent(10), bake_time=cdk.Duration.millis(500))),
        "Test/Endpoint: deploymentStrategy: bakeTime must be a whole number of seconds between 0 and 3600, got 0.5 seconds",
    ),
    Refused(
        "waiting for more than an hour",
        blue_green(termination_wait=cdk.Duration.seconds(3601)),
        "Test/Endpoint: deploymentStrategy: terminationWait must be a whole number of seconds between 0 and 3600, got 3601 seconds",
    ),
    Refused(
        "too little time for all",
        blue_green(maximum_execution_timeout=cdk.Duration.seconds(599)),
        "Test/Endpoint: deploymentStrategy: "
        "maximumExecutionTimeout must be a whole number of seconds between 600 and 28800, got 599 seconds",
    ),
    Refused(
        "too much time for all",
        blue_green(maximum_execution_timeout=cdk.Duration.seconds(28801)),
        "Test/Endpoint: deploymentStrategy: "
        "maximumExecutionTimeout must be a whole number of seconds between 600 and 28800, got 28801 seconds",
    ),
    Refused(
        "less time than is waited for",
        blue_green(
            traffic_routing=sm.TrafficRouting.canary(size=percent(10), bake_time=FIVE_MINUTES),
            termination_wait=FIVE_MINUTES,
            maximum_execution_timeout=cdk.Duration.minutes(10),
        ),
        "Test/Endpoint: deploymentStrategy: "
        "maximumExecutionTimeout must be longer than the 600 seconds of bakeTime and terminationWait, got 600 seconds",
    ),
    Refused(
        "a time that CloudFormation would have to convert",
        lambda stack: blue_green(termination_wait=cdk.Duration.minutes(unknown(stack)))(stack),
        f"Test/Endpoint: deploymentStrategy: terminationWait must be given in seconds when it is a token, got minutes; {CONVERT}",
    ),
    Refused(
        "all that is wrong with a rolling deployment, and with the rest",
        lambda stack: an_endpoint(
            stack,
            endpoint_name="no blanks",
            deployment_strategy=rolling(maximum_batch_size=percent(51), bake_time=cdk.Duration.seconds(3601)),
            auto_rollback_alarms=[],
        ),
        of_several(
            "Test/Endpoint",
            "endpointName must be letters, digits and hyphens, with no hyphen at either end (1 to 63 characters), got 'no blanks'",
            "deploymentStrategy: maximumBatchSize must be between 5 and 50 percent, got 51 percent",
            "deploymentStrategy: bakeTime must be a whole number of seconds between 0 and 3600, got 3601 seconds",
            "autoRollbackAlarms must have at least 1 entry, got 0; add one",
        ),
    ),
    Refused(
        "batches that are too small",
        rolled(maximum_batch_size=percent(4)),
        "Test/Endpoint: deploymentStrategy: maximumBatchSize must be between 5 and 50 percent, got 4 percent",
    ),
    Refused(
        "less time than a rolling deployment waits for",
        rolled(bake_time=cdk.Duration.hours(1), maximum_execution_timeout=cdk.Duration.hours(1)),
        "Test/Endpoint: deploymentStrategy: maximumExecutionTimeout must be longer than the 3600 seconds of bakeTime, got 3600 seconds",
    ),
    Refused(
        "a rolling deployment of a serverless variant",
        lambda stack: sm.Endpoint(
            stack,
            "Endpoint",
            endpoint_config=sm.EndpointConfig(stack, "Config", serverless_production_variant=a_serverless_variant(stack)),
            deployment_strategy=rolling(),
        ),
        "Test/Endpoint: a rolling deployment can't be combined with a serverless variant; leave deploymentStrategy out",
    ),
    Refused(
        "a rolling deployment of several variants",
        lambda stack: an_endpoint(stack, a_variant(stack, "A"), a_variant(stack, "B"), deployment_strategy=rolling()),
        "Test/Endpoint: a rolling deployment takes 1 production variant, got 2; use DeploymentStrategy.blueGreen",
    ),
    Refused(
        "keeping all but nothing",
        lambda stack: sm.VariantPropertyRetention.all_except(),
        "VariantPropertyRetention.allExcept: properties must have at least 1 entry, got 0; "
        "add one, or use VariantPropertyRetention.all()",
    ),
]

ROLLBACK = [
    Refused(
        "no alarm to add",
        lambda stack: an_endpoint(stack).add_auto_rollback_alarms(),
        "Test/Endpoint: alarms must have at least 1 entry, got 0; add one",
    ),
    Refused(
        "eleven alarms",
        lambda stack: an_endpoint(stack, auto_rollback_alarms=alarms(stack, 11)),
        "Test/Endpoint: an endpoint can have at most 10 alarms for its rollback, got 11; combine some in a CompositeAlarm",
    ),
    Refused(
        "an eleventh alarm",
        lambda stack: an_endpoint(stack, auto_rollback_alarms=alarms(stack, 10)).add_auto_rollback_alarms(an_alarm(stack)),
        "Test/Endpoint: an endpoint can have at most 10 alarms for its rollback, got 11; combine some in a CompositeAlarm",
    ),
    Refused(
        "an alarm of another account and region",
        lambda stack: an_endpoint(stack).add_auto_rollback_alarms(
            an_alarm(a_stack(id="Elsewhere", account="111122223333", region="eu-west-1"))
        ),
        of_several(
            "Test/Endpoint",
            "the alarm 'Elsewhere/Alarm' must be in the same account (123456789012), got 111122223333",
            "the alarm 'Elsewhere/Alarm' must be in the same region (us-east-1), got eu-west-1",
        ),
    ),
]

SCALING = [
    Refused(
        "no instance of a synchronous variant",
        lambda stack: (
            an_endpoint(stack).find_instance_production_variant("main").auto_scale_instance_count(min_capacity=0, max_capacity=2)
        ),
        f"Test/Endpoint: minCapacity of variant 'main' {NONE_NEEDED}",
    ),
    Refused(
        "instances of another account and region",
        lambda stack: (
            elsewhere(stack).find_instance_production_variant("main").auto_scale_instance_count(min_capacity=2, max_capacity=1)
        ),
        of_several(
            "Test/Shared",
            "the endpoint must be in the same account (123456789012), got 111122223333",
            "the endpoint must be in the same region (us-east-1), got eu-west-1",
            "minCapacity must be at most maxCapacity (1), got 2",
        ),
    ),
    Refused(
        "no concurrent requests",
        lambda stack: scaled(stack).scale_on_concurrent_requests("Busy", target=0),
        "Test/Endpoint/InstanceCount: target must be above 0, got 0",
    ),
    Refused(
        "concurrent requests twice",
        lambda stack: (lambda count: twice(lambda: count.scale_on_concurrent_requests("Busy", target=1)))(scaled(stack)),
        f"Test/Endpoint/InstanceCount: scaleOnConcurrentRequests {ONCE}",
    ),
    Refused(
        "requests twice",
        lambda stack: (lambda count: twice(lambda: count.scale_on_invocations("Load", max_requests_per_second=1)))(scaled(stack)),
        f"Test/Endpoint/InstanceCount: scaleOnInvocations {ONCE}",
    ),
    Refused(
        "no backlog, for the second time",
        lambda stack: (
            lambda count: (
                count.scale_on_backlog("Backlog", target_backlog_per_instance=5),
                count.scale_on_backlog("Again", target_backlog_per_instance=0),
            )
        )(scaled_queue(stack)),
        of_several(
            "Test/Endpoint/InstanceCount",
            "targetBacklogPerInstance must be above 0, got 0",
            f"scaleOnBacklog {ONCE}",
        ),
    ),
    Refused(
        "busy processors of which nobody knows how many there are",
        lambda stack: scaled(stack, instance_type=sm.InstanceType.of("ml.m99.large")).scale_on_cpu_utilization(
            "Cpu", target_utilization_percent=0
        ),
        of_several(
            "Test/Endpoint/InstanceCount",
            "targetUtilizationPercent must be above 0, got 0",
            "vcpus is required, because the type of the instances does not tell how many there are; set vcpus",
        ),
    ),
    Refused(
        "busy GPUs where there are none",
        lambda stack: scaled(stack).scale_on_gpu_utilization("Gpu", target_utilization_percent=50),
        "Test/Endpoint/InstanceCount: gpus is required, because the type of the instances does not tell how many there are; set gpus",
    ),
    Refused(
        "the memory of half a GPU",
        lambda stack: scaled(stack).scale_on_gpu_memory_utilization("Gpu", target_utilization_percent=101, gpus=0.5),
        of_several(
            "Test/Endpoint/InstanceCount",
            "targetUtilizationPercent must be at most 100, got 101",
            "gpus must be a whole number, got 0.5",
        ),
    ),
    Refused(
        "memory that is more than full",
        lambda stack: scaled(stack).scale_on_memory_utilization("Memory", target_utilization_percent=101),
        "Test/Endpoint/InstanceCount: targetUtilizationPercent must be at most 100, got 101",
    ),
    Refused(
        "busy processors, to a degree that CloudFormation would have to calculate",
        lambda stack: scaled(stack).scale_on_cpu_utilization("Cpu", target_utilization_percent=unknown(stack)),
        f"Test/Endpoint/InstanceCount: targetUtilizationPercent {CALCULATE}",
    ),
    Refused(
        "a math expression",
        lambda stack: scaled(stack).scale_to_track_custom_metric("Sum", metric=sum_of("a", "b"), target_value=1),
        "Test/Endpoint/InstanceCount: metric must be a single metric, got a math expression, which can't be tracked",
    ),
    Refused(
        "a percentile",
        lambda stack: scaled(stack).scale_to_track_custom_metric(
            "Slow", metric=cloudwatch.Metric(namespace="Shop", metric_name="Time", statistic="p99"), target_value=1
        ),
        "Test/Endpoint/InstanceCount: the statistic of metric must be one of Average, Minimum, Maximum, SampleCount, Sum, got p99",
    ),
    Refused(
        "a schedule without limits",
        lambda stack: scaled(stack).scale_on_schedule("Night", schedule=NIGHT),
        "Test/Endpoint/InstanceCount: minCapacity or maxCapacity is required; set at least one of them",
    ),
    Refused(
        "a schedule with limits in the wrong order",
        lambda stack: scaled_serverless(stack).scale_on_schedule("Night", schedule=NIGHT, min_capacity=2, max_capacity=1),
        "Test/Endpoint/ProvisionedConcurrency: minCapacity must be at most maxCapacity (1), got 2",
    ),
    Refused(
        "no instance of a synchronous variant at night",
        lambda stack: scaled(stack).scale_on_schedule("Night", schedule=NIGHT, min_capacity=0, max_capacity=0),
        of_several(
            "Test/Endpoint/InstanceCount",
            f"minCapacity of variant 'main' {NONE_NEEDED}",
            f"maxCapacity of variant 'main' {NONE_NEEDED}",
        ),
    ),
    Refused(
        "the use of the provisioned concurrency twice",
        lambda stack: (lambda use: twice(lambda: use.scale_on_utilization("Use", target_utilization_percent=70)))(
            scaled_serverless(stack)
        ),
        f"Test/Endpoint/ProvisionedConcurrency: scaleOnUtilization {ONCE}",
    ),
    Refused(
        "copies twice",
        lambda stack: (lambda component: twice(lambda: component.auto_scale_copy_count(max_capacity=2)))(
            an_endpoint_of_components(stack).find_inference_component("llama")
        ),
        "Test/Endpoint: the copy count of inference component 'llama' is autoscaled already; "
        "add rules to what the first autoScaleCopyCount returned",
    ),
    Refused(
        "copies with limits that are too low",
        lambda stack: scaled_copies(stack, min_capacity=-1, max_capacity=0),
        of_several("Test/Endpoint", "minCapacity must be at least 0, got -1", "maxCapacity must be at least 1, got 0"),
    ),
    Refused(
        "no requests for a copy",
        lambda stack: scaled_copies(stack).scale_on_invocations("Load", max_requests_per_second=0, safety_factor=2),
        of_several(
            "Test/Endpoint/CopyCount",
            "maxRequestsPerSecond must be above 0, got 0",
            "safetyFactor must be at most 1, got 2",
        ),
    ),
    Refused(
        "no concurrent requests for a copy",
        lambda stack: scaled_copies(stack).scale_on_concurrent_requests("Busy", target=-1),
        "Test/Endpoint/CopyCount: target must be above 0, got -1",
    ),
]

VARIANTS = [
    Refused(
        "a shadow variant that is not there",
        lambda stack: a_shadow_test(stack).find_shadow_production_variant("other"),
        "Test/Endpoint: there is no shadow variant 'other'; there is 'next'",
    ),
    Refused(
        "a shadow variant where there is none",
        lambda stack: an_endpoint(stack).find_shadow_production_variant("main"),
        "Test/Endpoint: there is no shadow variant 'main'; there are no shadow variants",
    ),
    Refused(
        "a container that is not there",
        lambda stack: (
            an_endpoint(stack, a_variant(stack, model=a_direct_model(stack))).find_instance_production_variant("main").find_container("x")
        ),
        "Test/Endpoint: variant 'main' has no container 'x'; there is 'ranking', 'translation'",
    ),
    Refused(
        "the list of shadow variants of an imported configuration",
        lambda stack: (
            sm.Endpoint(
                stack, "Endpoint", endpoint_config=sm.EndpointConfig.from_endpoint_config_name(stack, "Imported", "churn")
            ).shadow_production_variants
        ),
        "Test/Endpoint: the variants of an endpoint configuration that is imported can't be listed; "
        "use findInstanceProductionVariant or findServerlessProductionVariant with the name of the variant",
    ),
    Refused(
        "an endpoint whose configuration is in another region",
        lambda stack: sm.Endpoint.from_endpoint_attributes(stack, "Shared", endpoint_arn=ELSEWHERE, endpoint_config=a_config(stack)),
        of_several(
            "Test/Shared",
            "the endpoint configuration must be in the same account (111122223333), got 123456789012",
            "the endpoint configuration must be in the same region (eu-west-1), got us-east-1",
        ),
    ),
    Refused("the alarms of an imported endpoint", lambda stack: imported(stack).add_recommended_alarms(), f"Test/Shared: {IMPORTED}"),
    Refused("the dashboard of an imported endpoint", lambda stack: imported(stack).add_dashboard(), f"Test/Shared: {IMPORTED}"),
    Refused("the widgets of an imported endpoint", lambda stack: imported(stack).dashboard_widgets(), f"Test/Shared: {IMPORTED}"),
]

ACCESS = [
    Refused(
        "a grant for no target",
        lambda stack: an_endpoint(stack).grant_invoke_targets(a_client(stack)),
        "Test/Endpoint: targetModels or targetContainers is required; use grantInvoke to allow each of them",
    ),
    Refused(
        "a grant for empty lists",
        lambda stack: an_endpoint(stack).grant_invoke_targets(a_client(stack), target_models=[], target_containers=[]),
        of_several(
            "Test/Endpoint",
            "targetModels must not be empty; leave it out to allow each model",
            "targetContainers must not be empty; leave it out to allow each container",
        ),
    ),
    Refused(
        "a VPC endpoint without groups, for no endpoint",
        lambda stack: sm.RuntimeVpcEndpoint(stack, "Runtime", vpc=a_vpc(stack), security_groups=[], endpoints=[]),
        of_several(
            "Test/Runtime",
            "securityGroups must not be empty; leave it out to have one made",
            "endpoints must not be empty; leave it out to allow each endpoint",
        ),
    ),
    Refused(
        "a task for an endpoint of another account and region",
        lambda stack: elsewhere(stack).create_invoke_task(stack, "Ask"),
        of_several(
            "Test",
            "the endpoint must be in the same account (123456789012), got 111122223333",
            "the endpoint must be in the same region (us-east-1), got eu-west-1",
        ),
    ),
    Refused(
        "no state to change to",
        lambda stack: an_endpoint(stack).on_state_change("Changed", statuses=[]),
        "Test/Endpoint: statuses must not be empty; leave it out for each of them",
    ),
    Refused(
        "a second log group",
        lambda stack: (lambda endpoint: twice(endpoint.add_log_group))(an_endpoint(stack)),
        "Test/Endpoint: addLogGroup was called before, and an endpoint has one log group; call it once",
    ),
]

WATCHING = [
    Refused(
        "all thresholds that are too low",
        recommended(
            evaluation_periods=0,
            datapoints_to_alarm=0,
            server_error_rate_percent=0,
            client_error_rate_percent=-1,
            model_latency=cdk.Duration.seconds(0),
            model_latency_percentile=0,
            cpu_utilization_percent=0,
            memory_utilization_percent=0,
            disk_utilization_percent=0,
            gpu_utilization_percent=0,
            concurrency_utilization_percent=0,
            invocation_failures=-1,
            backlog_age=cdk.Duration.seconds(0),
            no_capacity=cdk.Duration.minutes(0),
        ),
        of_several(
            "Test/Endpoint/RecommendedAlarms",
            "serverErrorRatePercent must be above 0, got 0",
            "clientErrorRatePercent must be above 0, got -1",
            "cpuUtilizationPercent must be above 0, got 0",
            "memoryUtilizationPercent must be above 0, got 0",
            "diskUtilizationPercent must be above 0, got 0",
            "gpuUtilizationPercent must be above 0, got 0",
            "concurrencyUtilizationPercent must be above 0, got 0",
            "modelLatencyPercentile must be above 0, got 0",
            "evaluationPeriods must be between 1 and 1440, got 0",
            "invocationFailures must be at least 0, got -1",
            "modelLatency must be longer than 0 seconds, got 0 seconds",
            "backlogAge must be longer than 0 seconds, got 0 seconds",
            "noCapacity must be a whole number of minutes between 1 and 1440, got 0 minutes",
        ),
    ),
    Refused(
        "all thresholds that are too high",
        recommended(
            evaluation_periods=1441,
            server_error_rate_percent=101,
            client_error_rate_percent=101,
            model_latency_percentile=100,
            cpu_utilization_percent=101,
            memory_utilization_percent=101,
            disk_utilization_percent=101,
            gpu_utilization_percent=101,
            concurrency_utilization_percent=101,
            no_capacity=cdk.Duration.minutes(1441),
        ),
        of_several(
            "Test/Endpoint/RecommendedAlarms",
            "serverErrorRatePercent must be below 100, got 101",
            "clientErrorRatePercent must be below 100, got 101",
            "cpuUtilizationPercent must be below 100, got 101",
            "memoryUtilizationPercent must be below 100, got 101",
            "diskUtilizationPercent must be below 100, got 101",
            "gpuUtilizationPercent must be below 100, got 101",
            "concurrencyUtilizationPercent must be below 100, got 101",
            "modelLatencyPercentile must be below 100, got 100",
            "evaluationPeriods must be between 1 and 1440, got 1441",
            "noCapacity must be a whole number of minutes between 1 and 1440, got 1441 minutes",
        ),
    ),
    Refused(
        "more minutes than are looked at",
        recommended(datapoints_to_alarm=6),
        "Test/Endpoint/RecommendedAlarms: datapointsToAlarm must be between 1 and 5, got 6",
    ),
    Refused(
        "fractions",
        recommended(evaluation_periods=2.5, invocation_failures=0.5, no_capacity=cdk.Duration.seconds(90)),
        of_several(
            "Test/Endpoint/RecommendedAlarms",
            "evaluationPeriods must be a whole number, got 2.5",
            "invocationFailures must be a whole number, got 0.5",
            "noCapacity must be a whole number of minutes between 1 and 1440, got 1.5 minutes",
        ),
    ),
    Refused(
        "thresholds that CloudFormation would have to calculate",
        lambda stack: (
            lambda number: recommended(server_error_rate_percent=number, model_latency=cdk.Duration.seconds(number))(stack)
        )(unknown(stack)),
        of_several(
            "Test/Endpoint/RecommendedAlarms",
            f"serverErrorRatePercent {CALCULATE}",
            f"modelLatency must be a duration that is known at synth, got a token; {CONVERT}",
        ),
    ),
    Refused(
        "an alarm that was left out",
        lambda stack: (
            an_endpoint(stack)
            .add_recommended_alarms(exclude=[sm.EndpointAlarm.MODEL_LATENCY, sm.EndpointAlarm.CPU_UTILIZATION])
            .find(sm.EndpointAlarm.MODEL_LATENCY, "main")
        ),
        "Test/Endpoint/RecommendedAlarms: there is no alarm ModelLatency of variant 'main'; there is ServerErrorRate of variant 'main', "
        "ClientErrorRate of variant 'main', MemoryUtilization of variant 'main', DiskUtilization of variant 'main'",
    ),
    Refused(
        "an alarm of none",
        lambda stack: an_endpoint(stack).add_recommended_alarms(exclude=list(sm.EndpointAlarm)).find(sm.EndpointAlarm.NO_CAPACITY),
        "Test/Endpoint/RecommendedAlarms: there is no alarm NoCapacity; there are no alarms",
    ),
    Refused(
        "an alarm of several variants",
        lambda stack: (
            an_endpoint(stack, a_variant(stack, "A"), a_variant(stack, "B")).add_recommended_alarms().find(sm.EndpointAlarm.MODEL_LATENCY)
        ),
        "Test/Endpoint/RecommendedAlarms: "
        "there are several alarms ModelLatency: ModelLatency of variant 'A', ModelLatency of variant 'B'; name the variant",
    ),
    Refused(
        "the alarms of an endpoint of another library",
        lambda stack: sm.EndpointAlarms(stack, "Alarms", endpoint=Theirs(stack, "Theirs")),  # type: ignore[arg-type]
        "Test/Theirs: 'Test/Theirs' is not an endpoint of this library, so its variants are not known; "
        "use Endpoint.fromEndpointAttributes",
    ),
    Refused(
        "the dashboard of an endpoint of another library",
        lambda stack: sm.EndpointDashboard(stack, "Dashboard", endpoint=Theirs(stack, "Theirs")),  # type: ignore[arg-type]
        "Test/Theirs: 'Test/Theirs' is not an endpoint of this library, so its variants are not known; "
        "use Endpoint.fromEndpointAttributes",
    ),
    Refused(
        "a dashboard of less than a second",
        lambda stack: an_endpoint(stack).add_dashboard(period=cdk.Duration.millis(500)),
        "Test/Endpoint/Dashboard: period must be 1, 5, 10, 30 seconds, or whole minutes, got 0.5 seconds",
    ),
    Refused(
        "widgets of no whole minutes",
        lambda stack: an_endpoint(stack).dashboard_widgets(period=cdk.Duration.seconds(86401)),
        "Test/Endpoint: period must be 1, 5, 10, 30 seconds, or whole minutes, got 86401 seconds",
    ),
]

AT_THE_CALL = [*SIZES, *DEPLOYMENTS, *ROLLBACK, *SCALING, *VARIANTS, *ACCESS, *WATCHING]

# What the finished app refuses


def rolling_with_a_later_variant(stack: cdk.Stack) -> None:
    config = a_config(stack)
    sm.Endpoint(stack, "Endpoint", endpoint_config=config, deployment_strategy=rolling())
    config.add_instance_production_variant(model=a_model(stack, "Later"), variant_name="later")


def rolled_back_by_attribute(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    endpoint.add_auto_rollback_alarms(an_alarm_by_attribute(stack, endpoint))


AT_SYNTH = [
    Refused(
        "a rolling deployment with a variant that is added later",
        rolling_with_a_later_variant,
        "[Test/Endpoint] a rolling deployment takes 1 production variant, got 2; use DeploymentStrategy.blueGreen",
    ),
    Refused(
        "an alarm that waits for the endpoint",
        rolled_back_by_attribute,
        "[Test/Endpoint] the alarm 'Test/ByAttribute' can't roll back the endpoint and name it by its attribute, because each would have "
        "to be created before the other; make it of a metric that the endpoint returns, such as endpoint.metric(namespace, metricName), "
        "and leave endpointName out of its own name and description",
    ),
]

# What is warned of


def imported_model(stack: cdk.Stack) -> sm.IModel:
    return sm.Model.from_model_name(stack, "Theirs", "churn")


def scale(stack: cdk.Stack, **props: Any) -> None:
    an_endpoint(stack, **props).find_instance_production_variant("main").auto_scale_instance_count(max_capacity=3)


WARNINGS = [
    WarnedOf(
        "noAutoRollbackAlarms",
        "a deployment that nothing takes back",
        blue_green(),
        "deploymentStrategy is set, but there are no alarms, so that no deployment is taken back; "
        "set autoRollbackAlarms, or call addAutoRollbackAlarms with the critical ones of addRecommendedAlarms",
    ),
    WarnedOf(
        "autoRollbackWithoutStrategy",
        "alarms without a strategy",
        lambda stack: an_endpoint(stack, auto_rollback_alarms=[an_alarm(stack)]),
        "there are alarms for a rollback, but no deploymentStrategy, without which AWS does not describe them; "
        "set deploymentStrategy, such as DeploymentStrategy.blueGreen()",
    ),
    WarnedOf(
        "retainedDeploymentConfig",
        "a strategy beside that of the last update",
        lambda stack: an_endpoint(
            stack,
            deployment_strategy=baking(),
            auto_rollback_alarms=[an_alarm(stack)],
            retain_deployment_config=True,
        ),
        "retainDeploymentConfig makes an update use the deployment strategy of the last one, so that another deploymentStrategy "
        "or other alarms may have no effect; leave one of them out",
    ),
    WarnedOf(
        "deploymentTimeout",
        "steps that take longer than all may",
        lambda stack: an_endpoint(
            stack,
            deployment_strategy=sm.DeploymentStrategy.blue_green(
                traffic_routing=sm.TrafficRouting.linear(step_size=percent(10), bake_time=FIVE_MINUTES),
                termination_wait=FIVE_MINUTES,
                maximum_execution_timeout=cdk.Duration.minutes(55),
            ),
            auto_rollback_alarms=[an_alarm(stack)],
        ),
        "maximumExecutionTimeout is 3300 seconds, but 10 times bakeTime and terminationWait take 3300 seconds, "
        "so that the deployment will time out; raise it, or wait less",
    ),
    WarnedOf(
        "serverlessDeployment",
        "a deployment of a serverless variant",
        lambda stack: sm.Endpoint(
            stack,
            "Endpoint",
            endpoint_config=sm.EndpointConfig(stack, "Config", serverless_production_variant=a_serverless_variant(stack)),
            deployment_strategy=baking(),
            auto_rollback_alarms=[an_alarm(stack)],
        ),
        "deploymentStrategy is not known to work with a serverless variant, which goes over all at once; leave it out",
    ),
    WarnedOf(
        "deploymentInferentia1",
        "a deployment on Inferentia 1",
        lambda stack: an_endpoint(
            stack,
            a_variant(stack, instance_type=sm.InstanceType.INF1_XLARGE),
            deployment_strategy=baking(),
            auto_rollback_alarms=[an_alarm(stack)],
        ),
        "deploymentStrategy has no effect on ml.inf1 instances: all requests go over at once; choose another instanceType",
    ),
    WarnedOf(
        "deploymentSize",
        "more than half of the instances",
        lambda stack: an_endpoint(
            stack,
            a_variant(stack, initial_instance_count=3),
            deployment_strategy=rolling(maximum_batch_size=sm.CapacitySize.instances(2)),
            auto_rollback_alarms=[an_alarm(stack)],
        ),
        "deploymentStrategy goes over by 2 instances at a time, more than half of the 3 of variant 'main'; "
        "lower it, or use CapacitySize.percent",
    ),
    WarnedOf(
        "rollbackOfUnknownRole",
        "alarms that a role which is not known may not look at",
        lambda stack: an_endpoint(
            stack,
            a_variant(stack, model=imported_model(stack)),
            deployment_strategy=baking(),
            auto_rollback_alarms=[an_alarm(stack)],
        ),
        "the role of the model 'Test/Theirs' is not known, so it can't be allowed cloudwatch:DescribeAlarms on the alarms "
        "that take a deployment back; allow it there",
    ),
    WarnedOf(
        "rollbackOfUnknownRole",
        "alarms that nobody of an imported configuration may look at",
        lambda stack: sm.Endpoint(
            stack,
            "Endpoint",
            endpoint_config=sm.EndpointConfig.from_endpoint_config_name(stack, "TheirConfig", "churn"),
            deployment_strategy=baking(),
            auto_rollback_alarms=[an_alarm(stack)],
        ),
        "the role of the configuration is not known, so it can't be allowed cloudwatch:DescribeAlarms on the alarms "
        "that take a deployment back; allow it there",
    ),
    WarnedOf(
        "scalingWithoutRetention",
        "instances that an update takes away",
        scale,
        "variant 'main' is autoscaled, but another configuration sets its instance count back to the initial one; "
        "set variantPropertyRetention to VariantPropertyRetention.all()",
    ),
    WarnedOf(
        "scalingWithoutRetention",
        "instances that an update takes away, while the weights stay",
        lambda stack: scale(
            stack,
            variant_property_retention=sm.VariantPropertyRetention.all_except(sm.VariantPropertyType.DESIRED_INSTANCE_COUNT),
        ),
        "variant 'main' is autoscaled, but another configuration sets its instance count back to the initial one; "
        "set variantPropertyRetention to VariantPropertyRetention.all()",
    ),
    WarnedOf(
        "invocationsOfQueue",
        "a metric that a queue does not have",
        lambda stack: (
            lambda count: (
                count.scale_on_backlog("Backlog", target_backlog_per_instance=5),
                count.scale_on_invocations("Load", max_requests_per_second=1),
            )
        )(scaled_queue(stack)),
        "scaleOnInvocations does nothing for variant 'main', because an asynchronous endpoint does not publish its metric; "
        "use scaleOnBacklog",
        path="Test/Endpoint/InstanceCount",
    ),
    WarnedOf(
        "backlogWithoutQueue",
        "a backlog where there is no queue",
        lambda stack: scaled(stack).scale_on_backlog("Backlog", target_backlog_per_instance=5),
        "variant 'main' is to scale on the backlog of its endpoint, which is not asynchronous, so that there is none; "
        "use scaleOnInvocations, or set asyncInference of the configuration",
        path="Test/Endpoint/InstanceCount",
    ),
    WarnedOf(
        "noWayFromZero",
        "no way from zero",
        scaled_queue,
        "the instance count may be scaled in to 0, and nothing scales it out from there; use scaleOnBacklog, "
        "or scaleOnMetric with HasBacklogWithoutCapacity",
        path="Test/Endpoint/InstanceCount",
    ),
    WarnedOf(
        "noCopyFromZero",
        "no way from zero copies",
        lambda stack: scaled_copies(stack, min_capacity=0),
        "the copy count may be scaled in to 0, and nothing scales it out from there; use scaleOnConcurrentRequests or "
        "scaleOnInvocations, or scaleOnMetric with NoCapacityInvocationFailures",
        path="Test/Endpoint/CopyCount",
    ),
    WarnedOf(
        "noCopyFromZero",
        "no way from zero copies at night",
        lambda stack: scaled_copies(stack).scale_on_schedule("Night", schedule=NIGHT, min_capacity=0),
        "the copy count may be scaled in to 0, and nothing scales it out from there; use scaleOnConcurrentRequests or "
        "scaleOnInvocations, or scaleOnMetric with NoCapacityInvocationFailures",
        path="Test/Endpoint/CopyCount",
    ),
    WarnedOf(
        "utilizationBelow1Percent",
        "a share rather than percent",
        lambda stack: scaled(stack).scale_on_cpu_utilization("Cpu", target_utilization_percent=0.5),
        "targetUtilizationPercent is 0.5 percent; give 50 if it was meant as a share",
        path="Test/Endpoint/InstanceCount",
    ),
    WarnedOf(
        "utilizationBelow1Percent",
        "a share of the provisioned concurrency rather than percent",
        lambda stack: scaled_serverless(stack).scale_on_utilization("Use", target_utilization_percent=0.7),
        "targetUtilizationPercent is 0.7 percent; give 70 if it was meant as a share",
        path="Test/Endpoint/ProvisionedConcurrency",
    ),
]


def by_name(parameter: str, cases: list[Refused] | list[WarnedOf]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(parameter, cases, ids=[case.what for case in cases])


@by_name("refused", AT_THE_CALL)
def test_fails_at_the_call(stack: cdk.Stack, refused: Refused) -> None:
    assert message_of(lambda: refused.attempt(stack)) == refused.message


@by_name("refused", AT_SYNTH)
def test_fails_at_synth(app: cdk.App, stack: cdk.Stack, refused: Refused) -> None:
    refused.attempt(stack)

    assert problems_at_synth(app) == [refused.message]


@by_name("warned_of", WARNINGS)
def test_is_warned_of(stack: cdk.Stack, warned_of: WarnedOf) -> None:
    warned_of.attempt(stack)

    assert warnings_of(stack) == [f"{warned_of.path}: {warned_of.message} [ack: cdk-sagemaker-hosting:{warned_of.id}]"]


def test_the_instances_below_components_are_scaled_once(stack: cdk.Stack) -> None:
    managed = sm.ManagedInstanceScaling(min_instance_count=1, max_instance_count=2)
    variant = an_endpoint_of_components(stack, managed_instance_scaling=managed).find_instance_production_variant("main")

    variant.auto_scale_instance_count(min_capacity=1, max_capacity=2)

    assert (
        "Test/Endpoint: the instance count of variant 'main' is decided by managedInstanceScaling and by autoScaleInstanceCount; "
        "leave one of them out [ack: cdk-sagemaker-hosting:scaledTwice]"
    ) in warnings_of(stack)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda stack: sm.TrafficRouting.canary(size=percent(10)),  # type: ignore[call-arg]
        lambda stack: sm.TrafficRouting.linear(bake_time=FIVE_MINUTES),  # type: ignore[call-arg]
        lambda stack: sm.TrafficRouting.canary(size=10, bake_time=FIVE_MINUTES),  # type: ignore[arg-type]
        lambda stack: sm.DeploymentStrategy.rolling(bake_time=FIVE_MINUTES),  # type: ignore[call-arg]
        lambda stack: sm.CapacitySize.percent("10"),  # type: ignore[arg-type]
        lambda stack: sm.VariantPropertyRetention.all_except("DesiredWeight"),  # type: ignore[arg-type]
        lambda stack: an_endpoint(stack, deployment_strategy="blue/green"),
        lambda stack: an_endpoint(stack).on_state_change("Changed", statuses=["FAILED"]),  # type: ignore[list-item]
        lambda stack: an_endpoint(stack).add_recommended_alarms(exclude=["ModelLatency"]),  # type: ignore[list-item]
        lambda stack: an_endpoint(stack).add_recommended_alarms(model_latency=30),  # type: ignore[arg-type]
        lambda stack: scaled(stack).scale_on_concurrent_requests("Busy"),  # type: ignore[call-arg]
        lambda stack: sm.RuntimeVpcEndpoint(stack, "Runtime"),  # type: ignore[call-arg]
    ],
    ids=[
        "no bake time",
        "no size of a step",
        "a number as size",
        "no size of a batch",
        "a text as percent",
        "a text as property",
        "a text as strategy",
        "a text as state",
        "a text as alarm",
        "a number as latency",
        "no target",
        "no VPC",
    ],
)
def test_fails_in_python_already(stack: cdk.Stack, attempt: Callable[[cdk.Stack], object]) -> None:
    with pytest.raises(TypeError):
        attempt(stack)
