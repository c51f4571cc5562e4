"""Metrics and alarms of variants."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from helpers.given import a_serverless_endpoint, a_variant, an_endpoint
from helpers.templates import ALARM, properties_of, text_of

import cdk_sagemaker_hosting as sm

INVOCATIONS = "AWS/SageMaker"
INSTANCES = "/aws/sagemaker/Endpoints"

Expected = tuple[str, str, str]

OF_EACH_VARIANT: list[tuple[Callable[[Any], cloudwatch.Metric], Expected]] = [
    (lambda variant: variant.metric_invocations(), (INVOCATIONS, "Invocations", "Sum")),
    (lambda variant: variant.metric_model_latency(), (INVOCATIONS, "ModelLatency", "Average")),
    (lambda variant: variant.metric_overhead_latency(), (INVOCATIONS, "OverheadLatency", "Average")),
    (
        lambda variant: variant.metric_invocation_response_code(sm.InvocationHttpResponseCode.INVOCATION_4XX_ERRORS),
        (INVOCATIONS, "Invocation4XXErrors", "Sum"),
    ),
    (
        lambda variant: variant.metric_invocation_response_code(sm.InvocationHttpResponseCode.INVOCATION_5XX_ERRORS),
        (INVOCATIONS, "Invocation5XXErrors", "Sum"),
    ),
    (lambda variant: variant.metric_memory_utilization(), (INSTANCES, "MemoryUtilization", "Average")),
    (lambda variant: variant.metric("AWS/SageMaker", "ModelCacheHit"), (INVOCATIONS, "ModelCacheHit", "Sum")),
]

ON_INSTANCES: list[tuple[Callable[[sm.IEndpointInstanceProductionVariant], cloudwatch.Metric], Expected]] = [
    *OF_EACH_VARIANT,
    (lambda variant: variant.metric_invocations_per_instance(), (INVOCATIONS, "InvocationsPerInstance", "Sum")),
    (lambda variant: variant.metric_disk_utilization(), (INSTANCES, "DiskUtilization", "Average")),
    (lambda variant: variant.metric_cpu_utilization(), (INSTANCES, "CPUUtilization", "Average")),
    (lambda variant: variant.metric_gpu_utilization(), (INSTANCES, "GPUUtilization", "Average")),
    (lambda variant: variant.metric_gpu_memory_utilization(), (INSTANCES, "GPUMemoryUtilization", "Average")),
]

SERVERLESS: list[tuple[Callable[[sm.IEndpointServerlessProductionVariant], cloudwatch.Metric], Expected]] = [
    *OF_EACH_VARIANT,
    (lambda variant: variant.metric_model_setup_time(), (INVOCATIONS, "ModelSetupTime", "Average")),
    (
        lambda variant: variant.metric_concurrent_executions_utilization(),
        (INVOCATIONS, "ServerlessConcurrentExecutionsUtilization", "Maximum"),
    ),
    (
        lambda variant: variant.metric_provisioned_concurrency_utilization(),
        (INVOCATIONS, "ServerlessProvisionedConcurrencyUtilization", "Maximum"),
    ),
]


def described(metric: cloudwatch.Metric) -> Expected:
    return metric.namespace, metric.metric_name, metric.statistic


@pytest.mark.parametrize(("read", "expected"), ON_INSTANCES, ids=[expected[1] for _, expected in ON_INSTANCES])
def test_a_metric_of_a_variant_on_instances(
    stack: cdk.Stack, read: Callable[[sm.IEndpointInstanceProductionVariant], cloudwatch.Metric], expected: Expected
) -> None:
    endpoint = an_endpoint(stack)

    metric = read(endpoint.find_instance_production_variant("main"))

    assert described(metric) == expected
    assert stack.resolve(metric.dimensions) == {"EndpointName": stack.resolve(endpoint.endpoint_name), "VariantName": "main"}


@pytest.mark.parametrize(("read", "expected"), SERVERLESS, ids=[expected[1] for _, expected in SERVERLESS])
def test_a_metric_of_a_serverless_variant(
    stack: cdk.Stack, read: Callable[[sm.IEndpointServerlessProductionVariant], cloudwatch.Metric], expected: Expected
) -> None:
    endpoint = a_serverless_endpoint(stack)

    assert described(read(endpoint.find_serverless_production_variant("main"))) == expected


def test_how_a_metric_is_read_can_be_chosen(stack: cdk.Stack) -> None:
    variant = an_endpoint(stack).find_instance_production_variant("main")

    metric = variant.metric_model_latency(
        statistic="p99", period=cdk.Duration.minutes(1), label="latency", dimensions_map={"Container": "a"}
    )

    assert (metric.statistic, metric.period.to_seconds(), metric.label) == ("p99", 60, "latency")
    assert set(stack.resolve(metric.dimensions)) == {"Container", "EndpointName", "VariantName"}


def test_an_alarm_on_a_metric(stack: cdk.Stack) -> None:
    variant = an_endpoint(stack).find_instance_production_variant("main")

    variant.metric_model_latency(statistic="p99").create_alarm(stack, "SlowModel", threshold=100_000, evaluation_periods=3)

    alarm = properties_of(stack, ALARM)
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == (INVOCATIONS, "ModelLatency", 100_000)
    dimensions = {dimension["Name"]: text_of(dimension["Value"]) for dimension in alarm["Dimensions"]}
    assert dimensions["VariantName"] == "main"
    assert dimensions["EndpointName"].endswith(".EndpointName}")


def test_an_alarm_on_a_share_of_failures(stack: cdk.Stack) -> None:
    variant = an_endpoint(stack).find_instance_production_variant("main")
    failures = variant.metric_invocation_response_code(sm.InvocationHttpResponseCode.INVOCATION_5XX_ERRORS)
    share = cloudwatch.MathExpression(
        expression="100 * failures / requests", using_metrics={"failures": failures, "requests": variant.metric_invocations()}
    )

    share.create_alarm(stack, "Failures", threshold=1, evaluation_periods=3)

    names = {metric["MetricStat"]["Metric"]["MetricName"] for metric in properties_of(stack, ALARM)["Metrics"] if "MetricStat" in metric}
    assert names == {"Invocation5XXErrors", "Invocations"}


def test_each_variant_has_its_own_metrics(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, "A"), a_variant(stack, "B"))

    names = [variant.metric_invocations().dimensions for variant in endpoint.instance_production_variants]

    assert [dimensions["VariantName"] for dimensions in names if dimensions] == ["A", "B"]


def test_metrics_of_an_imported_endpoint(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")

    metric = endpoint.find_instance_production_variant("A").metric_gpu_utilization()

    assert metric.dimensions == {"EndpointName": "recommendations", "VariantName": "A"}
    assert (metric.account, metric.region) == ("123456789012", "us-east-1")


def test_metrics_of_an_endpoint_in_another_account_and_region(stack: cdk.Stack) -> None:
    arn = "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/recommendations"

    metric = sm.Endpoint.from_endpoint_arn(stack, "Shared", arn).find_instance_production_variant("A").metric_invocations()

    assert (metric.account, metric.region) == ("111122223333", "eu-west-1")
