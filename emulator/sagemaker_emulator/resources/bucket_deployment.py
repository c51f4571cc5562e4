"""The CDK's BucketDeployment: the effect of its function, which copies the contents of assets into a bucket."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.s3.models import s3_backends
from moto.utilities.utils import get_partition

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource


def _backend(request: Request) -> Any:
    return s3_backends[request.scope.account_id][get_partition(request.scope.region)]


def _true(properties: Mapping[str, Any], name: str, default: bool) -> bool:
    return str(properties.get(name, default)).lower() == "true"


class BucketDeploymentProvider(Provider):
    """The files of a deployment, as the function of the CDK copies them."""

    def create(self, request: Request) -> Resource:
        self._copy(request)
        bucket = request.properties["DestinationBucketName"]
        attributes: dict[str, Any] = {
            "DestinationBucketArn": f"arn:{get_partition(request.scope.region)}:s3:::{bucket}",
            "SourceObjectKeys": list(request.properties["SourceObjectKeys"]),
        }
        return Resource(f"aws.cdk.s3deployment.{request.logical_id}", attributes)

    def update(self, resource: Resource, request: Request) -> Resource:
        self._copy(request)
        resource.attributes["SourceObjectKeys"] = list(request.properties["SourceObjectKeys"])  # type: ignore[assignment]
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        if not _true(request.properties, "RetainOnDelete", True):
            for key in self._existing(request):
                _backend(request).delete_object(request.properties["DestinationBucketName"], key)

    def _copy(self, request: Request) -> None:
        properties, backend = request.properties, _backend(request)
        bucket, prefix = properties["DestinationBucketName"], _prefix(properties)
        files: dict[str, bytes] = {}
        for index, (source, key) in enumerate(
            zip(properties["SourceBucketNames"], properties["SourceObjectKeys"], strict=True)
        ):
            found = backend.get_object(source, key)
            if found is None:
                raise ProvisioningError(f"could not read s3://{source}/{key}: the object does not exist")
            markers = (properties.get("SourceMarkers") or [{}] * (index + 1))[index]
            files.update(_contents(key, bytes(found.value), markers, _true(properties, "Extract", True)))
        wanted = {prefix + name: data for name, data in files.items() if _included(name, properties)}
        if _true(properties, "Prune", True):
            for key in self._existing(request):
                if key not in wanted and _included(key[len(prefix) :], properties):
                    backend.delete_object(bucket, key)
        for key, data in wanted.items():
            backend.put_object(bucket, key, data)

    @staticmethod
    def _existing(request: Request) -> list[str]:
        prefix = _prefix(request.properties)
        keys = _backend(request).get_bucket(request.properties["DestinationBucketName"]).keys
        return [key for key in list(keys) if key.startswith(prefix)]


def _prefix(properties: Mapping[str, Any]) -> str:
    prefix = str(properties.get("DestinationBucketKeyPrefix", "")).strip("/")
    return f"{prefix}/" if prefix else ""


def _contents(key: str, data: bytes, markers: Mapping[str, str], extract: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an asset, in which the markers of deploy-time values are replaced."""
    if not extract:
        yield key.rsplit("/", 1)[-1], data
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise ProvisioningError(f"{key} is not a zip file") from error
    for name in archive.namelist():
        if not name.endswith("/"):
            content = archive.read(name)
            for marker, value in markers.items():
                content = content.replace(marker.encode(), value.encode())
            yield name, content


def _included(name: str, properties: Mapping[str, Any]) -> bool:
    """Return true unless a pattern excludes the file and none includes it again, as in ``aws s3 sync``."""
    excluded = any(fnmatchcase(name, pattern) for pattern in properties.get("Exclude") or [])
    return not excluded or any(fnmatchcase(name, pattern) for pattern in properties.get("Include") or [])


@dataclass
class Layer(Resource):
    """A version of a layer."""

    name: str = ""
    version: str = ""


class LayerVersionProvider(MotoProvider):
    """A version of a layer. Each change makes another one. Gap in moto: it has no physical ID and cannot be deleted."""

    def __init__(self) -> None:
        super().__init__("AWS::Lambda::LayerVersion", _delete_layer)
        self.name_property = "LayerName"

    def create(self, request: Request) -> Layer:
        made = super().create(request)
        return Layer(made.arn, {"LayerVersionArn": made.arn}, made.name, str(made.version))

    def replaces(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        return True


def _delete_layer(layer: Layer, request: Request) -> None:
    backend = lambda_backends[request.scope.account_id][request.scope.region]
    backend.delete_layer_version(layer.name, layer.version)


PROVIDERS: dict[str, Provider] = {
    "Custom::CDKBucketDeployment": BucketDeploymentProvider(),
    "AWS::Lambda::LayerVersion": LayerVersionProvider(),
}
