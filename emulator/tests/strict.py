"""What the tests of refusals have in common."""

from __future__ import annotations

from typing import Any

from conftest import Cloud
from hosting import IMAGE, ROLE_ARN, name_of

DATA = "s3://bucket/model.tar.gz"
SERVERLESS = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}


def refused(cloud: Cloud, resources: dict[str, Any]) -> str:
    stack = cloud.create(resources)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    return str(stack["StackStatusReason"])


def accepted(cloud: Cloud, resources: dict[str, Any]) -> None:
    stack = cloud.create(resources)
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatusReason"]


def container(**properties: Any) -> dict[str, Any]:
    return {"Image": IMAGE, "ModelDataUrl": DATA, **properties}


def of(*containers: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """A model with one container or several."""
    given = {"PrimaryContainer": containers[0]} if len(containers) == 1 else {"Containers": list(containers)}
    return {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": ROLE_ARN, **given, **properties}}


def several(count: int) -> list[dict[str, Any]]:
    return [container(ContainerHostname=f"c{index}") for index in range(count)]


def source(uri: str, kind: str, compression: str) -> dict[str, Any]:
    data = {"S3Uri": uri, "S3DataType": kind, "CompressionType": compression}
    return {"Image": IMAGE, "ModelDataSource": {"S3DataSource": data}}


def serverless(**properties: Any) -> dict[str, Any]:
    return {"VariantName": "main", "ModelName": name_of("Model"), "ServerlessConfig": {**SERVERLESS, **properties}}
