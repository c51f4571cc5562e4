"""What moto does not implement: API operations, and functions without Docker.

Gap in moto: they return status 500, which every SDK retries for half a minute.
The CDK CLI does so after each failed deployment, because it then calls CloudTrail.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from moto.utilities.docker_utilities import DockerModel
from werkzeug import Response

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
log = logging.getLogger(__name__)


def install() -> None:
    """Let the page with all resources show functions.

    Gap in moto: the page reads the Docker client of each function, and fails without Docker, which the emulator does not need.
    """

    def docker_client(_: DockerModel) -> Any:
        raise AttributeError("the emulator does not use Docker")

    setattr(DockerModel, "docker_client", property(docker_client))


def answered_once(application: Application) -> Application:
    """Return an error that is not retried and that names the missing implementation."""

    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except NotImplementedError as error:
            log.warning("%s", error)
            return _response(str(error))(environ, start_response)

    return guarded


def _response(message: str) -> Response:
    members = {"__type": "NotImplemented", "message": message, "Message": message}
    return Response(
        json.dumps(members),
        status=501,
        content_type="application/x-amz-json-1.1",
        headers={"x-amzn-ErrorType": "NotImplemented"},
    )
