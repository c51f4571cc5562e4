"""Data capture: requests and responses of variants, as JSON lines in a bucket.

The service collects records before it writes them, for a time that AWS does not document. Here each request is a
file, which is written before the response is returned.
"""

from __future__ import annotations

import base64
import json
import logging
import random
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from ..clock import clock
from .archive import Bucket, ModelDataError, S3Location
from .destination import Destination
from .request import InferenceRequest

log = logging.getLogger(__name__)
_JSON_LINES = "application/x-jsonlines"
# The member of captured data, and its mode in the record, by the mode of the configuration.
_INPUT, _OUTPUT = ("endpointInput", "INPUT"), ("endpointOutput", "OUTPUT")
_MODES = {"Input": [_INPUT], "Output": [_OUTPUT], "InputAndOutput": [_INPUT, _OUTPUT]}


def settings_of(backend: Any, endpoint_name: str, draw: Callable[[], float] = random.random) -> Mapping[str, Any] | None:
    """Return how to capture a request, or ``None`` if it is not in the sample. ``draw`` returns numbers in [0, 1)."""
    endpoint = backend.endpoints.get(endpoint_name)
    settings: Mapping[str, Any] | None = getattr(endpoint, "capture_settings", None)
    if not settings or not settings.get("EnableCapture", True):
        return None
    return settings if draw() * 100 < settings["InitialSamplingPercentage"] else None


def keep(
    settings: Mapping[str, Any], destination: Destination, request: InferenceRequest, body: bytes, content_type: str
) -> None:
    """Write a request and its response. A failure is logged: it does not fail the request."""
    given = {_INPUT: (request.body, request.content_type), _OUTPUT: (body, content_type)}
    members = {member for option in settings["CaptureOptions"] for member in _MODES[option["CaptureMode"]]}
    data = {
        name: {"observedContentType": given[name, mode][1], "mode": mode, **_encoded(settings, *given[name, mode])}
        for name, mode in sorted(members)
    }
    now, event = clock.now(), str(uuid.uuid4())
    metadata: dict[str, Any] = {"eventId": event, "inferenceTime": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    if request.inference_id:
        metadata["inferenceId"] = request.inference_id
    record = {"captureData": data, "eventMetadata": metadata, "eventVersion": "0"}
    folder = "/".join([settings["DestinationS3Uri"].rstrip("/"), destination.endpoint_name, destination.variant_name])
    location = S3Location.parse(f"{folder}/{now:%Y/%m/%d/%H/%M-%S}-{now.microsecond // 1000:03d}-{uuid.uuid4()}.jsonl")
    bucket = Bucket(destination.backend.account_id, destination.region)
    try:
        bucket.write(location, f"{json.dumps(record)}\n".encode(), _JSON_LINES, settings.get("KmsKeyId"))
    except ModelDataError as error:
        log.warning("could not capture a request to %s: %s", destination.endpoint_name, error)


def _encoded(settings: Mapping[str, Any], data: bytes, content_type: str) -> dict[str, str]:
    """Return the data as text if its content type is listed as one of CSV or JSON, and base64-encoded otherwise."""
    listed, kind = settings.get("CaptureContentTypeHeader", {}), content_type.split(";")[0].strip()
    for encoding, member in (("CSV", "CsvContentTypes"), ("JSON", "JsonContentTypes")):
        if kind in listed.get(member, []):
            return {"data": data.decode(errors="replace"), "encoding": encoding}
    return {"data": base64.b64encode(data).decode(), "encoding": "BASE64"}
