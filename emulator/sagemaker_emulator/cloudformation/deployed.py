"""The record of an existing resource in the deployment engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.cloudformation.utils import random_suffix

from .provider import Provider, Request, Scope


@dataclass(frozen=True)
class Deployed:
    """An existing resource: its handle, and the request that created or updated it."""

    resource: Any
    request: Request
    provider: Provider
    template: Mapping[str, Any]

    @property
    def physical_id(self) -> str:
        return str(self.resource.physical_resource_id)

    def retained(self, policy: str) -> bool:
        return str(self.template.get(policy, "Delete")).startswith("Retain")


def labelled(resource: Any, request: Request) -> Any:
    """Set the logical ID and type on the resource, where moto's describe operations read them."""
    resource.logical_resource_id = request.logical_id
    resource.cf_resource_type = request.type
    return resource


def generated_name(scope: Scope, type_name: str, logical_id: str) -> str:
    """Return a generated name in the style of CloudFormation, within the limit of the strictest service.

    Names of buckets are in lower case. Names in CloudWatch can have 255 characters, so they include more of the
    logical ID.
    """
    suffix = random_suffix()
    if type_name == "AWS::S3::Bucket":
        return f"{scope.stack_name[:20]}-{logical_id[:28]}-{suffix}".lower()
    if type_name == "AWS::CloudFormation::Stack":
        return f"{scope.stack_name[:60]}-{logical_id[:50]}-{suffix}"
    if type_name.startswith("AWS::SageMaker::"):
        return f"{logical_id[:50]}-{suffix}"
    if type_name.startswith("AWS::CloudWatch::"):
        return f"{scope.stack_name[:100]}-{logical_id[:140]}-{suffix}"
    return f"{scope.stack_name[:24]}-{logical_id[:24]}-{suffix}"
