"""What is warned of, once for each kind of call: path, name, value, wording and id arrive in Python.

The tests of the TypeScript assert the texts; `...` stands for the wording.
"""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from helpers.given import a_bucket, a_config, a_model, a_serverless_endpoint, a_variant, an_alarm, an_endpoint, an_endpoint_of_components
from helpers.messages import Like
from helpers.templates import warnings_of

import cdk_sagemaker_hosting as sm

Attempt = Callable[[cdk.Stack], object]


def a_guarded_endpoint(stack: cdk.Stack, *alarms: cloudwatch.IAlarm) -> sm.Endpoint:
    strategy = sm.DeploymentStrategy.rolling(maximum_batch_size=sm.CapacitySize.instances(2), bake_time=cdk.Duration.minutes(10))
    variant = a_variant(stack, initial_instance_count=3)
    return an_endpoint(stack, variant, deployment_strategy=strategy, auto_rollback_alarms=list(alarms))


def scaled_copies(stack: cdk.Stack) -> sm.ScalableCopyCount:
    component = an_endpoint_of_components(stack).inference_component("llama")
    return component.auto_scale_copy_count(min_capacity=0, max_capacity=3)


def an_observed_config(stack: cdk.Stack) -> sm.EndpointConfig:
    """With a model of which the role is not known, and data that is captured in a questionable way."""
    model = sm.Model.from_model_name(stack, "Imported", "churn")
    modes = [sm.CaptureMode.INPUT_AND_OUTPUT, sm.CaptureMode.INPUT_AND_OUTPUT]
    return sm.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[a_variant(stack, model=model)],
        data_capture=sm.DataCaptureOptions(destination=sm.BucketLocation(bucket=a_bucket(stack)), capture_modes=modes),
    )


WARNINGS: dict[str, tuple[Attempt, list[str]]] = {
    "what nothing calls": (
        lambda stack: an_endpoint(stack).auto_scale_instance_count(max_capacity=3),
        ["Test/Endpoint/InstanceCount: the instance count has limits, but neither a scaling policy ... [ack: cdk-sagemaker-hosting:scalingWithoutPolicy]"],
    ),
    "artifacts that are missing": (
        lambda stack: a_model(stack, containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_framework(sm.Framework.KNN))]),
        ["Test/Model: containers[0] has the AWS image for the built-in algorithm 'knn', but no modelData, ... [ack: cdk-sagemaker-hosting:imageWithoutModel]"],
    ),
    "a property of a construct": (
        lambda stack: a_model(stack, model_name="churn"),
        ["Test/Model: modelName ... [ack: cdk-sagemaker-hosting:fixedModelName]"],
    ),
    "a struct": (
        lambda stack: a_config(
            stack, a_variant(stack, instance_type=sm.InstanceType.G5_XLARGE, volume_size=cdk.Size.gibibytes(100))
        ),
        ["Test/Config: variant 'main' ... volumeSize, ... ml.g5.xlarge ... [ack: cdk-sagemaker-hosting:volumeSizeOfLocalDisk]"],
    ),
    "several things": (
        an_observed_config,
        [
            "Test/Config: ... 'Test/Imported' ... [ack: cdk-sagemaker-hosting:unknownModelRole]",
            "Test/Config: dataCapture.captureModes ... [ack: cdk-sagemaker-hosting:captureModeTwice]",
            "Test/Config: ... INPUT_AND_OUTPUT in dataCapture.captureModes; ... [ack: cdk-sagemaker-hosting:captureInputAndOutput]",
        ],
    ),
    "a strategy, seen with the variant": (
        lambda stack: a_guarded_endpoint(stack, an_alarm(stack)),
        ["Test/Endpoint: deploymentStrategy ... 2 instances ... 3 ... 'main'; ... [ack: cdk-sagemaker-hosting:deploymentSize]"],
    ),
    "a method of an interface": (
        lambda stack: (
            a_serverless_endpoint(stack)
            .find_serverless_production_variant("main")
            .auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=2)
            .scale_on_utilization("Load", target_utilization_percent=70)
        ),
        ["Test/Endpoint: variant 'main' ... provisionedConcurrency [ack: cdk-sagemaker-hosting:noProvisionedConcurrency]"],
    ),
    "a method of what a method has returned": (
        lambda stack: (
            an_endpoint(stack, variant_property_retention=sm.VariantPropertyRetention.all())
            .find_instance_production_variant("main")
            .auto_scale_instance_count(max_capacity=3)
            .scale_on_cpu_utilization("Cpu", target_utilization_percent=0.5)
        ),
        [
            "Test/Endpoint/InstanceCount: targetUtilizationPercent ... 0.5 percent; ... 50 ... "
            "[ack: cdk-sagemaker-hosting:utilizationBelow1Percent]"
        ],
    ),
    "the finished tree": (
        scaled_copies,
        [
            "Test/Endpoint/CopyCount: ... scaleOnConcurrentRequests ... [ack: cdk-sagemaker-hosting:noCopyFromZero]",
            "Test/Endpoint/CopyCount: ... no inference component 'llama', ... [ack: cdk-sagemaker-hosting:scalingWithoutComponent]",
        ],
    ),
}


@pytest.mark.parametrize(("attempt", "warnings"), WARNINGS.values(), ids=WARNINGS)
def test_is_warned_of(stack: cdk.Stack, attempt: Attempt, warnings: list[str]) -> None:
    attempt(stack)

    assert warnings_of(stack) == [Like(warning) for warning in warnings]


ID = "cdk-sagemaker-hosting:fixedModelName"
FORMS: dict[str, Callable[[sm.Model], None]] = {
    "Annotations": lambda model: cdk.Annotations.of(model).acknowledge_warning(ID, "replaced by hand"),
    "Validations": lambda model: cdk.Validations.of(model).acknowledge(cdk.Acknowledgment(id=ID, reason="replaced by hand")),
    "Validations, as the CLI prints it": lambda model: cdk.Validations.of(model).acknowledge(
        cdk.Acknowledgment(id=f"Annotation::{ID}", reason="replaced by hand")
    ),
}


@pytest.mark.parametrize("acknowledge", FORMS.values(), ids=FORMS)
def test_can_be_acknowledged(stack: cdk.Stack, acknowledge: Callable[[sm.Model], None]) -> None:
    acknowledge(a_model(stack, model_name="churn"))

    assert warnings_of(stack) == []


@pytest.mark.parametrize(
    "other", ["Test: name must be short, got 'b'", "name must be short, got 'a'", "Test: name must be , got 'a'", "Test: a\nb, got 'a'"]
)
def test_another_path_or_value_or_no_wording_is_noticed(other: str) -> None:
    assert Like("Test: ..., got 'a'") == "Test: name must be short, got 'a'"
    assert Like("Test: name must be ..., got 'a'") != other
