"""Errors of the SageMaker runtime service, in the form the SDKs expect."""

from __future__ import annotations

import json
import uuid
from typing import Any

from werkzeug import Response


class RuntimeServiceError(Exception):
    """An error response of the service."""

    status = 400
    code = "ValidationError"

    def members(self) -> dict[str, Any]:
        return {"Message": str(self), "message": str(self)}

    def response(self) -> Response:
        return Response(
            json.dumps(self.members()),
            status=self.status,
            content_type="application/json",
            headers={"x-amzn-ErrorType": self.code},
        )


class ValidationError(RuntimeServiceError):
    """The request is not valid."""


class ComponentNameMissing(ValidationError):
    """The endpoint hosts inference components, but the request names none."""

    def __init__(self) -> None:
        super().__init__(
            "Inference Component Name header is required for endpoints to which you plan to deploy inference "
            "components. Please include Inference Component Name header or consider using SageMaker models."
        )

    def members(self) -> dict[str, Any]:
        return {**super().members(), "ErrorCode": "INFERENCE_COMPONENT_NAME_MISSING"}


class TargetModelNotSupported(ValidationError):
    """The request names an archive, but the model has no multi-model container."""

    def __init__(self, endpoint_name: str) -> None:
        super().__init__(f"Endpoint {endpoint_name} is not a multi-model endpoint and does not support target model header.")

    def members(self) -> dict[str, Any]:
        return {**super().members(), "ErrorCode": "TARGET_MODEL_HEADER_NOT_SUPPORTED"}


class TargetModelMissing(ValidationError):
    """The model has a multi-model container, but the request names no archive."""

    def __init__(self) -> None:
        super().__init__(f"Request {uuid.uuid4()} is missing a target model header.")


class AccessDenied(RuntimeServiceError):
    """The request is not authenticated, or not allowed."""

    status = 403
    code = "AccessDeniedException"


class InvalidToken(AccessDenied):
    """The session token of temporary credentials is not theirs."""

    code = "UnrecognizedClientException"

    def __init__(self) -> None:
        super().__init__("The security token included in the request is invalid.")


class ExpiredToken(AccessDenied):
    """The temporary credentials have expired."""

    code = "ExpiredTokenException"

    def __init__(self) -> None:
        super().__init__("The security token included in the request is expired")


class NotEmulated(RuntimeServiceError):
    """The service supports this request, but the emulator does not."""

    status = 501
    code = "NotImplemented"


class ModelError(RuntimeServiceError):
    """A container of the model failed."""

    status = 424
    code = "ModelError"

    def __init__(self, container: str, original_message: str, original_status: int = 500) -> None:
        kind = "server" if original_status >= 500 else "client"
        super().__init__(
            f'Received {kind} error ({original_status}) from {container} with message "{original_message}".'
        )
        self.original_message = original_message
        self.original_status = original_status

    def members(self) -> dict[str, Any]:
        return {
            **super().members(),
            "OriginalMessage": self.original_message,
            "OriginalStatusCode": self.original_status,
            "LogStreamArn": "",
        }
