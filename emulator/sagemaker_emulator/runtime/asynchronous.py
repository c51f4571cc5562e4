"""InvokeEndpointAsync, with request and response in buckets and notifications in topics."""

from __future__ import annotations

import base64
import json
import logging
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from threading import Thread
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends
from werkzeug import Request, Response

from .archive import Bucket, ModelDataError, S3Location
from .errors import ModelError, RuntimeServiceError, ValidationError
from .request import HEADER, InferenceRequest

log = logging.getLogger(__name__)
_INPUT = re.compile(r"(https|s3)://[^/]+/.+")
_LARGEST_BODY = 128_000
_LARGEST_RESPONSE = 128 * 1024  # in a notification

Answer = Callable[[InferenceRequest], tuple[bytes, str]]


@dataclass(frozen=True)
class Topic:
    """A topic of the configuration: its member, and what ``IncludeInferenceResponseIn`` calls it."""

    member: str
    kind: str


_SUCCESS = Topic("SuccessTopic", "SUCCESS_NOTIFICATION_TOPIC")
_ERROR = Topic("ErrorTopic", "ERROR_NOTIFICATION_TOPIC")


@dataclass(frozen=True)
class Job:
    """An accepted request, with the configuration at that time."""

    endpoint_name: str
    region: str
    settings: Mapping[str, Any]
    request: InferenceRequest
    input: str | None
    inference_id: str
    output: str
    failure: str | None
    received: str


def accept(request: Request, endpoint_name: str, region: str, config: Mapping[str, Any], answer: Answer) -> Response:
    """Queue the request and return the location of its response. ``answer`` runs the model in its own thread."""
    extension, filename = (request.headers.get(HEADER + name, "") for name in ("S3OutputPathExtension", "Filename"))
    location, body = request.headers.get(HEADER + "InputLocation"), request.get_data()
    if (location is None) == (not body):
        raise ValidationError("Exactly one of Body and InputLocation must be specified.")
    if location is not None and not _INPUT.fullmatch(location):
        raise ValidationError(f"InputLocation {location!r} must satisfy {_INPUT.pattern}")
    if len(body) > _LARGEST_BODY:
        raise ValidationError(f"Body must have at most {_LARGEST_BODY} bytes, but has {len(body)}.")
    settings, identity = config["OutputConfig"], str(uuid.uuid4())
    job = Job(
        endpoint_name=endpoint_name,
        region=region,
        settings=settings,
        request=InferenceRequest.asynchronous(request).with_body(body),
        input=location,
        inference_id=request.headers.get(HEADER + "Inference-Id", str(uuid.uuid4())),
        output=_below(settings["S3OutputPath"], extension, filename or f"{identity}.out"),
        failure=_below(settings["S3FailurePath"], f"{identity}-error.out") if "S3FailurePath" in settings else None,
        received=_now(),
    )
    Thread(target=_run, args=(job, answer), name=f"async-{identity}", daemon=True).start()
    headers = {HEADER + "OutputLocation": job.output}
    if job.failure:
        headers[HEADER + "FailureLocation"] = job.failure
    answered = json.dumps({"InferenceId": job.inference_id})
    return Response(answered, status=202, content_type="application/json", headers=headers)


def _below(path: str, *names: str) -> str:
    return "/".join([path.rstrip("/"), *(name.strip("/") for name in names if name)])


def _run(job: Job, answer: Answer) -> None:
    """Process a request from the queue. Write the response before the notification is sent."""
    bucket = Bucket(DEFAULT_ACCOUNT_ID, job.region)
    try:
        try:
            body = job.request.body if job.input is None else bucket.read(S3Location.parse(job.input))
            result, content_type = answer(job.request.with_body(body))
            bucket.write(S3Location.parse(job.output), result, content_type, job.settings.get("KmsKeyId"))
        except (ModelDataError, RuntimeServiceError) as error:
            log.warning("asynchronous inference %s failed: %s", job.inference_id, error)
            response = error.original_message.encode() if isinstance(error, ModelError) else None
            reason = str(error).encode() if response is None else response
            if job.failure:
                location = S3Location.parse(job.failure)
                bucket.write(location, reason, "text/plain", job.settings.get("KmsKeyId"))
            told = {"failureLocation": job.failure} if job.failure else {}
            _notify(job, _ERROR, {"invocationStatus": "Failed", "failureReason": str(error)}, told, response)
        else:
            told = {"contentType": content_type, "outputLocation": job.output}
            _notify(job, _SUCCESS, {"invocationStatus": "Completed"}, told, result)
    except Exception:
        log.exception("asynchronous inference %s could not be completed", job.inference_id)


def _notify(
    job: Job, topic: Topic, outcome: Mapping[str, str], told: Mapping[str, str], response: bytes | None
) -> None:
    """Notify a topic, with the response of the model if the configuration includes it there and it is not too large."""
    config = job.settings.get("NotificationConfig", {})
    arn = config.get(topic.member)
    if arn is None:
        return
    included = topic.kind in config.get("IncludeInferenceResponseIn", [])
    body = response if included and response is not None and len(response) <= _LARGEST_RESPONSE else None
    asked = {"contentType": job.request.content_type, "endpointName": job.endpoint_name}
    asked.update({"inputLocation": job.input} if job.input else {})
    message = {
        "awsRegion": job.region,
        "eventTime": _now(),
        "receivedTime": job.received,
        **outcome,
        "requestParameters": asked,
        "responseParameters": told,
        **({} if body is None else {"responseBody": {"content": base64.b64encode(body).decode(), "encoding": "BASE64"}}),
        "inferenceId": job.inference_id,
        "eventVersion": "1.0",
        "eventSource": "aws:sagemaker",
        "eventName": "InferenceResult",
    }
    sns_backends[DEFAULT_ACCOUNT_ID][arn.split(":")[3]].publish(message=json.dumps(message), arn=arn)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
