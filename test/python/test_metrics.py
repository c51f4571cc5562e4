"""Metrics of endpoints, their variants, containers and inference components; alarms on them."""

from collections.abc import Callable, Iterable
from typing import Any
from unittest.mock import Mock

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from helpers.given import (
    a_model,
    a_serverless_endpoint,
    a_shadow_test,
    a_variant,
    an_async_endpoint,
    an_endpoint,
    an_endpoint_of_components,
    an_image,
)
from helpers.messages import Like, message_of
from helpers.templates import ALARM, properties_of, text_of

import cdk_sagemaker_hosting as sm

INVOCATIONS = "AWS/SageMaker"
INSTANCES = "/aws/sagemaker/Endpoints"
COMPONENTS = "/aws/sagemaker/InferenceComponents"

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

ON_INSTANCES: list[tuple[Callable[[sm.IEndpointInstanceVariant], cloudwatch.Metric], Expected]] = [
    *OF_EACH_VARIANT,
    (lambda variant: variant.metric_invocations_per_instance(), (INVOCATIONS, "InvocationsPerInstance", "Sum")),
    (lambda variant: variant.metric_invocation_model_errors(), (INVOCATIONS, "InvocationModelErrors", "Sum")),
    (lambda variant: variant.metric_concurrent_requests_per_model(), (INVOCATIONS, "ConcurrentRequestsPerModel", "Maximum")),
    (lambda variant: variant.metric_explanations_per_instance(), (INVOCATIONS, "ExplanationsPerInstance", "Sum")),
    # Streamed responses
    (lambda variant: variant.metric_first_chunk_latency(), (INVOCATIONS, "FirstChunkLatency", "Average")),
    (lambda variant: variant.metric_first_chunk_model_latency(), (INVOCATIONS, "FirstChunkModelLatency", "Average")),
    (lambda variant: variant.metric_first_chunk_overhead_latency(), (INVOCATIONS, "FirstChunkOverheadLatency", "Average")),
    (lambda variant: variant.metric_mid_stream_errors(), (INVOCATIONS, "MidStreamErrors", "Sum")),
    # Utilization
    (lambda variant: variant.metric_disk_utilization(), (INSTANCES, "DiskUtilization", "Average")),
    (lambda variant: variant.metric_cpu_utilization(), (INSTANCES, "CPUUtilization", "Average")),
    (lambda variant: variant.metric_cpu_utilization_normalized(), (INSTANCES, "CPUUtilizationNormalized", "Average")),
    (lambda variant: variant.metric_cpu_reservation(), (INSTANCES, "CPUReservation", "Average")),
    (lambda variant: variant.metric_memory_reservation(), (INSTANCES, "MemoryReservation", "Average")),
    (lambda variant: variant.metric_gpu_utilization(), (INSTANCES, "GPUUtilization", "Average")),
    (lambda variant: variant.metric_gpu_utilization_normalized(), (INSTANCES, "GPUUtilizationNormalized", "Average")),
    (lambda variant: variant.metric_gpu_reservation(), (INSTANCES, "GPUReservation", "Average")),
    (lambda variant: variant.metric_gpu_memory_utilization(), (INSTANCES, "GPUMemoryUtilization", "Average")),
    (lambda variant: variant.metric_gpu_memory_utilization_normalized(), (INSTANCES, "GPUMemoryUtilizationNormalized", "Average")),
    # Many models
    (lambda variant: variant.metric_loaded_model_count(), (INSTANCES, "LoadedModelCount", "Average")),
    (lambda variant: variant.metric_model_loading_wait_time(), (INVOCATIONS, "ModelLoadingWaitTime", "Average")),
    (lambda variant: variant.metric_model_downloading_time(), (INVOCATIONS, "ModelDownloadingTime", "Average")),
    (lambda variant: variant.metric_model_loading_time(), (INVOCATIONS, "ModelLoadingTime", "Average")),
    (lambda variant: variant.metric_model_unloading_time(), (INVOCATIONS, "ModelUnloadingTime", "Average")),
    (lambda variant: variant.metric_model_cache_hit(), (INVOCATIONS, "ModelCacheHit", "Average")),
    # Asynchronous requests
    (lambda variant: variant.metric_request_download_failures(), (INVOCATIONS, "RequestDownloadFailures", "Sum")),
    (lambda variant: variant.metric_response_upload_failures(), (INVOCATIONS, "ResponseUploadFailures", "Sum")),
    (lambda variant: variant.metric_notification_failures(), (INVOCATIONS, "NotificationFailures", "Sum")),
    (lambda variant: variant.metric_expired_requests(), (INVOCATIONS, "ExpiredRequests", "Sum")),
    (lambda variant: variant.metric_invocation_failures(), (INVOCATIONS, "InvocationFailures", "Sum")),
    (lambda variant: variant.metric_request_download_latency(), (INVOCATIONS, "RequestDownloadLatency", "Average")),
    (lambda variant: variant.metric_response_upload_latency(), (INVOCATIONS, "ResponseUploadLatency", "Average")),
    (lambda variant: variant.metric_time_in_backlog(), (INVOCATIONS, "TimeInBacklog", "Average")),
    (lambda variant: variant.metric_total_processing_time(), (INVOCATIONS, "TotalProcessingTime", "Average")),
]

SERVERLESS: list[tuple[Callable[[sm.IEndpointServerlessProductionVariant], cloudwatch.Metric], Expected]] = [
    *OF_EACH_VARIANT,
    (lambda variant: variant.metric_model_setup_time(), (INVOCATIONS, "ModelSetupTime", "Average")),
    (
        lambda variant: variant.metric_concurrent_executions_utilization(),
        (INVOCATIONS, "ServerlessConcurrentExecutionsUtilization", "Maximum"),
    ),
    (
        lambda variant: variant.metric_provisioned_concurrency_executions(),
        (INVOCATIONS, "ServerlessProvisionedConcurrencyExecutions", "Maximum"),
    ),
    (
        lambda variant: variant.metric_provisioned_concurrency_utilization(),
        (INVOCATIONS, "ServerlessProvisionedConcurrencyUtilization", "Maximum"),
    ),
    (
        lambda variant: variant.metric_provisioned_concurrency_invocations(),
        (INVOCATIONS, "ServerlessProvisionedConcurrencyInvocations", "Average"),
    ),
    (
        lambda variant: variant.metric_provisioned_concurrency_spillover_invocations(),
        (INVOCATIONS, "ServerlessProvisionedConcurrencySpilloverInvocations", "Average"),
    ),
]

OF_CONTAINERS: list[tuple[Callable[[sm.IEndpointContainer], cloudwatch.Metric], Expected]] = [
    (lambda container: container.metric_invocations(), (INVOCATIONS, "Invocations", "Sum")),
    (
        lambda container: container.metric_invocation_response_code(sm.InvocationHttpResponseCode.INVOCATION_4XX_ERRORS),
        (INVOCATIONS, "Invocation4XXErrors", "Sum"),
    ),
    (lambda container: container.metric_container_latency(), (INVOCATIONS, "ContainerLatency", "Average")),
    (lambda container: container.metric_overhead_latency(), (INVOCATIONS, "OverheadLatency", "Average")),
    (lambda container: container.metric_cpu_utilization(), (INSTANCES, "CPUUtilization", "Average")),
    (lambda container: container.metric_memory_utilization(), (INSTANCES, "MemoryUtilization", "Average")),
    (lambda container: container.metric(INSTANCES, "DiskUtilization"), (INSTANCES, "DiskUtilization", "Sum")),
]

OF_COMPONENTS: list[tuple[Callable[[sm.IEndpointInferenceComponent], cloudwatch.Metric], Expected]] = [
    (lambda component: component.metric_invocations(), (INVOCATIONS, "Invocations", "Sum")),
    (lambda component: component.metric_invocations_per_copy(), (INVOCATIONS, "InvocationsPerCopy", "Sum")),
    (lambda component: component.metric_invocation_model_errors(), (INVOCATIONS, "InvocationModelErrors", "Sum")),
    (
        lambda component: component.metric_invocation_response_code(sm.InvocationHttpResponseCode.INVOCATION_5XX_ERRORS),
        (INVOCATIONS, "Invocation5XXErrors", "Sum"),
    ),
    (lambda component: component.metric_concurrent_requests_per_copy(), (INVOCATIONS, "ConcurrentRequestsPerCopy", "Maximum")),
    (lambda component: component.metric_no_capacity_invocation_failures(), (INVOCATIONS, "NoCapacityInvocationFailures", "Sum")),
    (lambda component: component.metric_model_latency(), (INVOCATIONS, "ModelLatency", "Average")),
    (lambda component: component.metric_overhead_latency(), (INVOCATIONS, "OverheadLatency", "Average")),
    (lambda component: component.metric_cpu_utilization_normalized(), (COMPONENTS, "CPUUtilizationNormalized", "Average")),
    (lambda component: component.metric_memory_utilization_normalized(), (COMPONENTS, "MemoryUtilizationNormalized", "Average")),
    (lambda component: component.metric_gpu_utilization_normalized(), (COMPONENTS, "GPUUtilizationNormalized", "Average")),
    (lambda component: component.metric_gpu_memory_utilization_normalized(), (COMPONENTS, "GPUMemoryUtilizationNormalized", "Average")),
    (lambda component: component.metric(COMPONENTS, "GPUReservation"), (COMPONENTS, "GPUReservation", "Sum")),
]

OF_ENDPOINTS: list[tuple[Callable[[sm.IEndpoint], cloudwatch.Metric], Expected]] = [
    (lambda endpoint: endpoint.metric_approximate_backlog_size(), (INVOCATIONS, "ApproximateBacklogSize", "Average")),
    (
        lambda endpoint: endpoint.metric_approximate_backlog_size_per_instance(),
        (INVOCATIONS, "ApproximateBacklogSizePerInstance", "Average"),
    ),
    (lambda endpoint: endpoint.metric_approximate_age_of_oldest_request(), (INVOCATIONS, "ApproximateAgeOfOldestRequest", "Maximum")),
    (lambda endpoint: endpoint.metric_has_backlog_without_capacity(), (INVOCATIONS, "HasBacklogWithoutCapacity", "Average")),
    (lambda endpoint: endpoint.metric(INVOCATIONS, "Other"), (INVOCATIONS, "Other", "Sum")),
]


def a_direct_model(stack: cdk.Stack) -> sm.Model:
    """A model with the containers `ranking` and `translation`."""
    containers = [sm.ContainerDefinition(image=an_image(stack), container_hostname=name) for name in ("ranking", "translation")]
    return a_model(stack, "Direct", containers=containers, inference_execution_mode=sm.InferenceExecutionMode.DIRECT)


def described(metric: cloudwatch.Metric) -> Expected:
    return metric.namespace, metric.metric_name, metric.statistic


def dimensions_of(stack: cdk.Stack, metric: cloudwatch.Metric) -> dict[str, str]:
    """The dimensions, with what CloudFormation fills in as `${...}`."""
    return {name: text_of(stack.resolve(value)) for name, value in (metric.dimensions or {}).items()}


def each(metrics: list[tuple[Callable[[Any], cloudwatch.Metric], Expected]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("read", "expected"), metrics, ids=[expected[1] for _, expected in metrics])


def methods_called(metrics: Iterable[tuple[Callable[[Any], cloudwatch.Metric], Expected]]) -> set[str]:
    """The methods by which these metrics are read."""
    of_whom = Mock()
    for read, _ in metrics:
        read(of_whom)
    return {name for name, _, _ in of_whom.method_calls}


@pytest.mark.parametrize(
    ("interface", "metrics"),
    [
        (sm.IEndpointInstanceProductionVariant, ON_INSTANCES),
        (sm.IEndpointShadowProductionVariant, ON_INSTANCES),
        (sm.IEndpointServerlessProductionVariant, SERVERLESS),
        (sm.IEndpointContainer, OF_CONTAINERS),
        (sm.IEndpointInferenceComponent, OF_COMPONENTS),
        (sm.IEndpoint, OF_ENDPOINTS),
    ],
)
def test_each_method_for_a_metric_is_tested_here(
    interface: type[Any], metrics: list[tuple[Callable[[Any], cloudwatch.Metric], Expected]]
) -> None:
    assert methods_called(metrics) == {name for name in dir(interface) if name.startswith("metric")}


@each(ON_INSTANCES)
def test_a_metric_of_a_variant_on_instances(
    stack: cdk.Stack, read: Callable[[sm.IEndpointInstanceProductionVariant], cloudwatch.Metric], expected: Expected
) -> None:
    endpoint = an_endpoint(stack)

    metric = read(endpoint.find_instance_production_variant("main"))

    assert described(metric) == expected
    assert stack.resolve(metric.dimensions) == {"EndpointName": stack.resolve(endpoint.endpoint_name), "VariantName": "main"}


@each(ON_INSTANCES)
def test_a_metric_of_a_shadow_variant(
    stack: cdk.Stack, read: Callable[[sm.IEndpointShadowProductionVariant], cloudwatch.Metric], expected: Expected
) -> None:
    endpoint = a_shadow_test(stack)

    metric = read(endpoint.find_shadow_production_variant("next"))

    assert described(metric) == expected
    assert stack.resolve(metric.dimensions) == {"EndpointName": stack.resolve(endpoint.endpoint_name), "VariantName": "next"}


@each(ON_INSTANCES)
def test_a_metric_of_a_variant_of_an_imported_endpoint(
    stack: cdk.Stack, read: Callable[[sm.IEndpointInstanceProductionVariant], cloudwatch.Metric], expected: Expected
) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")

    metric = read(endpoint.find_instance_production_variant("A"))

    assert described(metric) == expected
    assert metric.dimensions == {"EndpointName": "recommendations", "VariantName": "A"}


@each(SERVERLESS)
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


@each(SERVERLESS)
def test_a_metric_of_the_serverless_variant_of_an_imported_endpoint(
    stack: cdk.Stack, read: Callable[[sm.IEndpointServerlessProductionVariant], cloudwatch.Metric], expected: Expected
) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")

    metric = read(endpoint.find_serverless_production_variant("A"))

    assert described(metric) == expected
    assert metric.dimensions == {"EndpointName": "recommendations", "VariantName": "A"}


@each(OF_ENDPOINTS)
def test_a_metric_of_an_endpoint(stack: cdk.Stack, read: Callable[[sm.IEndpoint], cloudwatch.Metric], expected: Expected) -> None:
    endpoint = an_async_endpoint(stack)

    metric = read(endpoint)

    assert described(metric) == expected
    assert dimensions_of(stack, metric) == {"EndpointName": text_of(stack.resolve(endpoint.endpoint_name))}


@each(OF_ENDPOINTS)
def test_a_metric_of_an_imported_endpoint(
    stack: cdk.Stack, read: Callable[[sm.IEndpoint], cloudwatch.Metric], expected: Expected
) -> None:
    metric = read(sm.Endpoint.from_endpoint_arn(stack, "Shared", "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/recommendations"))

    assert described(metric) == expected
    assert metric.dimensions == {"EndpointName": "recommendations"}
    assert (metric.account, metric.region) == ("111122223333", "eu-west-1")


@each(OF_COMPONENTS)
def test_a_metric_of_an_inference_component(
    stack: cdk.Stack, read: Callable[[sm.IEndpointInferenceComponent], cloudwatch.Metric], expected: Expected
) -> None:
    metric = read(an_endpoint_of_components(stack).inference_component("llama"))

    assert described(metric) == expected
    assert metric.dimensions == {"InferenceComponentName": "llama"}


def test_a_metric_of_an_inference_component_of_an_imported_endpoint(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_arn(stack, "Shared", "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/chat")

    metric = endpoint.inference_component("llama").metric_invocations_per_copy()

    assert metric.dimensions == {"InferenceComponentName": "llama"}
    assert (metric.account, metric.region) == ("111122223333", "eu-west-1")


@each(OF_CONTAINERS)
def test_a_metric_of_a_container(
    stack: cdk.Stack, read: Callable[[sm.IEndpointContainer], cloudwatch.Metric], expected: Expected
) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, model=a_direct_model(stack)))

    metric = read(endpoint.find_instance_production_variant("main").find_container("ranking"))

    assert described(metric) == expected
    assert dimensions_of(stack, metric) == {
        "ContainerName": "ranking",
        "EndpointName": text_of(stack.resolve(endpoint.endpoint_name)),
        "VariantName": "main",
    }


def test_a_container_knows_its_name(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, model=a_direct_model(stack)))

    assert endpoint.find_instance_production_variant("main").find_container("translation").container_hostname == "translation"


def test_a_container_that_is_not_there(stack: cdk.Stack) -> None:
    variant = an_endpoint(stack, a_variant(stack, model=a_direct_model(stack))).find_instance_production_variant("main")

    assert message_of(lambda: variant.find_container("other")) == Like(
        "Test/Endpoint: variant 'main' ... 'other'; ... 'ranking', 'translation'"
    )


def test_a_metric_of_a_container_of_an_imported_endpoint(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")

    metric = endpoint.find_instance_production_variant("A").find_container("any").metric_container_latency()

    assert metric.dimensions == {"ContainerName": "any", "EndpointName": "recommendations", "VariantName": "A"}


def test_a_metric_of_one_type_of_instances(stack: cdk.Stack) -> None:
    variant = an_endpoint(stack).find_instance_production_variant("main")

    metric = variant.metric_first_chunk_latency(dimensions_map={"InstanceType": "ml.g5.xlarge"})

    assert set(metric.dimensions or {}) == {"EndpointName", "InstanceType", "VariantName"}


def test_the_shadow_variants_are_listed(stack: cdk.Stack) -> None:
    endpoint = a_shadow_test(stack)

    assert [variant.variant_name for variant in endpoint.shadow_production_variants] == ["next"]


def test_most_endpoints_have_no_shadow(stack: cdk.Stack) -> None:
    assert an_endpoint(stack).shadow_production_variants == []
