"""An inference request, synchronous or asynchronous."""

from __future__ import annotations

from dataclasses import dataclass, replace

from werkzeug import Request

HEADER = "X-Amzn-SageMaker-"
_ANY_BYTES = "application/octet-stream"


@dataclass(frozen=True)
class InferenceRequest:
    """The parts of a request that reach the containers of the model."""

    body: bytes
    content_type: str
    accept: str | None
    attributes: str | None
    container_hostname: str | None
    target_model: str | None = None
    inference_id: str | None = None

    @classmethod
    def synchronous(cls, request: Request) -> InferenceRequest:
        return cls(
            body=request.get_data(),
            content_type=request.headers.get("Content-Type", _ANY_BYTES),
            accept=request.headers.get("Accept"),
            attributes=request.headers.get(HEADER + "Custom-Attributes"),
            container_hostname=request.headers.get(HEADER + "Target-Container-Hostname"),
            target_model=request.headers.get(HEADER + "Target-Model"),
            inference_id=request.headers.get(HEADER + "Inference-Id"),
        )

    @classmethod
    def streamed(cls, request: Request) -> InferenceRequest:
        """Return a request for a response stream: its accepted type is in a header of the service, and it has no target model."""
        return replace(cls.synchronous(request), accept=request.headers.get(HEADER + "Accept"), target_model=None)

    @classmethod
    def asynchronous(cls, request: Request) -> InferenceRequest:
        """Return the request with the headers of the service. Its body is in a bucket and is added later."""
        return cls(
            body=b"",
            content_type=request.headers.get(HEADER + "Content-Type", _ANY_BYTES),
            accept=request.headers.get(HEADER + "Accept"),
            attributes=request.headers.get(HEADER + "Custom-Attributes"),
            container_hostname=None,
        )

    def with_body(self, body: bytes) -> InferenceRequest:
        return replace(self, body=body)

    def headers(self, content_type: str, last: bool) -> dict[str, str]:
        """Return the headers for a container, with the type of the body. Only the last one receives ``Accept``."""
        headers = {"Content-Type": content_type}
        if last and self.accept is not None:
            headers["Accept"] = self.accept
        if self.attributes:
            headers[HEADER + "Custom-Attributes"] = self.attributes
        return headers
