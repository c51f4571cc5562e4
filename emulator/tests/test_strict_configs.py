"""What SageMaker refuses of endpoint configurations, and what is next to it and accepted."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Cloud
from hosting import config, model, name_of, variant
from set_up import network
from strict import DATA, accepted, container, of, refused, serverless, several, source

ASYNC = {"OutputConfig": {"S3OutputPath": "s3://bucket/answers"}}
CAPTURE = {
    "InitialSamplingPercentage": 20,
    "DestinationS3Uri": "s3://bucket/captured",
    "CaptureOptions": [{"CaptureMode": "Input"}],
}


def shadow(**properties: Any) -> dict[str, Any]:
    return config(variant(), ShadowProductionVariants=[variant("shadow")], **properties)


MULTI_MODEL = of({**container(), "Mode": "MultiModel", "ModelDataUrl": "s3://bucket/models/"})
DIRECT = of(*several(2), InferenceExecutionConfig={"Mode": "Direct"})
CONFIGS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "an unknown instance type": (model(), config(variant(InstanceType="ml.m5.tiny")), "ml.m5.tiny"),
    "an unknown routing strategy": (
        model(),
        config(variant(RoutingConfig={"RoutingStrategy": "SHORTEST"})),
        "'SHORTEST' is not a valid enum value",
    ),
    "no count": (
        model(),
        config({"VariantName": "main", "ModelName": name_of("Model"), "InstanceType": "ml.m5.large"}),
        "InitialInstanceCount is required for variant main.",
    ),
    "a count of zero": (model(), config(variant(InitialInstanceCount=0)), "0 is not greater or equal to 1"),
    "eleven variants": (model(), config(*[variant(f"v{i}") for i in range(11)]), "#/ProductionVariants: expected maximum Items: 10, found: 11"),
    "two variants of one name": (model(), config(variant("a"), variant("a")), "variant names must be unique"),
    "a negative weight": (model(), config(variant(weight=-1)), "InitialVariantWeight"),
    "51 tags": (model(), config(Tags=[{"Key": f"k{i}", "Value": "v"} for i in range(51)]), "50"),
    "serverless in a network": (model(VpcConfig="network"), config(serverless()), "A model with a VpcConfig"),
    "serverless in isolation": (model(EnableNetworkIsolation=True), config(serverless()), "Network isolation is not"),
    "serverless and asynchronous": (
        model(),
        config(serverless(), AsyncInferenceConfig=ASYNC),
        "AsyncInferenceConfig is not supported for serverless endpoints.",
    ),
    "serverless with capture": (
        model(),
        config(serverless(), DataCaptureConfig=CAPTURE),
        "DataCaptureConfig is not supported for serverless endpoints.",
    ),
    "serverless with two variants": (model(), config(serverless(), variant("b")), "exactly one variant"),
    "serverless multi-model": (MULTI_MODEL, config(serverless()), "The mode MultiModel is not supported"),
    "serverless pipeline": (of(*several(2)), config(serverless()), "A model with several containers is not"),
    "serverless with a data source": (
        of(source(DATA, "S3Object", "Gzip")),
        config(serverless()),
        "ModelDataSource is not supported for serverless endpoints.",
    ),
    "serverless with an odd memory": (model(), config(serverless(MemorySizeInMB=1500)), "MemorySizeInMB"),
    "serverless with much concurrency": (model(), config(serverless(MaxConcurrency=201)), "200"),
    "more provisioned than maximal concurrency": (
        model(),
        config(serverless(ProvisionedConcurrency=6)),
        "must not be greater than MaxConcurrency",
    ),
    "asynchronous with two variants": (
        model(),
        config(variant("a"), variant("b"), AsyncInferenceConfig=ASYNC),
        "An asynchronous endpoint has exactly one variant.",
    ),
    "asynchronous multi-model": (MULTI_MODEL, config(AsyncInferenceConfig=ASYNC), "The mode MultiModel is not"),
    "asynchronous and direct": (DIRECT, config(AsyncInferenceConfig=ASYNC), "Direct is not supported for asynchronous"),
    "asynchronous with a shadow": (model(), shadow(AsyncInferenceConfig=ASYNC), "Shadow variants are not supported"),
    "two shadow variants": (
        model(),
        config(variant(), ShadowProductionVariants=[variant("s"), variant("t")]),
        "A configuration has at most one shadow variant.",
    ),
    "a shadow of two variants": (
        model(),
        config(variant("a"), variant("b"), ShadowProductionVariants=[variant("s")]),
        "exactly one production variant",
    ),
    "a shadow of a pipeline": (of(*several(2)), shadow(), "one container in the mode SingleModel only"),
    "a shadow on Inf1": (
        model(),
        config(variant(), ShadowProductionVariants=[variant("s", InstanceType="ml.inf1.xlarge")]),
        "Shadow tests do not support the instance type ml.inf1.xlarge.",
    ),
    "isolation beside a model": (
        model(),
        config(EnableNetworkIsolation=True),
        "EnableNetworkIsolation of a configuration is only supported for variants without a ModelName",
    ),
    "a role that does not exist": (
        model(),
        config(ExecutionRoleArn="arn:aws:iam::123456789012:role/nobody"),
        "Could not assume role arn:aws:iam::123456789012:role/nobody.",
    ),
    "no capture mode": (model(), config(DataCaptureConfig={**CAPTURE, "CaptureOptions": []}), "CaptureOptions"),
    "a percentage of 101": (
        model(),
        config(DataCaptureConfig={**CAPTURE, "InitialSamplingPercentage": 101}),
        "101 is not less or equal to 100",
    ),
    "a large volume": (model(), config(variant(VolumeSizeInGB=513)), "512"),
    "a model that does not exist": (model(), config(variant(ModelName="none")), "Could not find model"),
    "a volume key that is no key": (model(), config(KmsKeyId="key with spaces"), "KmsKeyId"),
}


def resolved(cloud: Cloud, given: dict[str, Any]) -> dict[str, Any]:
    """The model with the network of the account, where it asks for it."""
    if given["Properties"].get("VpcConfig") == "network":
        return {**given, "Properties": {**given["Properties"], "VpcConfig": network(cloud.emulator)}}
    return given


@pytest.mark.parametrize(("used", "given", "reason"), CONFIGS.values(), ids=CONFIGS.keys())
def test_a_configuration_is_refused(cloud: Cloud, used: Any, given: Any, reason: str) -> None:
    assert reason in refused(cloud, {"Model": resolved(cloud, used), "Config": given})


@pytest.mark.parametrize(
    ("used", "given"),
    [
        (model(), config(*[variant(f"v{i}") for i in range(10)])),
        (model(), config(serverless(ProvisionedConcurrency=5))),
        (model(), config(serverless(), KmsKeyId="alias/some-key")),
        (model(), config(AsyncInferenceConfig=ASYNC, KmsKeyId="alias/some-key")),
        (model(VpcConfig="network"), config(AsyncInferenceConfig=ASYNC)),
        (of(*several(2)), config(AsyncInferenceConfig=ASYNC)),
        (model(), shadow(DataCaptureConfig=CAPTURE)),
        (model(), config(EnableNetworkIsolation=False)),
        (model(), config(variant(RoutingConfig={"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"}))),
        (model(), config(variant(weight=0), variant("b", VolumeSizeInGB=512))),
    ],
)
def test_a_configuration_next_to_those_is_accepted(cloud: Cloud, used: Any, given: Any) -> None:
    accepted(cloud, {"Model": resolved(cloud, used), "Config": given})
    cloud.delete()
