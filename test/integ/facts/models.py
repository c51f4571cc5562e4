"""What a model may say of its data, and how it is asked."""

from __future__ import annotations

from typing import Any

from cases import M5, Fact, Parts
from deployed import SCORE, Deployed, Instances
from facts.variants import explained

ONE = (Instances(M5),)
SERIAL: dict[str, Any] = {"InferenceExecutionConfig": {"Mode": "Serial"}}
DIRECT: dict[str, Any] = {"InferenceExecutionConfig": {"Mode": "Direct"}}


def source(it: Parts, key: str, kind: str, compression: str) -> dict[str, Any]:
    return {"S3DataSource": {"S3Uri": it.sources.uri(key), "S3DataType": kind, "CompressionType": compression}}


def url_and_source(it: Parts) -> None:
    it.model(container=it.container(ModelDataSource=source(it, "files/", "S3Prefix", "None")))
    it.endpoint(it.variant())


def compressed_prefix(it: Parts) -> None:
    it.model(container=it.container(ModelDataUrl=None, ModelDataSource=source(it, "prefix/", "S3Prefix", "Gzip")))
    it.endpoint(it.variant())


def short_key(it: Parts) -> None:
    it.model(container=it.container(ModelDataUrl=it.sources.uri("model.gz")))
    it.endpoint(it.variant())


def short_key_of_source(it: Parts) -> None:
    it.model(container=it.container(ModelDataUrl=None, ModelDataSource=source(it, "model.gz", "S3Object", "Gzip")))
    it.endpoint(it.variant())


def score(deployed: Deployed) -> str:
    found = deployed.ask()
    return "answers" if found == SCORE else f"answers {found} instead of {SCORE}"


def image_and_package(it: Parts) -> None:
    group = it.resource("Group", "AWS::SageMaker::ModelPackageGroup", ModelPackageGroupName=it.stack.stack_name)
    specification = {"Containers": [it.container(Environment=None)], "SupportedContentTypes": ["application/json"], "SupportedResponseMIMETypes": ["application/json"]}
    package = it.resource("Version", "AWS::SageMaker::ModelPackage", ModelPackageGroupName=group.ref, ModelApprovalStatus="Approved", InferenceSpecification=specification)
    it.model(container={"Image": it.image(), "ModelPackageName": package.ref})
    it.endpoint(it.variant())


def pipeline(it: Parts, mode: dict[str, Any], **more: Any) -> str:
    containers = [it.container(ContainerHostname="first"), it.container(ContainerHostname="second", **more)]
    return it.model("Pipeline", containers=containers, **mode)


def many(it: Parts, **more: Any) -> dict[str, Any]:
    return it.container(Mode="MultiModel", ModelDataUrl=it.sources.uri("many/"), **more)


def direct_many(it: Parts) -> None:
    name = it.model("Pipeline", containers=[it.container(ContainerHostname="first"), many(it, ContainerHostname="second")], **DIRECT)
    it.endpoint(it.variant(ModelName=name))


# Asynchronous inference and data capture


def asynchronous(it: Parts, **output: Any) -> dict[str, Any]:
    return {"AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": it.sources.uri("answers"), **output}}}


def captured(it: Parts, *modes: str) -> dict[str, Any]:
    options = [{"CaptureMode": mode} for mode in modes or ("Input", "Output")]
    return {"DataCaptureConfig": {"EnableCapture": True, "InitialSamplingPercentage": 100, "DestinationS3Uri": it.sources.uri("captured"), "CaptureOptions": options}}


def async_captured(it: Parts) -> None:
    it.endpoint(it.variant(), config={**asynchronous(it), **captured(it)})


def async_pipeline(it: Parts) -> None:
    it.endpoint(it.variant(ModelName=pipeline(it, SERIAL)), config=asynchronous(it))


def response_without_topic(it: Parts) -> None:
    it.endpoint(it.variant(), config=asynchronous(it, NotificationConfig={"IncludeInferenceResponseIn": ["SUCCESS_NOTIFICATION_TOPIC"]}))


def twice_captured(it: Parts) -> None:
    it.endpoint(it.variant(), config=captured(it, "Input", "Input"))


def captured_together(it: Parts) -> None:
    it.endpoint(it.variant(), config=captured(it, "InputAndOutput"))


def captured_direct(it: Parts) -> None:
    it.endpoint(it.variant(ModelName=pipeline(it, DIRECT)), config=captured(it))


def captured_many(it: Parts) -> None:
    it.endpoint(it.variant(ModelName=it.model(container=many(it))), config=captured(it))


def components_captured(it: Parts) -> None:
    it.component("one", it.endpoint(it.bare(), config=captured(it)))


def components_explained(it: Parts) -> None:
    it.component("one", it.endpoint(it.bare(), config=explained(it)))


def components_shadowed(it: Parts) -> None:
    shadows = {"ShadowProductionVariants": [it.bare("shadow")]}
    it.component("one", it.endpoint(it.bare(), config=shadows))


def async_component(it: Parts) -> None:
    it.component("one", it.endpoint(it.bare(), config=asynchronous(it)))


C5_ONE = (Instances("ml.c5.xlarge"),)
FACTS = (
    Fact("url-and-source", "Does a container accept ModelDataUrl and ModelDataSource together?", (url_and_source,), instances=ONE, look=score),
    Fact("compressed-prefix", "Does a container accept compressed data (Gzip) of a prefix (S3Prefix)?", (compressed_prefix,), instances=ONE, look=score),
    Fact("gz-key", "Does a model load an archive whose key ends in .gz, as the key of an asset of the CDK does?", (short_key,), instances=ONE, look=score),
    Fact("gz-key-of-source", "Does a model load such an archive by ModelDataSource, too?", (short_key_of_source,), instances=ONE, look=score),
    Fact("image-and-package", "Does a container accept an image and a model package together?", (image_and_package,), instances=ONE),
    Fact("direct-multi-model", "Does a model with direct invocation accept a multi-model container?", (direct_many,), instances=ONE),
    Fact("async-with-capture", "Does an asynchronous endpoint accept data capture?", (async_captured,), instances=ONE),
    Fact("async-pipeline", "Does an asynchronous endpoint accept an inference pipeline?", (async_pipeline,), instances=ONE),
    Fact("response-without-topic", "Is IncludeInferenceResponseIn accepted without a topic?", (response_without_topic,), instances=ONE),
    Fact("capture-mode-twice", "Is the same capture mode accepted twice?", (twice_captured,), instances=ONE),
    Fact("capture-mode-both", "Does an endpoint start with the capture mode InputAndOutput?", (captured_together,), instances=ONE),
    Fact("capture-of-direct", "Is data capture accepted for containers that are invoked directly?", (captured_direct,), instances=ONE),
    Fact("capture-of-multi-model", "Is data capture accepted for a multi-model container?", (captured_many,), instances=ONE),
    Fact("capture-of-components", "Is data capture accepted for inference components?", (components_captured,), instances=C5_ONE),
    Fact("explainer-of-components", "Is an explainer accepted for inference components?", (components_explained,), instances=C5_ONE),
    Fact("shadow-of-components", "Is a shadow variant accepted for inference components?", (components_shadowed,), instances=(Instances("ml.c5.xlarge", 2),)),
    Fact("async-component", "Can an asynchronous endpoint host inference components?", (async_component,), instances=C5_ONE),
)
