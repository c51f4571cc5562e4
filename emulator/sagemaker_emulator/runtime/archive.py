"""The download of model data from an emulated bucket to a local directory."""

from __future__ import annotations

import io
import re
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from moto.s3.models import s3_backends
from moto.utilities.utils import get_partition

_VIRTUAL_HOST = re.compile(r"(?P<bucket>.+)\.s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?")
_PATH_HOST = re.compile(r"s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?")

# The code of a model, in its archive.
ENTRY = Path("code", "inference.py")


class ModelDataError(Exception):
    """The model data is missing or not valid."""


@dataclass(frozen=True)
class S3Location:
    """An object or a prefix in a bucket."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    @classmethod
    def parse(cls, url: str) -> S3Location:
        """Parse ``s3://bucket/key`` or one of the two https forms."""
        parts = urlsplit(url)
        host, path = parts.netloc, unquote(parts.path.lstrip("/"))
        if parts.scheme == "s3" and host:
            return cls(host, path)
        virtual = _VIRTUAL_HOST.fullmatch(host)
        if parts.scheme == "https" and virtual:
            return cls(virtual["bucket"], path)
        if parts.scheme == "https" and _PATH_HOST.fullmatch(host) and "/" in path:
            bucket, key = path.split("/", 1)
            return cls(bucket, key)
        raise ModelDataError(f"{url!r} is not the URL of an object in S3")


def fetch_model_data(container: Mapping[str, Any], account_id: str, region: str, target: Path) -> None:
    """Download the model data of a container to the target directory."""
    bucket = Bucket(account_id, region)
    source = container.get("ModelDataSource", {}).get("S3DataSource")
    if source is None and "ModelDataUrl" not in container:
        raise ModelDataError("the container has no model data; the emulator cannot run the code of an image")
    location = S3Location.parse(source["S3Uri"] if source else container["ModelDataUrl"])
    if source and source["S3DataType"] == "S3Prefix":
        bucket.copy_prefix(location, target)
    elif source and source["CompressionType"] == "None":
        (target / Path(location.key).name).write_bytes(bucket.read(location))
    else:
        unpack(bucket.read(location), str(location), target)


def runs(container: Mapping[str, Any], account_id: str, region: str) -> bool:
    """Return true if the emulator can run the model data of a container. Raise if it is missing or not valid."""
    if "ModelDataUrl" not in container and "ModelDataSource" not in container:
        return False
    with tempfile.TemporaryDirectory(prefix="sagemaker-emulator-") as folder:
        fetch_model_data(container, account_id, region, Path(folder))
        return (Path(folder) / ENTRY).exists()


def unpack(data: bytes, name: str, target: Path) -> None:
    """Unpack a tar.gz archive. Raise for members outside of the target directory."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
            archive.extractall(target, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ModelDataError(f"could not unpack {name} as tar.gz: {error}") from error


class Bucket:
    """A client that reads and writes objects in the emulated S3."""

    def __init__(self, account_id: str, region: str) -> None:
        self._backend: Any = s3_backends[account_id][get_partition(region)]

    def read(self, location: S3Location) -> bytes:
        try:
            found = self._backend.get_object(location.bucket, location.key)
        except Exception as error:
            raise ModelDataError(f"could not read {location}: {getattr(error, 'message', error)}") from error
        if found is None:
            raise ModelDataError(f"could not read {location}: the object does not exist")
        return bytes(found.value)

    def has(self, location: S3Location) -> bool:
        """Return true if there is an object at the location."""
        with suppress(ModelDataError):
            self.read(location)
            return True
        return False

    def write(self, location: S3Location, data: bytes, content_type: str, key_id: str | None) -> None:
        """Write an object, encrypted with the KMS key if one is specified."""
        encryption = {"encryption": "aws:kms", "kms_key_id": key_id} if key_id else {}
        try:
            stored = self._backend.put_object(location.bucket, location.key, data, **encryption)
        except Exception as error:
            raise ModelDataError(f"could not write {location}: {getattr(error, 'message', error)}") from error
        stored.set_metadata({"Content-Type": content_type})

    def copy_prefix(self, location: S3Location, target: Path) -> None:
        try:
            keys = [key for key in self._backend.get_bucket(location.bucket).keys if key.startswith(location.key)]
        except Exception as error:
            raise ModelDataError(f"could not list {location}: {getattr(error, 'message', error)}") from error
        if not keys:
            raise ModelDataError(f"could not read {location}: no object has this prefix")
        for key in keys:
            destination = (target / key[len(location.key) :].lstrip("/")).resolve()
            if not destination.is_relative_to(target.resolve()):
                raise ModelDataError(f"{key} of {location} is outside of the model directory")
            if not key.endswith("/"):
                destination.parent.mkdir(parents=True, exist_ok=True)
                destination.write_bytes(self.read(S3Location(location.bucket, key)))
