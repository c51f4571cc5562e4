"""The OpenAI-compatible API of endpoints: its requests go to ``/v1/chat/completions`` of the container."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from moto.core import DEFAULT_ACCOUNT_ID
from werkzeug import Request, Response

from ..access.authorize import Caller
from . import bearer
from .errors import AccessDenied, ModelError, NotEmulated, RuntimeServiceError, ValidationError
from .request import HEADER

PATH = re.compile(
    r"/endpoints/(?P<endpoint>[^/]+)(?:/inference-components/(?P<component>[^/]+))?/openai/v1(?P<route>/.*)?"
)
_ROUTE = "/chat/completions"
# The type and code of the errors in the envelope. AWS has published only the first two.
_KINDS: dict[type[RuntimeServiceError], tuple[int, str, str]] = {
    ValidationError: (400, "invalid_request_error", "validation_error"),
    ModelError: (400, "server_error", "model_error"),
    AccessDenied: (403, "invalid_request_error", "access_denied"),
    NotEmulated: (501, "server_error", "not_implemented"),
}


@dataclass(frozen=True)
class Answer:
    """The response of a container, whose body may arrive in parts."""

    content_type: str
    parts: Iterator[bytes]


class Host(Protocol):
    """What hosts the containers."""

    def regions_of(self, endpoint_name: str) -> list[str]:
        """Return the regions that have an endpoint of this name."""

    def chat(self, endpoint_name: str, component: str | None, region: str, body: bytes, content_type: str) -> Answer:
        """Send a request to the container of an endpoint, or of one of its inference components."""


def serve(host: Host, request: Request) -> Response:
    """Return the response to a request, or the error in OpenAI's envelope."""
    try:
        return _serve(host, request)
    except RuntimeServiceError as error:
        status, kind, code = next(_KINDS[known] for known in type(error).__mro__ if known in _KINDS)
        members = {"error": {"message": str(error), "type": kind, "code": code}}
        return Response(json.dumps(members), status, content_type="application/json")


def _serve(host: Host, request: Request) -> Response:
    path = PATH.fullmatch(request.path)
    assert path is not None
    signer = bearer.signer_of(request.headers.get("Authorization"))
    region, caller = signer.region, Caller(signer.access_key, signer.region, signer.session_token, request.remote_addr)
    endpoint_name = path["endpoint"]
    regions = host.regions_of(endpoint_name)
    if regions and region not in regions:
        raise AccessDenied(f"The bearer token is for {region}, but the endpoint is in {' and '.join(regions)}.")
    if HEADER + "Inference-Component" in request.headers:
        raise ValidationError("The inference component belongs in the path, not in a header.")
    if request.method != "POST" or path["route"] != _ROUTE:
        raise ValidationError(f"Only POST {_ROUTE} is supported, not {request.method} {path['route'] or '/'}.")
    caller.require_on_all("sagemaker:CallWithBearerToken")
    caller.require(["sagemaker:InvokeEndpoint"], DEFAULT_ACCOUNT_ID, endpoint_name, path["component"])
    content_type = request.headers.get("Content-Type", "application/json")
    answer = host.chat(endpoint_name, path["component"], region, request.get_data(), content_type)
    return Response(answer.parts, content_type=answer.content_type)
