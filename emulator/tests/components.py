"""Templates of inference components and of the endpoints that host them."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import IMAGE, ROLE_ARN, endpoint

# Computes the response from the archive, and with an adapter from the archive of the adapter too.
ANSWERS = """
import os
from pathlib import Path
def model_fn(model_dir):
    name = Path(model_dir, "name").read_text() if Path(model_dir, "name").exists() else os.environ.get("NAME", "base")
    return lambda data: {"from": name, "pid": os.getpid(), "doubled": [2 * x for x in data]}
"""
LOADS_ADAPTERS = (
    ANSWERS
    + """
def adapter_fn(adapter_dir, model):
    factor = int(Path(adapter_dir, "factor").read_text())
    return lambda data: {**model(data), "scaled": [factor * x for x in data]}
"""
)
ARN = "arn:aws:sagemaker:us-east-1:123456789012:inference-component/"
MANAGED = {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 1}


def bare_variant(name: str = "main", **properties: Any) -> dict[str, Any]:
    """A variant without a model."""
    return {"VariantName": name, "InitialInstanceCount": 1, "InstanceType": "ml.c5.xlarge", **properties}


def bare_config(*variants: dict[str, Any], **properties: Any) -> dict[str, Any]:
    given = {"ExecutionRoleArn": ROLE_ARN, "ProductionVariants": list(variants) or [bare_variant()], **properties}
    return {"Type": "AWS::SageMaker::EndpointConfig", "Properties": given}


def hosts(cloud: Cloud, *variants: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """An endpoint for components, with a name of its own."""
    return {"Config": bare_config(*variants, **properties), "Endpoint": endpoint(EndpointName=f"{cloud.unique}-e")}


def specification(url: str | None = None, memory: int = 1024, **properties: Any) -> dict[str, Any]:
    container = {"Image": IMAGE, **({"ArtifactUrl": url} if url else {})}
    required = {"MinMemoryRequiredInMb": memory, "NumberOfCpuCoresRequired": 1}
    return {"Container": container, "ComputeResourceRequirements": required, **properties}


SPEC = specification()


def component(cloud: Cloud, name: str = "base", **properties: Any) -> dict[str, Any]:
    given = {
        "InferenceComponentName": f"{cloud.unique}-{name}",
        "EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]},
        "VariantName": "main",
        "RuntimeConfig": {"CopyCount": 1},
        **properties,
    }
    return {"Type": "AWS::SageMaker::InferenceComponent", "Properties": given}


def adapter(cloud: Cloud, url: str, name: str = "adapter", base: str = "base", **properties: Any) -> dict[str, Any]:
    given = {
        "InferenceComponentName": f"{cloud.unique}-{name}",
        "EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]},
        "Specification": {
            "BaseInferenceComponentName": f"{cloud.unique}-{base}",
            "Container": {"ArtifactUrl": url},
        },
        **properties,
    }
    return {"Type": "AWS::SageMaker::InferenceComponent", "DependsOn": "Base", "Properties": given}


def describe(cloud: Cloud, name: str = "base") -> Any:
    return cloud.client("sagemaker").describe_inference_component(InferenceComponentName=f"{cloud.unique}-{name}")


def done(stack: Any) -> None:
    """Assert that the operation on a stack succeeded."""
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), stack.get("StackStatusReason")


def parameters(cloud: Cloud, name: str = "base", **properties: Any) -> dict[str, Any]:
    """The parameters of CreateInferenceComponent."""
    given = {**component(cloud, name)["Properties"], "EndpointName": f"{cloud.unique}-e", **properties}
    return {key: value for key, value in given.items() if value is not None}


def adapter_parameters(cloud: Cloud, url: str = "s3://bucket/adapter.tar.gz", **properties: Any) -> dict[str, Any]:
    return {**adapter(cloud, url)["Properties"], "EndpointName": f"{cloud.unique}-e", **properties}


def serve(cloud: Cloud, name: str = "base", **properties: Any) -> None:
    """Create a component through the API, and wait on the clock until it is in service."""
    cloud.client("sagemaker").create_inference_component(**parameters(cloud, name, **properties))
    cloud.emulator.advance(minutes=10)
    found = describe(cloud, name)
    assert found["InferenceComponentStatus"] == "InService", found.get("FailureReason")


def refused(operation: Any, **given: Any) -> str:
    """The message of the ValidationException with which an operation of SageMaker is refused."""
    with pytest.raises(ClientError) as caught:
        operation(**given)
    error = caught.value.response["Error"]
    assert (error["Code"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]) == ("ValidationException", 400)
    return str(error["Message"])
