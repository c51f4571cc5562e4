"""Python objects of a wrong type, which Python or jsii refuses before the library sees them."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct
from helpers.given import a_bucket, a_config, a_model, a_serverless_variant, a_variant, an_alarm, an_endpoint, an_image
from helpers.messages import Like, message_of

import cdk_sagemaker_hosting as sm
from cdk_sagemaker_hosting import registry

Attempt = Callable[[cdk.Stack], object]

TEN_PERCENT = sm.CapacitySize.percent(10)
FIVE_MINUTES = cdk.Duration.minutes(5)


class ReturnsNothing(sm.ContainerImage):
    """An image of the user whose author forgot something."""

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
        return None  # type: ignore[return-value]


class ReturnsDictionary(sm.ContainerImage):
    """An image of the user that returns what a JavaScript author would."""

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
        return {"imageName": "no blanks"}  # type: ignore[return-value]


def async_inference(stack: cdk.Stack, **options: object) -> sm.AsyncInferenceOptions:
    return sm.AsyncInferenceOptions(output=sm.BucketLocation(bucket=a_bucket(stack)), **options)  # type: ignore[arg-type]


def data_capture(stack: cdk.Stack, **options: object) -> sm.DataCaptureOptions:
    return sm.DataCaptureOptions(destination=sm.BucketLocation(bucket=a_bucket(stack)), **options)  # type: ignore[arg-type]


def scaled(stack: cdk.Stack) -> sm.ScalableInstanceCount:
    return an_endpoint(stack).find_instance_production_variant("main").auto_scale_instance_count(max_capacity=3)


BY_PYTHON: dict[str, Attempt] = {
    "no configuration": lambda stack: sm.Endpoint(stack, "Endpoint"),  # type: ignore[call-arg]
    "a text as instance type": lambda stack: a_variant(stack, instance_type="ml.m5.large"),
    "a number as name": lambda stack: a_model(stack, model_name=3),
    "unknown": lambda stack: a_model(stack, no_such_property=True),
    "no place for responses": lambda stack: sm.AsyncInferenceOptions(),  # type: ignore[call-arg]
    "no place for captured data": lambda stack: sm.DataCaptureOptions(),  # type: ignore[call-arg]
    "no place for core dumps": lambda stack: sm.CoreDumpOptions(),  # type: ignore[call-arg]
    "no reservation": lambda stack: sm.CapacityReservation(),  # type: ignore[call-arg]
    "no priority": lambda stack: sm.InstancePool(instance_type=sm.InstanceType.M5_LARGE),  # type: ignore[call-arg]
    "no baseline": lambda stack: sm.Explainer.clarify(),  # type: ignore[call-arg]
    "no threshold": lambda stack: sm.RoutingStrategy.prefix_aware(prefix_length=1024),  # type: ignore[call-arg]
    "a text as topic": lambda stack: async_inference(stack, include_inference_response_in=["SUCCESS_NOTIFICATION_TOPIC"]),
    "a text as mode": lambda stack: data_capture(stack, capture_modes=["Input"]),
    "a text as type of a feature": lambda stack: sm.ClarifyInferenceOptions(feature_types=["text"]),  # type: ignore[list-item]
    "a text as granularity": lambda stack: sm.ClarifyTextOptions(granularity="token", language="en"),  # type: ignore[arg-type]
    "a text as routing strategy": lambda stack: a_variant(stack, routing_strategy="RANDOM"),
    "a number as size": lambda stack: a_variant(stack, volume_size=100),
    "a text as machine image": lambda stack: a_variant(stack, inference_ami_version="al2-ami-sagemaker-inference-gpu-2"),
    "no bake time": lambda stack: sm.TrafficRouting.canary(size=TEN_PERCENT),  # type: ignore[call-arg]
    "no size of a step": lambda stack: sm.TrafficRouting.linear(bake_time=FIVE_MINUTES),  # type: ignore[call-arg]
    "a number as size of a step": lambda stack: sm.TrafficRouting.canary(size=10, bake_time=FIVE_MINUTES),  # type: ignore[arg-type]
    "no size of a batch": lambda stack: sm.DeploymentStrategy.rolling(bake_time=FIVE_MINUTES),  # type: ignore[call-arg]
    "a text as percent": lambda stack: sm.CapacitySize.percent("10"),  # type: ignore[arg-type]
    "a text as property": lambda stack: sm.VariantPropertyRetention.all_except("DesiredWeight"),  # type: ignore[arg-type]
    "a text as strategy": lambda stack: an_endpoint(stack, deployment_strategy="blue/green"),
    "a text as state": lambda stack: an_endpoint(stack).on_state_change("Changed", statuses=["FAILED"]),  # type: ignore[list-item]
    "a text as alarm": lambda stack: an_endpoint(stack).add_recommended_alarms(exclude=["ModelLatency"]),  # type: ignore[list-item]
    "a number as latency": lambda stack: an_endpoint(stack).add_recommended_alarms(max_model_latency=30),  # type: ignore[arg-type]
    "no target": lambda stack: scaled(stack).scale_on_concurrent_requests("Busy"),  # type: ignore[call-arg]
    "no VPC": lambda stack: sm.RuntimeVpcEndpoint(stack, "Runtime"),  # type: ignore[call-arg]
    "None as framework": lambda stack: sm.ContainerImage.from_framework(None),  # type: ignore[arg-type]
    "None in a list": lambda stack: sm.Model(stack, "Model", containers=[None]),  # type: ignore[list-item]
    "a number as memory": lambda stack: a_serverless_variant(stack, memory_size=2048),
    "a name as jsii would spell it": lambda stack: a_serverless_variant(stack, memory_size_in_m_b=2048),
    "a bucket as image": lambda stack: sm.ContainerDefinition(image=a_bucket(stack)),  # type: ignore[arg-type]
}

BY_JSII: dict[str, tuple[Attempt, str]] = {
    "a list where each is an argument": (
        lambda stack: an_endpoint(stack).add_auto_rollback_alarms([an_alarm(stack)]),  # type: ignore[arg-type]
        "parameter alarms of method",
    ),
    "a boolean as number": (lambda stack: a_config(stack, a_variant(stack, initial_instance_count=True)), "'initialInstanceCount'"),
    "a number in the environment": (
        lambda stack: a_model(stack).add_container(image=an_image(stack), environment={"LEVEL": 1}),  # type: ignore[dict-item]
        "Key 'LEVEL'",
    ),
    "None in metadata": (
        lambda stack: registry.ModelPackageGroup(stack, "Group").add_model_package(
            "Version",
            customer_metadata_properties={"team": None},  # type: ignore[dict-item]
        ),
        "Key 'team'",
    ),
    "Python's names in a dictionary of a list": (
        lambda stack: a_config(stack, a_variant(stack, instance_type=None, instance_pools=[{"instance_type": "x", "priority": 1}])),
        "'instanceType'",
    ),
    "nothing returned": (
        lambda stack: a_model(stack, containers=[sm.ContainerDefinition(image=ReturnsNothing())]),
        "callback method bind",
    ),
}


BY_THE_LIBRARY: dict[str, tuple[Attempt, str]] = {
    "an L1 model as model": (
        lambda stack: a_config(stack, a_variant(stack, model=sagemaker.CfnModel(stack, "Raw"))),
        "Test/Config: variant 'main': model must be a model, got CfnModel 'Test/Raw'; ...",
    ),
    "a bucket as role": (
        lambda stack: a_model(stack, role=a_bucket(stack)),
        "Test/Model: role must be an IAM role, got ... 'Test/Bucket-models'; ...",
    ),
    "a bucket as VPC": (
        lambda stack: a_model(stack, vpc=a_bucket(stack)),
        "Test/Model: vpc must be a VPC, got ... 'Test/Bucket-models'; ...",
    ),
    "a bucket as configuration": (
        lambda stack: sm.Endpoint(stack, "Endpoint", endpoint_config=a_bucket(stack)),  # type: ignore[arg-type]
        "Test/Endpoint: endpointConfig must be an endpoint configuration, got ...; ...",
    ),
    "a bucket as grantee": (
        lambda stack: an_endpoint(stack).grant_invoke(a_bucket(stack)),  # type: ignore[arg-type]
        "Test/Endpoint: grantee must be ..., got ...; ...",
    ),
    "None as a name in the environment": (
        lambda stack: a_model(stack).add_container(image=an_image(stack), environment={None: "A"}),  # type: ignore[dict-item]
        "Test/Model: containers[1].environment has the name 'null', ...; ...",
    ),
}


@pytest.mark.parametrize(("attempt", "message"), BY_THE_LIBRARY.values(), ids=BY_THE_LIBRARY)
def test_fails_in_the_library_with_the_way_out(stack: cdk.Stack, attempt: Attempt, message: str) -> None:
    assert message_of(lambda: attempt(stack)) == Like(message)


@pytest.mark.parametrize("attempt", BY_PYTHON.values(), ids=BY_PYTHON)
def test_fails_in_python_already(stack: cdk.Stack, attempt: Attempt) -> None:
    with pytest.raises(TypeError):
        attempt(stack)


@pytest.mark.parametrize(("attempt", "named"), BY_JSII.values(), ids=BY_JSII)
def test_fails_between_the_languages_with_the_name(stack: cdk.Stack, attempt: Attempt, named: str) -> None:
    assert named in message_of(lambda: attempt(stack))


def test_a_dictionary_with_the_names_of_javascript_is_a_struct(stack: cdk.Stack) -> None:
    variants = [{"model": a_model(stack), "variantName": "no blanks"}]

    message = message_of(lambda: sm.EndpointConfig(stack, "Config", instance_production_variants=variants))

    assert message == Like("Test/Config: variant 'no blanks': variantName must be ..., got 'no blanks'")


def test_an_image_of_the_user_may_return_a_dictionary(stack: cdk.Stack) -> None:
    containers = [sm.ContainerDefinition(image=ReturnsDictionary())]

    assert message_of(lambda: a_model(stack, containers=containers)) == Like("Test/Model: containers[0].image must be ..., got 'no blanks'")
