"""S3 buckets and their policies.

Gaps in moto: its CloudFormation skips bucket policies and ignores versioning, and
the deletion of a bucket that is not empty silently does nothing. moto enforces
the statements of a policy without their conditions, so that the usual statement
that denies requests without TLS denies all requests.
"""

from __future__ import annotations

import json
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, s3_backends
from moto.utilities.utils import get_partition

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource


def install() -> None:
    """Do not enforce bucket policies, because the emulator does not enforce any other permissions."""
    FakeBucket.get_permission = _no_opinion


def _no_opinion(self: Any, action: str, resource: str) -> Any:
    return PermissionResult.NEUTRAL


def _backend(request: Request) -> Any:
    return s3_backends[request.scope.account_id][get_partition(request.scope.region)]


class BucketProvider(MotoProvider):
    """A bucket with versioning, which cannot be deleted while it contains objects."""

    def __init__(self) -> None:
        super().__init__("AWS::S3::Bucket")

    def create(self, request: Request) -> Any:
        return self._versioned(super().create(request), request)

    def update(self, resource: Any, request: Request) -> Any:
        return self._versioned(super().update(resource, request), request)

    def delete(self, resource: Any, request: Request) -> None:
        if resource.keys:
            raise ProvisioningError(f"The bucket you tried to delete is not empty: {resource.name}")
        super().delete(resource, request)

    @staticmethod
    def _versioned(bucket: Any, request: Request) -> Any:
        status = request.properties.get("VersioningConfiguration", {}).get("Status")
        if status:
            _backend(request).put_bucket_versioning(bucket.name, status)
        return bucket


class BucketPolicyProvider(Provider):
    """The policy of a bucket."""

    mutable = frozenset({"PolicyDocument"})

    def create(self, request: Request) -> Resource:
        bucket = request.properties["Bucket"]
        _backend(request).put_bucket_policy(bucket, json.dumps(request.properties["PolicyDocument"]).encode())
        return Resource(bucket)

    def update(self, resource: Resource, request: Request) -> Resource:
        return self.create(request)

    def delete(self, resource: Resource, request: Request) -> None:
        _backend(request).delete_bucket_policy(resource.physical_resource_id)


PROVIDERS: dict[str, Provider] = {
    "AWS::S3::Bucket": BucketProvider(),
    "AWS::S3::BucketPolicy": BucketPolicyProvider(),
}
