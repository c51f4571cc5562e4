"""What the runtime service refuses of a request, by its API model in botocore, before it looks at the endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..runtime.errors import ValidationError
from .requests import refusal, service_model

_OPERATIONS = {
    "invocations": "InvokeEndpoint",
    "async-invocations": "InvokeEndpointAsync",
    "invocations-response-stream": "InvokeEndpointWithResponseStream",
}
# The API model says 6 MB for real-time endpoints, but AWS may accept up to 25, so only what is larger is refused. Serverless endpoints take 4 MB.
_LARGEST_BODY = 25 * 1024 * 1024
_LARGEST_SERVERLESS_BODY = 4 * 1024 * 1024


def require_acceptable_request(operation: str, endpoint_name: str, headers: Any) -> None:
    """Raise if a member of the request violates its constraints."""
    shape = service_model("sagemaker-runtime").operation_model(_OPERATIONS[operation]).input_shape
    parameters: dict[str, Any] = {"EndpointName": endpoint_name, "Body": b""}
    for name, member in shape.members.items():
        form = member.serialization
        value = headers.get(form["name"]) if form.get("location") == "header" else None
        if value is not None:
            parameters[name] = _integer(name, value) if member.type_name == "integer" else value
    problem = refusal(parameters, shape)
    if problem is not None:
        raise ValidationError(problem)


def require_acceptable_body(body: bytes, variant: Mapping[str, Any]) -> None:
    """Raise if a synchronous request is larger than the variant accepts."""
    limit = _LARGEST_SERVERLESS_BODY if "ServerlessConfig" in variant else _LARGEST_BODY
    if len(body) > limit:
        raise ValidationError(
            "1 validation error detected: Value at 'body' failed to satisfy constraint: "
            f"Member must have length less than or equal to {limit}"
        )


def _integer(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValidationError(f"{name} must be an integer, but is {value!r}") from None
