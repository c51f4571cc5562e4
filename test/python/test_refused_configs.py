"""What is refused of an endpoint configuration, and what is warned of, each with the whole message a Python user reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from helpers.given import a_bucket, a_config, a_model, a_serverless_variant, a_stack, a_variant, a_vpc, an_image
from helpers.messages import message_of, problems_at_synth
from helpers.templates import warnings_of

import cdk_sagemaker_hosting as sm

NAME_RULE = "must be letters, digits and hyphens, with no hyphen at either end (1 to 63 characters)"
ARN_RULE = "an ARN such as arn:aws:sagemaker:us-east-1:123456789012:training-plan/my-plan"
PLANS = "arn:aws:sagemaker:us-east-1:123456789012:training-plan"
MEMORY_SIZES = "1024, 2048, 3072, 4096, 5120, 6144"
LANGUAGES = (
    "af, sq, ar, hy, eu, bn, bg, ca, zh, hr, cs, da, nl, en, et, fi, fr, de, el, gu, he, hi, hu, is, id, ga, it, kn, ky, lv, lt, lb, mk, "
    "ml, mr, ne, nb, fa, pl, pt, ro, ru, sa, sr, tn, si, sk, sl, es, sv, tl, ta, tt, te, tr, uk, ur, yo, lij, xx"
)


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


# What the attempts are made of


def config_with(**props: Any) -> Callable[[cdk.Stack], object]:
    """A configuration with these properties, and a variant on instances."""
    return lambda stack: sm.EndpointConfig(stack, "Config", **{"instance_production_variants": [a_variant(stack)], **props})


def variant_with(**props: Any) -> Callable[[cdk.Stack], object]:
    """A configuration with a variant on instances that has these properties."""
    return lambda stack: a_config(stack, a_variant(stack, **props))


def components(name: str = "main", **props: Any) -> sm.InstanceProductionVariantProps:
    """A variant without a model."""
    return sm.InstanceProductionVariantProps(**{"variant_name": name, "instance_type": sm.InstanceType.M5_LARGE, **props})


def components_with(**props: Any) -> Callable[[cdk.Stack], object]:
    """A configuration with a variant without a model that has these properties."""
    return lambda stack: a_config(stack, components(**props))


def scaling_with(**scaling: Any) -> Callable[[cdk.Stack], object]:
    return components_with(managed_instance_scaling=sm.ManagedInstanceScaling(**scaling))


def consolidation_with(**options: Any) -> Callable[[cdk.Stack], object]:
    return scaling_with(scale_in_policy=sm.ScaleInPolicy.consolidation(**options))


def pools_with(*pools: sm.InstancePool) -> Callable[[cdk.Stack], object]:
    return variant_with(instance_type=None, instance_pools=list(pools))


def a_pool(priority: float = 1, type: sm.InstanceType = sm.InstanceType.M5_LARGE, model: sm.IModel | None = None) -> sm.InstancePool:
    return sm.InstancePool(instance_type=type, priority=priority, model=model)


def serverless_with(**props: Any) -> Callable[[cdk.Stack], object]:
    """A configuration with a serverless variant that has these properties, and the memory of none."""

    def attempt(stack: cdk.Stack) -> object:
        model = props["model"] if "model" in props else a_model(stack)
        variant = sm.ServerlessProductionVariantProps(**{"variant_name": "main", "max_concurrency": 5, **props, "model": model})
        return sm.EndpointConfig(stack, "Config", serverless_production_variant=variant)

    return attempt


def a_serverless_config(stack: cdk.Stack, **props: Any) -> sm.EndpointConfig:
    return sm.EndpointConfig(stack, "Config", serverless_production_variant=a_serverless_variant(stack), **props)


def at(stack: cdk.Stack, prefix: str | None = None) -> sm.BucketLocation:
    return sm.BucketLocation(bucket=a_bucket(stack), prefix=prefix)


def async_inference(stack: cdk.Stack, **options: Any) -> sm.AsyncInferenceOptions:
    return sm.AsyncInferenceOptions(**{"output": at(stack), **options})


def async_with(**options: Any) -> Callable[[cdk.Stack], object]:
    return lambda stack: config_with(async_inference=async_inference(stack, **options))(stack)


def data_capture(stack: cdk.Stack, **options: Any) -> sm.DataCaptureOptions:
    return sm.DataCaptureOptions(**{"destination": at(stack), **options})


def capture_with(**options: Any) -> Callable[[cdk.Stack], object]:
    return lambda stack: config_with(data_capture=data_capture(stack, **options))(stack)


def an_explainer(**options: Any) -> sm.Explainer:
    return sm.Explainer.clarify(**{"baseline": sm.ShapBaseline.inline("42,fine"), **options})


def explainer_with(**options: Any) -> Callable[[cdk.Stack], object]:
    return config_with(explainer=an_explainer(**options))


def inference_with(**options: Any) -> Callable[[cdk.Stack], object]:
    return explainer_with(inference=sm.ClarifyInferenceOptions(**options))


def metrics_with(**options: Any) -> Callable[[cdk.Stack], object]:
    return config_with(metrics=sm.EndpointMetricsOptions(**options))


def shadowed(stack: cdk.Stack, live: sm.InstanceProductionVariantProps, next: sm.InstanceProductionVariantProps, **props: Any) -> object:
    return sm.EndpointConfig(stack, "Config", instance_production_variants=[live], shadow_production_variants=[next], **props)


def reserved(name: str) -> sm.CapacityReservation:
    return sm.CapacityReservation(ml_reservation_arn=f"{PLANS}/{name}")


def dumps(stack: cdk.Stack, prefix: str | None = None) -> sm.CoreDumpOptions:
    return sm.CoreDumpOptions(destination=at(stack, prefix))


def security_groups(stack: cdk.Stack, count: int) -> list[ec2.ISecurityGroup]:
    return [ec2.SecurityGroup.from_security_group_id(stack, f"Group{i}", f"sg-{i}") for i in range(count)]


def subnets(stack: cdk.Stack, count: int) -> ec2.SubnetSelection:
    return ec2.SubnetSelection(subnets=[ec2.Subnet.from_subnet_id(stack, f"Subnet{i}", f"subnet-{i}") for i in range(count)])


def a_multi_model(stack: cdk.Stack, id: str = "Many") -> sm.Model:
    data = sm.ModelData.from_bucket_prefix(a_bucket(stack), "churn/")
    container = sm.ContainerDefinition(image=an_image(stack), mode=sm.ContainerMode.multi_model(), model_data=data)
    return a_model(stack, id, containers=[container])


def a_direct_model(stack: cdk.Stack) -> sm.Model:
    containers = [sm.ContainerDefinition(image=an_image(stack), container_hostname=name) for name in ("ranking", "translation")]
    return a_model(stack, "Direct", containers=containers, inference_execution_mode=sm.InferenceExecutionMode.DIRECT)


def a_pipeline(stack: cdk.Stack) -> sm.Model:
    return a_model(stack, "Pipeline", containers=[sm.ContainerDefinition(image=an_image(stack))] * 2)


def a_model_of_image(stack: cdk.Stack, image: sm.ContainerImage, **props: Any) -> sm.Model:
    return a_model(stack, "OfImage", containers=[sm.ContainerDefinition(image=image)], **props)


def a_gpu_model(stack: cdk.Stack) -> sm.Model:
    return a_model_of_image(stack, sm.ContainerImage.from_dlc("djl-inference", "0.36.0-lmi-gpu-py312"))


def an_unknown_model(stack: cdk.Stack) -> sm.IModel:
    return sm.Model.from_model_name(stack, "Imported", "churn")


def in_another_region(stack: cdk.Stack) -> sm.IModel:
    return sm.Model.from_model_arn(stack, "Imported", "arn:aws:sagemaker:eu-west-1:123456789012:model/churn")


def unknown(stack: cdk.Stack) -> float:
    """A number that is known at deployment only."""
    return cdk.CfnParameter(stack, "Number", type="Number").value_as_number


def of_several(*problems: str) -> str:
    return f"Test/Config: {len(problems)} problems:\n" + "\n".join(f"  - {problem}" for problem in problems)


# What the call refuses

VARIANTS = [
    Refused(
        "a second shadow variant",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack)],
            shadow_production_variants=[a_variant(stack, "A"), a_variant(stack, "B")],
        ),
        "Test/Config: an endpoint configuration must have at most 1 shadow variant, got 2",
    ),
    Refused(
        "a second shadow variant that is added, with the name of the first",
        lambda stack: sm.EndpointConfig(stack, "Config", shadow_production_variants=[a_variant(stack)]).add_shadow_production_variant(
            model=a_model(stack, "More"), variant_name="main"
        ),
        of_several(
            "an endpoint configuration must have at most 1 shadow variant, got 2",
            "variant 'main': variantName must differ from those of the other variants, got 'main' again",
        ),
    ),
    Refused(
        "all that is wrong with a shadow variant",
        lambda stack: a_config(stack).add_shadow_production_variant(
            model=a_model(stack, "More"), variant_name="no blanks", initial_variant_weight=-1, initial_instance_count=0
        ),
        of_several(
            f"variant 'no blanks': variantName {NAME_RULE}, got 'no blanks'",
            "variant 'no blanks': initialVariantWeight must be at least 0, got -1",
            "variant 'no blanks': initialInstanceCount must be at least 1, got 0",
        ),
    ),
    Refused(
        "a shadow variant with a model of another region",
        lambda stack: a_config(stack).add_shadow_production_variant(model=in_another_region(stack), variant_name="next"),
        "Test/Config: variant 'next': the model must be in the same region (us-east-1), got eu-west-1",
    ),
    Refused(
        "a serverless variant without a model",
        serverless_with(model=None, memory_size_in_mb=1024),
        "Test/Config: variant 'main': model is required; use a Model",
    ),
    Refused(
        "a serverless variant without memory",
        serverless_with(),
        f"Test/Config: variant 'main': memorySizeInMB is required; one of {MEMORY_SIZES}",
    ),
    Refused(
        "a serverless variant with memory given twice",
        serverless_with(memory_size=cdk.Size.gibibytes(1), memory_size_in_mb=1024),
        "Test/Config: variant 'main': memorySize and memorySizeInMB can't be combined; set one of them",
    ),
    Refused(
        "too much memory",
        serverless_with(memory_size=cdk.Size.gibibytes(7)),
        f"Test/Config: variant 'main': memorySize must be one of {MEMORY_SIZES} mebibytes, got 7168 mebibytes",
    ),
    Refused(
        "memory that is not a whole number of gibibytes",
        serverless_with(memory_size=cdk.Size.mebibytes(1536)),
        f"Test/Config: variant 'main': memorySize must be one of {MEMORY_SIZES} mebibytes, got 1536 mebibytes",
    ),
    Refused(
        "memory in a unit that CloudFormation would have to convert",
        lambda stack: serverless_with(memory_size=cdk.Size.gibibytes(unknown(stack)))(stack),
        "Test/Config: variant 'main': memorySize must be given in mebibytes when it is a token; CloudFormation can't convert it",
    ),
]

OPTIONS = [
    Refused(
        "all that is too little for a variant",
        variant_with(
            container_startup_health_check_timeout=cdk.Duration.seconds(59),
            model_data_download_timeout=cdk.Duration.seconds(59),
            variant_instance_provision_timeout=cdk.Duration.seconds(299),
            volume_size=cdk.Size.gibibytes(0),
        ),
        of_several(
            "variant 'main': containerStartupHealthCheckTimeout must be a whole number of seconds between 60 and 3600, got 59 seconds",
            "variant 'main': modelDataDownloadTimeout must be a whole number of seconds between 60 and 3600, got 59 seconds",
            "variant 'main': variantInstanceProvisionTimeout must be a whole number of seconds between 300 and 3600, got 299 seconds",
            "variant 'main': volumeSize must be a whole number of gibibytes between 1 and 512, got 0 gibibytes",
        ),
    ),
    Refused(
        "all that is too much for a variant",
        variant_with(
            model_data_download_timeout=cdk.Duration.seconds(3601),
            variant_instance_provision_timeout=cdk.Duration.seconds(3601),
            volume_size=cdk.Size.gibibytes(513),
        ),
        of_several(
            "variant 'main': modelDataDownloadTimeout must be a whole number of seconds between 60 and 3600, got 3601 seconds",
            "variant 'main': variantInstanceProvisionTimeout must be a whole number of seconds between 300 and 3600, got 3601 seconds",
            "variant 'main': volumeSize must be a whole number of gibibytes between 1 and 512, got 513 gibibytes",
        ),
    ),
    Refused(
        "half a gibibyte",
        variant_with(volume_size=cdk.Size.mebibytes(1536)),
        "Test/Config: variant 'main': volumeSize must be a whole number of gibibytes between 1 and 512, got 1.5 gibibytes",
    ),
    Refused(
        "a volume in a unit that CloudFormation would have to convert",
        lambda stack: variant_with(volume_size=cdk.Size.mebibytes(unknown(stack)))(stack),
        "Test/Config: variant 'main': volumeSize must be given in gibibytes when it is a token; CloudFormation can't convert it",
    ),
    Refused(
        "a timeout in a unit that CloudFormation would have to convert",
        lambda stack: variant_with(model_data_download_timeout=cdk.Duration.minutes(unknown(stack)))(stack),
        "Test/Config: variant 'main': modelDataDownloadTimeout must be given in seconds when it is a token, got minutes; "
        "CloudFormation can't convert it",
    ),
    Refused(
        "a reservation that is none",
        variant_with(capacity_reservation=sm.CapacityReservation(ml_reservation_arn="cr-0123456789abcdef0")),
        f"Test/Config: variant 'main': capacityReservation.mlReservationArn must be {ARN_RULE} (20 to 258 characters), "
        "got 'cr-0123456789abcdef0'",
    ),
    Refused(
        "two reservations",
        lambda stack: a_config(
            stack, a_variant(stack, "A", capacity_reservation=reserved("one")), a_variant(stack, "B", capacity_reservation=reserved("two"))
        ),
        f"Test/Config: the variants of an endpoint can use 1 capacity reservation, got {PLANS}/one and {PLANS}/two; use one of them",
    ),
    Refused(
        "a second reservation of a variant that is added",
        lambda stack: a_config(stack, a_variant(stack, capacity_reservation=reserved("one"))).add_instance_production_variant(
            model=a_model(stack, "More"), variant_name="more", capacity_reservation=reserved("two")
        ),
        f"Test/Config: the variants of an endpoint can use 1 capacity reservation, got {PLANS}/one and {PLANS}/two; use one of them",
    ),
    Refused(
        "a second reservation of a shadow variant",
        lambda stack: a_config(stack, a_variant(stack, capacity_reservation=reserved("one"))).add_shadow_production_variant(
            model=a_model(stack, "More"), variant_name="more", capacity_reservation=reserved("two")
        ),
        f"Test/Config: the variants of an endpoint can use 1 capacity reservation, got {PLANS}/one and {PLANS}/two; use one of them",
    ),
    Refused(
        "a long way to core dumps",
        lambda stack: variant_with(core_dump=dumps(stack, "d" * 501))(stack),
        f"Test/Config: variant 'main': coreDump.destination must have at most 512 characters as a URI, got 513: 's3://models/{'d' * 501}'; "
        "choose a shorter prefix",
    ),
    Refused(
        "pools beside a type",
        variant_with(instance_pools=[a_pool()]),
        "Test/Config: variant 'main': instancePools can't be combined with instanceType; leave instanceType out",
    ),
    Refused(
        "no pool",
        pools_with(),
        "Test/Config: variant 'main': instancePools must not be empty; leave it out, and set instanceType",
    ),
    Refused(
        "too many pools",
        pools_with(*(a_pool() for _ in range(6))),
        "Test/Config: variant 'main': instancePools must have at most 5 entries, got 6",
    ),
    Refused(
        "priorities that are out of range",
        pools_with(a_pool(0), a_pool(6), a_pool(1.5)),
        of_several(
            "variant 'main': instancePools[0].priority must be between 1 and 5, got 0",
            "variant 'main': instancePools[1].priority must be between 1 and 5, got 6",
            "variant 'main': instancePools[2].priority must be a whole number, got 1.5",
        ),
    ),
    Refused(
        "a pool with a model of another region",
        lambda stack: pools_with(a_pool(1), a_pool(2, sm.InstanceType.C5_LARGE, in_another_region(stack)))(stack),
        "Test/Config: variant 'main': the model of instancePools[1] must be in the same region (us-east-1), got eu-west-1",
    ),
    Refused(
        "managed scaling of a variant with a model",
        variant_with(managed_instance_scaling=sm.ManagedInstanceScaling(max_instance_count=2)),
        "Test/Config: variant 'main': managedInstanceScaling is only possible without a model, for inference components; "
        "use autoScaleInstanceCount of the endpoint",
    ),
    Refused(
        "limits of managed scaling that are too low",
        scaling_with(min_instance_count=-1, max_instance_count=0),
        of_several(
            "variant 'main': managedInstanceScaling.minInstanceCount must be at least 0, got -1",
            "variant 'main': managedInstanceScaling.maxInstanceCount must be at least 1, got 0",
        ),
    ),
    Refused(
        "fractions of an instance in managed scaling",
        scaling_with(min_instance_count=0.5, max_instance_count=1.5),
        of_several(
            "variant 'main': managedInstanceScaling.minInstanceCount must be a whole number, got 0.5",
            "variant 'main': managedInstanceScaling.maxInstanceCount must be a whole number, got 1.5",
        ),
    ),
    Refused(
        "limits of managed scaling in the wrong order",
        scaling_with(min_instance_count=3, max_instance_count=2),
        "Test/Config: variant 'main': managedInstanceScaling.minInstanceCount must be at most maxInstanceCount (2), got 3",
    ),
    Refused(
        "consolidation that is too quick",
        consolidation_with(cooldown=cdk.Duration.minutes(4), maximum_step_size=0),
        of_several(
            "variant 'main': managedInstanceScaling.scaleInPolicy.cooldown must be a whole number of minutes between 5 and 1440, "
            "got 4 minutes",
            "variant 'main': managedInstanceScaling.scaleInPolicy.maximumStepSize must be between 1 and 100, got 0",
        ),
    ),
    Refused(
        "consolidation that is too slow",
        consolidation_with(cooldown=cdk.Duration.minutes(1441), maximum_step_size=101),
        of_several(
            "variant 'main': managedInstanceScaling.scaleInPolicy.cooldown must be a whole number of minutes between 5 and 1440, "
            "got 1441 minutes",
            "variant 'main': managedInstanceScaling.scaleInPolicy.maximumStepSize must be between 1 and 100, got 101",
        ),
    ),
    Refused(
        "fractions of consolidation",
        consolidation_with(cooldown=cdk.Duration.seconds(330), maximum_step_size=1.5),
        of_several(
            "variant 'main': managedInstanceScaling.scaleInPolicy.cooldown must be a whole number of minutes between 5 and 1440, "
            "got 5.5 minutes",
            "variant 'main': managedInstanceScaling.scaleInPolicy.maximumStepSize must be a whole number, got 1.5",
        ),
    ),
    Refused(
        "a cooldown in a unit that CloudFormation would have to convert",
        lambda stack: consolidation_with(cooldown=cdk.Duration.seconds(unknown(stack)))(stack),
        "Test/Config: variant 'main': managedInstanceScaling.scaleInPolicy.cooldown must be given in minutes when it is a token, "
        "got seconds; CloudFormation can't convert it",
    ),
    Refused(
        "prefixes that are too short, and no threshold",
        lambda stack: sm.RoutingStrategy.prefix_aware(prefix_length=1023, concurrency_threshold=0),
        "RoutingStrategy.prefixAware: prefixLength must be between 1024 and 65536, got 1023; "
        "concurrencyThreshold must be between 1 and 1024, got 0",
    ),
    Refused(
        "prefixes that are too long, and a threshold that is too high",
        lambda stack: sm.RoutingStrategy.prefix_aware(prefix_length=65537, concurrency_threshold=1025),
        "RoutingStrategy.prefixAware: prefixLength must be between 1024 and 65536, got 65537; "
        "concurrencyThreshold must be between 1 and 1024, got 1025",
    ),
    Refused(
        "fractions of characters and requests",
        lambda stack: sm.RoutingStrategy.prefix_aware(prefix_length=1024.5, concurrency_threshold=1.5),
        "RoutingStrategy.prefixAware: prefixLength must be a whole number, got 1024.5; "
        "concurrencyThreshold must be a whole number, got 1.5",
    ),
]

ASYNC = [
    Refused(
        "long ways to responses and failures",
        lambda stack: async_with(output=at(stack, "r" * 501), failure=at(stack, "f" * 502))(stack),
        of_several(
            f"asyncInference.output must have at most 512 characters as a URI, got 513: 's3://models/{'r' * 501}'; choose a shorter prefix",
            f"asyncInference.failure must have at most 512 characters as a URI, got 514: 's3://models/{'f' * 502}'; "
            "choose a shorter prefix",
        ),
    ),
    Refused(
        "no invocation at a time",
        async_with(max_concurrent_invocations_per_instance=0),
        "Test/Config: asyncInference.maxConcurrentInvocationsPerInstance must be between 1 and 1000, got 0",
    ),
    Refused(
        "too many invocations at a time",
        async_with(max_concurrent_invocations_per_instance=1001),
        "Test/Config: asyncInference.maxConcurrentInvocationsPerInstance must be between 1 and 1000, got 1001",
    ),
    Refused(
        "half an invocation",
        async_with(max_concurrent_invocations_per_instance=0.5),
        "Test/Config: asyncInference.maxConcurrentInvocationsPerInstance must be a whole number, got 0.5",
    ),
    Refused(
        "more topics than there are",
        async_with(include_inference_response_in=[sm.AsyncNotificationTopic.SUCCESS] * 3),
        "Test/Config: asyncInference.includeInferenceResponseIn must have at most 2 entries, got 3",
    ),
]

CAPTURE = [
    Refused(
        "a long way to captured data",
        lambda stack: capture_with(destination=at(stack, "c" * 501))(stack),
        f"Test/Config: dataCapture.destination must have at most 512 characters as a URI, got 513: 's3://models/{'c' * 501}'; "
        "choose a shorter prefix",
    ),
    Refused(
        "less than nothing",
        capture_with(sampling_percentage=-1),
        "Test/Config: dataCapture.samplingPercentage must be between 0 and 100, got -1",
    ),
    Refused(
        "more than all",
        capture_with(sampling_percentage=101),
        "Test/Config: dataCapture.samplingPercentage must be between 0 and 100, got 101",
    ),
    Refused(
        "a fraction of a percent",
        capture_with(sampling_percentage=0.5),
        "Test/Config: dataCapture.samplingPercentage must be a whole number, got 0.5",
    ),
    Refused(
        "neither requests nor responses",
        capture_with(capture_modes=[]),
        "Test/Config: dataCapture.captureModes must not be empty; leave it out to capture requests and responses",
    ),
    Refused(
        "too many modes",
        capture_with(capture_modes=[sm.CaptureMode.INPUT] * 33),
        "Test/Config: dataCapture.captureModes must have at most 32 entries, got 33",
    ),
    Refused(
        "no content type",
        capture_with(csv_content_types=[], json_content_types=[]),
        of_several(
            "dataCapture.csvContentTypes must not be empty; leave it out",
            "dataCapture.jsonContentTypes must not be empty; leave it out",
        ),
    ),
    Refused(
        "too many content types",
        capture_with(csv_content_types=["text/csv"] * 11, json_content_types=["application/json"] * 11),
        of_several(
            "dataCapture.csvContentTypes must have at most 10 entries, got 11",
            "dataCapture.jsonContentTypes must have at most 10 entries, got 11",
        ),
    ),
    Refused(
        "content types that are none",
        capture_with(csv_content_types=["text/csv", "csv"], json_content_types=["application/json; charset=utf-8"]),
        of_several(
            "dataCapture.csvContentTypes[1] must be a content type such as 'text/csv' (1 to 256 characters), got 'csv'",
            "dataCapture.jsonContentTypes[0] must be a content type such as 'text/csv' (1 to 256 characters), "
            "got 'application/json; charset=utf-8'",
        ),
    ),
]

EXPLAINERS = [
    Refused(
        "an empty baseline",
        explainer_with(baseline=sm.ShapBaseline.inline("")),
        "Test/Config: explainer.baseline must be records; put larger ones into a bucket (1 to 4096 characters), got ''",
    ),
    Refused(
        "a large baseline",
        explainer_with(baseline=sm.ShapBaseline.inline("1" * 4097)),
        f"Test/Config: explainer.baseline must be records; put larger ones into a bucket (1 to 4096 characters), got '{'1' * 4097}'",
    ),
    Refused(
        "a long way to the baseline",
        lambda stack: explainer_with(baseline=sm.ShapBaseline.from_bucket(a_bucket(stack), "b" * 1013))(stack),
        f"Test/Config: explainer.baseline must be an s3:// or https:// URL (1 to 1024 characters), got 's3://models/{'b' * 1013}'",
    ),
    Refused(
        "a MIME type that is none",
        explainer_with(baseline=sm.ShapBaseline.inline("42,fine", mime_type="csv")),
        "Test/Config: explainer.baseline.mimeType must be a MIME type such as 'text/csv' (1 to 255 characters), got 'csv'",
    ),
    Refused(
        "an empty expression",
        explainer_with(enable_explanations=""),
        "Test/Config: explainer.enableExplanations must be an expression (1 to 64 characters), got ''",
    ),
    Refused(
        "no samples, and half a seed",
        explainer_with(number_of_samples=0, seed=0.5),
        of_several("explainer.numberOfSamples must be at least 1, got 0", "explainer.seed must be a whole number, got 0.5"),
    ),
    Refused(
        "half a sample",
        explainer_with(number_of_samples=1.5),
        "Test/Config: explainer.numberOfSamples must be a whole number, got 1.5",
    ),
    Refused(
        "a language by its whole name",
        explainer_with(text=sm.ClarifyTextOptions(granularity=sm.ClarifyTextGranularity.TOKEN, language="english")),
        f"Test/Config: explainer.text.language must be one of {LANGUAGES}, got english",
    ),
    Refused(
        "long expressions",
        inference_with(features_attribute="f" * 65, content_template="t" * 65, probability_attribute="p" * 65, label_attribute="l" * 65),
        of_several(
            f"explainer.inference.featuresAttribute must be an expression (1 to 64 characters), got '{'f' * 65}'",
            f"explainer.inference.contentTemplate must be an expression (1 to 64 characters), got '{'t' * 65}'",
            f"explainer.inference.probabilityAttribute must be an expression (1 to 64 characters), got '{'p' * 65}'",
            f"explainer.inference.labelAttribute must be an expression (1 to 64 characters), got '{'l' * 65}'",
        ),
    ),
    Refused(
        "no features and labels",
        inference_with(feature_headers=[], feature_types=[], label_headers=[]),
        of_several(
            "explainer.inference.featureHeaders must not be empty; leave it out",
            "explainer.inference.featureTypes must not be empty; leave it out",
            "explainer.inference.labelHeaders must not be empty; leave it out",
        ),
    ),
    Refused(
        "too many features and labels",
        inference_with(feature_headers=["f"] * 257, feature_types=[sm.ClarifyFeatureType.TEXT] * 257, label_headers=["l"] * 17),
        of_several(
            "explainer.inference.featureHeaders must have at most 256 entries, got 257",
            "explainer.inference.featureTypes must have at most 256 entries, got 257",
            "explainer.inference.labelHeaders must have at most 16 entries, got 17",
        ),
    ),
    Refused(
        "names of features and labels",
        inference_with(feature_headers=["age", ""], label_headers=["l" * 65]),
        of_several(
            "explainer.inference.featureHeaders[1] must be a name (1 to 64 characters), got ''",
            f"explainer.inference.labelHeaders[0] must be a name (1 to 64 characters), got '{'l' * 65}'",
        ),
    ),
    Refused(
        "numbers that are too low",
        inference_with(max_record_count=0, max_payload=cdk.Size.mebibytes(0), probability_index=-1, label_index=-1),
        of_several(
            "explainer.inference.maxRecordCount must be at least 1, got 0",
            "explainer.inference.maxPayload must be a whole number of mebibytes between 1 and 25, got 0 mebibytes",
            "explainer.inference.probabilityIndex must be at least 0, got -1",
            "explainer.inference.labelIndex must be at least 0, got -1",
        ),
    ),
    Refused(
        "fractions of records, mebibytes and columns",
        inference_with(max_record_count=1.5, max_payload=cdk.Size.kibibytes(1536), probability_index=0.5, label_index=0.5),
        of_several(
            "explainer.inference.maxRecordCount must be a whole number, got 1.5",
            "explainer.inference.maxPayload must be a whole number of mebibytes between 1 and 25, got 1.5 mebibytes",
            "explainer.inference.probabilityIndex must be a whole number, got 0.5",
            "explainer.inference.labelIndex must be a whole number, got 0.5",
        ),
    ),
    Refused(
        "a large payload",
        inference_with(max_payload=cdk.Size.mebibytes(26)),
        "Test/Config: explainer.inference.maxPayload must be a whole number of mebibytes between 1 and 25, got 26 mebibytes",
    ),
]

METRICS = [
    Refused(
        "a frequency that is not offered",
        metrics_with(publish_frequency=cdk.Duration.seconds(15)),
        "Test/Config: metrics.publishFrequency must be one of 10, 30, 60, 120, 180, 240, 300 seconds, got 15 seconds",
    ),
    Refused(
        "a frequency in a unit that CloudFormation would have to convert",
        lambda stack: metrics_with(publish_frequency=cdk.Duration.minutes(unknown(stack)))(stack),
        "Test/Config: metrics.publishFrequency must be given in seconds when it is a token, got minutes; CloudFormation can't convert it",
    ),
]

NETWORK = [
    Refused(
        "a network without a VPC",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            vpc_subnets=ec2.SubnetSelection(),
            security_groups=security_groups(stack, 1),
            allow_all_outbound=True,
        ),
        "Test/Config: vpcSubnets, securityGroups, allowAllOutbound can only be set together with vpc; set vpc too",
    ),
    Refused(
        "no security group",
        lambda stack: sm.EndpointConfig(stack, "Config", vpc=a_vpc(stack), security_groups=[]),
        "Test/Config: securityGroups must not be empty; leave it out to have one made",
    ),
    Refused(
        "too many security groups",
        lambda stack: sm.EndpointConfig(stack, "Config", vpc=a_vpc(stack), security_groups=security_groups(stack, 6)),
        "Test/Config: securityGroups must have at most 5 entries, got 6",
    ),
    Refused(
        "the rules of security groups that are given",
        lambda stack: sm.EndpointConfig(
            stack, "Config", vpc=a_vpc(stack), security_groups=security_groups(stack, 1), allow_all_outbound=False
        ),
        "Test/Config: allowAllOutbound can't be combined with securityGroups; set it on those security groups",
    ),
    Refused(
        "no subnet",
        lambda stack: sm.EndpointConfig(stack, "Config", vpc=a_vpc(stack), vpc_subnets=subnets(stack, 0)),
        "Test/Config: vpcSubnets selects no subnet; select at least 1",
    ),
    Refused(
        "too many subnets",
        lambda stack: sm.EndpointConfig(stack, "Config", vpc=a_vpc(stack), vpc_subnets=subnets(stack, 17)),
        "Test/Config: the selected vpcSubnets must have at most 16 entries, got 17",
    ),
    Refused(
        "the connections of a configuration without a VPC",
        lambda stack: a_config(stack).connections,
        "Test/Config: the endpoint configuration is not in a VPC, so it has no network connections; set vpc, "
        "or use the connections of the models",
    ),
]

AT_THE_CALL = [*VARIANTS, *OPTIONS, *ASYNC, *CAPTURE, *EXPLAINERS, *METRICS, *NETWORK]

# What the finished configuration is refused for

AT_SYNTH = [
    Refused(
        "a shadow of nothing",
        lambda stack: sm.EndpointConfig(stack, "Config", shadow_production_variants=[a_variant(stack)]),
        "[Test/Config] an endpoint configuration must have at least 1 production variant, got 0; "
        "set instanceProductionVariants or serverlessProductionVariant",
    ),
    Refused(
        "asynchronous inference without a server",
        lambda stack: a_serverless_config(stack, async_inference=async_inference(stack)),
        "[Test/Config] serverless variant 'main' can't be combined with asyncInference; leave it out, or use an instance variant",
    ),
    Refused(
        "data that is captured without a server",
        lambda stack: a_serverless_config(stack, data_capture=data_capture(stack)),
        "[Test/Config] serverless variant 'main' can't be combined with dataCapture; leave it out, or use an instance variant",
    ),
    Refused(
        "many models without a server",
        lambda stack: serverless_with(model=a_multi_model(stack), memory_size_in_mb=1024)(stack),
        "[Test/Config] serverless variant 'main' can't host the model 'Test/Many', which has a multi-model container; "
        "make it a single-model container or use an instance variant",
    ),
    Refused(
        "uncompressed artifacts without a server",
        lambda stack: serverless_with(
            model=a_model(
                stack,
                containers=[
                    sm.ContainerDefinition(image=an_image(stack), model_data=sm.ModelData.from_bucket_prefix(a_bucket(stack), "churn/"))
                ],
            ),
            memory_size_in_mb=1024,
        )(stack),
        "[Test/Config] serverless variant 'main' can't host the model 'Test/Model', which has artifacts that are uncompressed, licensed "
        "or of a hub; give it one archive or use an instance variant",
    ),
    Refused(
        "an image of another account without a server",
        lambda stack: serverless_with(
            model=a_model_of_image(
                stack, sm.ContainerImage.from_ecr_repository_arn("arn:aws:ecr:us-east-1:111122223333:repository/churn", "1.0")
            ),
            memory_size_in_mb=1024,
        )(stack),
        "[Test/Config] serverless variant 'main' can't host the model 'Test/OfImage', which has an image in a repository of account "
        "111122223333; copy the image to the account of the endpoint or use an instance variant",
    ),
    Refused(
        "two asynchronous variants",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack, "A"), a_variant(stack, "B")],
            async_inference=async_inference(stack),
        ),
        "[Test/Config] asyncInference takes exactly 1 instance variant, got 2; leave the others out",
    ),
    Refused(
        "many asynchronous models",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack, model=a_multi_model(stack))],
            async_inference=async_inference(stack),
        ),
        "[Test/Config] asyncInference can't be combined with variant 'main', whose model 'Test/Many' has a multi-model container; "
        "use another model",
    ),
    Refused(
        "asynchronous containers that are invoked directly",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack, model=a_direct_model(stack))],
            async_inference=async_inference(stack),
        ),
        "[Test/Config] asyncInference can't be combined with variant 'main', whose model 'Test/Direct' has containers that are invoked "
        "directly; use another model",
    ),
    Refused(
        "the shadow of a serverless variant",
        lambda stack: a_serverless_config(stack, shadow_production_variants=[a_variant(stack, "next")]),
        "[Test/Config] a shadow variant can't be combined with a serverless variant; use an instance variant",
    ),
    Refused(
        "the shadow of two variants",
        lambda stack: a_config(stack, a_variant(stack, "A"), a_variant(stack, "B")).add_shadow_production_variant(
            model=a_model(stack, "Next"), variant_name="next"
        ),
        "[Test/Config] a shadow variant takes exactly 1 production variant, got 2; leave the others out",
    ),
    Refused(
        "the shadow of an asynchronous variant",
        lambda stack: shadowed(stack, a_variant(stack, "live"), a_variant(stack, "next"), async_inference=async_inference(stack)),
        "[Test/Config] a shadow variant can't be combined with asyncInference; leave one of them out",
    ),
    Refused(
        "the shadow of a pipeline",
        lambda stack: shadowed(stack, a_variant(stack, "live", model=a_pipeline(stack)), a_variant(stack, "next")),
        "[Test/Config] variant 'live' can't be part of a shadow test, because its model 'Test/Pipeline' has 2 containers; "
        "use another model",
    ),
    Refused(
        "a shadow with many models",
        lambda stack: shadowed(stack, a_variant(stack, "live"), a_variant(stack, "next", model=a_multi_model(stack))),
        "[Test/Config] variant 'next' can't be part of a shadow test, because its model 'Test/Many' has a multi-model container; "
        "use another model",
    ),
    Refused(
        "the VPC of a configuration whose variant has a model",
        lambda stack: config_with(vpc=a_vpc(stack))(stack),
        "[Test/Config] vpc can't be combined with variant 'main', which has a model; set vpc of the model instead",
    ),
    Refused(
        "the isolation of a configuration whose variant has a model",
        config_with(network_isolation=True),
        "[Test/Config] networkIsolation can't be combined with variant 'main', which has a model; "
        "set networkIsolation of the model instead",
    ),
    Refused(
        "security groups of a configuration that become too many",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[components()],
            vpc=a_vpc(stack),
            security_groups=security_groups(stack, 5),
        ).connections.add_security_group(ec2.SecurityGroup.from_security_group_id(stack, "Sixth", "sg-6")),
        "[Test/Config] an endpoint configuration must have at most 5 security groups, got 6",
    ),
]

# What is warned of; test_endpoint_configs.py and test_encryption.py have allWeightsZero, elasticInference, fixedEndpointConfigName,
# unknownInstanceType and encryptionKeyOfImportedModel

WARNINGS = [
    WarnedOf(
        "volumeSizeOfLocalDisk",
        "the size of a local disk",
        variant_with(instance_type=sm.InstanceType.G5_XLARGE, volume_size=cdk.Size.gibibytes(100)),
        "variant 'main' has a volumeSize, but ml.g5.xlarge has a local disk instead, and SageMaker may refuse the size; leave it out",
    ),
    WarnedOf(
        "inferenceAmiOfOtherProcessor",
        "drivers for another accelerator",
        variant_with(instance_type=sm.InstanceType.INF2_XLARGE, inference_ami_version=sm.InferenceAmiVersion.AL2_GPU_3_1),
        "inferenceAmiVersion al2-ami-sagemaker-inference-gpu-3-1 of variant 'main' is for gpu, but ml.inf2.xlarge has neuron; "
        "choose another one",
    ),
    WarnedOf(
        "instancePoolTwice",
        "a priority twice",
        pools_with(a_pool(1), a_pool(1, sm.InstanceType.C5_LARGE)),
        "instancePools of variant 'main' have a priority or an instanceType twice; let each have its own",
    ),
    WarnedOf(
        "instancePoolTwice",
        "a type twice",
        pools_with(a_pool(1), a_pool(2)),
        "instancePools of variant 'main' have a priority or an instanceType twice; let each have its own",
    ),
    WarnedOf(
        "reservationOfPools",
        "a reservation for pools",
        variant_with(instance_type=None, instance_pools=[a_pool()], capacity_reservation=reserved("plan")),
        "variant 'main' has instancePools, but its capacityReservation is for one type of instances; leave one of them out",
    ),
    WarnedOf(
        "poolModelOfComponents",
        "a pool with a model where there is none",
        lambda stack: components_with(instance_type=None, instance_pools=[a_pool(model=a_model(stack))])(stack),
        "variant 'main' has no model, but instancePools with one; a model is only looked at where the variant has one",
    ),
    WarnedOf(
        "ignoredWithoutModel",
        "weight and access without a model",
        components_with(initial_variant_weight=1, ssm_access=True),
        "initialVariantWeight and ssmAccess of variant 'main' is left out, because the variant has no model; remove it",
    ),
    WarnedOf(
        "initialCountOutsideOfScaling",
        "a first count that is too high for managed scaling",
        components_with(initial_instance_count=3, managed_instance_scaling=sm.ManagedInstanceScaling(max_instance_count=2)),
        "initialInstanceCount 3 of variant 'main' is not within the limits of managedInstanceScaling; choose a count between them",
    ),
    WarnedOf(
        "initialCountOutsideOfScaling",
        "a first count that is too low for managed scaling",
        components_with(
            initial_instance_count=1, managed_instance_scaling=sm.ManagedInstanceScaling(min_instance_count=2, max_instance_count=4)
        ),
        "initialInstanceCount 1 of variant 'main' is not within the limits of managedInstanceScaling; choose a count between them",
    ),
    WarnedOf(
        "unknownModelRole",
        "access and core dumps of a role that is not known",
        lambda stack: variant_with(model=an_unknown_model(stack), ssm_access=True, core_dump=dumps(stack))(stack),
        "the role of the imported model 'Test/Imported' is not known, so it can't be granted what ssmAccess and coreDump "
        "of variant 'main' takes; import the model with its role",
    ),
    WarnedOf(
        "unknownModelRole",
        "captured data of a role that is not known",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack, model=an_unknown_model(stack))],
            data_capture=data_capture(stack),
        ),
        "the role of the imported model 'Test/Imported' is not known, so it can't be granted what it needs for this configuration, "
        "such as to write to a bucket; import the model with its role",
    ),
    WarnedOf(
        "mixedVariants",
        "variants with and without a model",
        lambda stack: a_config(stack, a_variant(stack), components("components")),
        "some variants have a model and others have none, for inference components; AWS documents no such endpoint; "
        "let either all have a model, or none",
    ),
    WarnedOf(
        "prefixAwareSingleInstance",
        "prefixes on one instance",
        variant_with(routing_strategy=sm.RoutingStrategy.prefix_aware(prefix_length=1024, concurrency_threshold=1)),
        "routingStrategy of variant 'main' compares prefixes to choose among instances, but there is 1; "
        "set initialInstanceCount to 2 or more",
    ),
    WarnedOf(
        "ssmAccessIsolated",
        "access to an isolated model",
        lambda stack: variant_with(model=a_model(stack, network_isolation=True), ssm_access=True)(stack),
        "ssmAccess of variant 'main' can't work, because its model has networkIsolation, which blocks the session",
    ),
    WarnedOf(
        "roleBesideModel",
        "a role where each variant has a model",
        lambda stack: config_with(role=iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com")))(stack),
        "role is for inference components, but each variant has a model, and acts as the role of that; leave role out",
    ),
    WarnedOf(
        "roleOfOtherAccount",
        "a role of another account",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[components()],
            role=iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::111122223333:role/theirs"),
        ),
        "role is of account 111122223333, but only a role of account 123456789012 can be passed on to SageMaker here; use one, "
        "and let it assume the other where its permissions are needed",
    ),
    WarnedOf(
        "singleAvailabilityZone",
        "a VPC of one zone",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[components()],
            vpc=ec2.Vpc(stack, "Vpc", availability_zones=["us-east-1a"]),
        ),
        "the selected subnets are all in us-east-1a; AWS asks for at least 2 availability zones, so that the endpoint outlives one of them",
    ),
    WarnedOf(
        "imageProcessor",
        "an image for a GPU on a CPU",
        lambda stack: variant_with(model=a_gpu_model(stack))(stack),
        "variant 'main': an image of its model is made for gpu, but instanceType ml.m5.large has cpu; "
        "choose an image and instances that fit",
    ),
    WarnedOf(
        "imageProcessor",
        "an image for a CPU on a GPU",
        lambda stack: variant_with(
            model=a_model_of_image(stack, sm.ContainerImage.from_dlc("pytorch-inference", "2.6.0-cpu-py312-ubuntu22.04-sagemaker")),
            instance_type=sm.InstanceType.G5_XLARGE,
        )(stack),
        "variant 'main': instanceType ml.g5.xlarge has gpu, which no image of its model uses, all being made for cpu; "
        "choose an image and instances that fit",
    ),
    WarnedOf(
        "imageProcessor",
        "an image for a GPU without a server",
        lambda stack: serverless_with(model=a_gpu_model(stack), memory_size_in_mb=1024)(stack),
        "variant 'main': an image of its model is made for gpu, but serverless inference has cpu; choose an image and instances that fit",
    ),
    WarnedOf(
        "imageProcessor",
        "an image for a GPU in a pool of CPUs",
        lambda stack: variant_with(
            model=a_gpu_model(stack),
            instance_type=None,
            instance_pools=[a_pool(1, sm.InstanceType.G5_XLARGE), a_pool(2, sm.InstanceType.C5_LARGE)],
        )(stack),
        "variant 'main': an image of its model is made for gpu, but instanceType ml.c5.large has cpu; "
        "choose an image and instances that fit",
    ),
    WarnedOf(
        "responseWithoutTopic",
        "responses in notifications of topics that are not there",
        async_with(include_inference_response_in=[sm.AsyncNotificationTopic.SUCCESS, sm.AsyncNotificationTopic.ERROR]),
        "includeInferenceResponseIn names a topic that is not there; set successTopic and errorTopic",
    ),
    WarnedOf(
        "asyncDataCapture",
        "asynchronous data that is captured",
        lambda stack: config_with(async_inference=async_inference(stack), data_capture=data_capture(stack))(stack),
        "asyncInference is not known to work with dataCapture; what an asynchronous endpoint answers is in the bucket anyway",
    ),
    WarnedOf(
        "asyncComponents",
        "asynchronous inference components",
        lambda stack: sm.EndpointConfig(
            stack, "Config", instance_production_variants=[components()], async_inference=async_inference(stack)
        ),
        "asynchronous requests have no way to name an inference component; give the variant a model, or leave asyncInference out",
    ),
    WarnedOf(
        "asyncPipeline",
        "an asynchronous pipeline",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack, model=a_pipeline(stack))],
            async_inference=async_inference(stack),
        ),
        "asyncInference is not known to work with variant 'main', whose model has 2 containers",
    ),
    WarnedOf(
        "asyncInferentia1",
        "asynchronous inference on Inferentia 1",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack, instance_type=sm.InstanceType.INF1_XLARGE)],
            async_inference=async_inference(stack),
        ),
        "asyncInference is not known to work with ml.inf1 instances; choose another instanceType",
    ),
    WarnedOf(
        "captureModeTwice",
        "requests that are captured twice",
        capture_with(capture_modes=[sm.CaptureMode.INPUT, sm.CaptureMode.INPUT]),
        "captureModes of dataCapture has an entry twice; leave one out",
    ),
    WarnedOf(
        "captureInputAndOutput",
        "requests and responses by one setting",
        capture_with(capture_modes=[sm.CaptureMode.INPUT_AND_OUTPUT]),
        "endpoints have refused INPUT_AND_OUTPUT as one of captureModes; use INPUT and OUTPUT",
    ),
    WarnedOf(
        "captureOfManyModels",
        "captured data of many models",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack, model=a_multi_model(stack))],
            data_capture=data_capture(stack),
        ),
        "dataCapture is not known to work with variant 'main', whose model has a multi-model container",
    ),
    WarnedOf(
        "captureOfManyModels",
        "captured data of containers that are invoked directly",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack, model=a_direct_model(stack))],
            data_capture=data_capture(stack),
        ),
        "dataCapture is not known to work with variant 'main', whose model has containers that are invoked directly",
    ),
    WarnedOf(
        "explainerTextFeature",
        "text that is no feature",
        explainer_with(
            text=sm.ClarifyTextOptions(granularity=sm.ClarifyTextGranularity.TOKEN, language="en"),
            inference=sm.ClarifyInferenceOptions(feature_types=[sm.ClarifyFeatureType.NUMERICAL]),
        ),
        "explainer has text, but none of featureTypes is TEXT; add it",
    ),
    WarnedOf(
        "serverlessExplainer",
        "explanations without a server",
        lambda stack: a_serverless_config(stack, explainer=an_explainer()),
        "explainer is not known to work with serverless inference; use an instance variant",
    ),
    WarnedOf(
        "shadowOfSameName",
        "a shadow of the same name",
        lambda stack: shadowed(stack, a_variant(stack), a_variant(stack, model=a_model(stack, "Next"))),
        "a shadow variant has the name of a production variant, 'main'; give it another one",
    ),
    WarnedOf(
        "shadowWithoutModel",
        "the shadow of inference components",
        lambda stack: shadowed(stack, components("live"), components("next")),
        "a shadow test is not known to work with variants without a model; give each a model",
    ),
    WarnedOf(
        "shadowInferentia1",
        "a shadow on Inferentia 1",
        lambda stack: shadowed(stack, a_variant(stack, "live"), a_variant(stack, "next", instance_type=sm.InstanceType.INF1_XLARGE)),
        "a shadow test is not known to work with ml.inf1 instances; choose another instanceType",
    ),
    WarnedOf(
        "encryptionKeyOfLocalDisk",
        "the key of a local disk",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            encryption_key=kms.Key(stack, "Key"),
            instance_production_variants=[a_variant(stack, instance_type=sm.InstanceType.G5_XLARGE)],
        ),
        "encryptionKey does not encrypt the local disk of ml.g5.xlarge, which its hardware encrypts anyway",
    ),
    WarnedOf(
        "encryptionKeyBehindAlias",
        "a key behind an alias",
        lambda stack: config_with(encryption_key=kms.Alias.from_alias_name(stack, "Alias", "alias/churn"))(stack),
        "encryptionKey is an imported alias, whose key is not known, so the roles of the models can't be granted the use of it; "
        "import the key by its ARN",
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

    assert warnings_of(stack) == [f"Test/Config: {warned_of.message} [ack: cdk-sagemaker-hosting:{warned_of.id}]"]


def test_a_serverless_variant_takes_no_image_of_a_private_registry(app: cdk.App, stack: cdk.Stack) -> None:
    model = a_model_of_image(stack, sm.ContainerImage.from_registry("registry.corp.example/churn:3"), vpc=a_vpc(stack))

    serverless_with(model=model, memory_size_in_mb=1024)(stack)

    assert problems_at_synth(app) == [
        "[Test/Config] serverless variant 'main' can't host the model 'Test/OfImage', which has a VPC; "
        "leave its vpc out or use an instance variant",
        "[Test/Config] serverless variant 'main' can't host the model 'Test/OfImage', which has an image in a private registry; "
        "copy the image to Amazon ECR or use an instance variant",
    ]


def test_a_pool_takes_no_model_of_another_account() -> None:
    stack = a_stack()
    model = a_model(a_stack(id="Elsewhere", account="210987654321"))

    message = message_of(lambda: pools_with(a_pool(model=model))(stack))

    assert message == (
        "Test/Config: variant 'main': the model of instancePools[0] must be in the same account (123456789012), got 210987654321"
    )


@pytest.mark.parametrize(
    "attempt",
    [
        lambda stack: sm.AsyncInferenceOptions(),  # type: ignore[call-arg]
        lambda stack: sm.DataCaptureOptions(),  # type: ignore[call-arg]
        lambda stack: sm.CoreDumpOptions(),  # type: ignore[call-arg]
        lambda stack: sm.CapacityReservation(),  # type: ignore[call-arg]
        lambda stack: sm.InstancePool(instance_type=sm.InstanceType.M5_LARGE),  # type: ignore[call-arg]
        lambda stack: sm.Explainer.clarify(),  # type: ignore[call-arg]
        lambda stack: sm.RoutingStrategy.prefix_aware(prefix_length=1024),  # type: ignore[call-arg]
        lambda stack: async_inference(stack, include_inference_response_in=["SUCCESS_NOTIFICATION_TOPIC"]),
        lambda stack: data_capture(stack, capture_modes=["Input"]),
        lambda stack: sm.ClarifyInferenceOptions(feature_types=["text"]),  # type: ignore[list-item]
        lambda stack: sm.ClarifyTextOptions(granularity="token", language="en"),  # type: ignore[arg-type]
        lambda stack: a_variant(stack, routing_strategy="RANDOM"),
        lambda stack: a_variant(stack, volume_size=100),
        lambda stack: a_variant(stack, inference_ami_version="al2-ami-sagemaker-inference-gpu-2"),
    ],
    ids=[
        "no place for responses",
        "no place for captured data",
        "no place for core dumps",
        "no reservation",
        "no priority",
        "no baseline",
        "no threshold",
        "a text as topic",
        "a text as mode",
        "a text as type of a feature",
        "a text as granularity",
        "a text as routing strategy",
        "a number as size",
        "a text as machine image",
    ],
)
def test_fails_in_python_already(stack: cdk.Stack, attempt: Callable[[cdk.Stack], object]) -> None:
    with pytest.raises(TypeError):
        attempt(stack)
