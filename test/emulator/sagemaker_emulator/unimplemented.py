"""API calls that moto does not have.

Gap in moto: they end in status 500, which every SDK retries for half a minute
(the CDK CLI does so whenever a deployment fails, as it then asks CloudTrail).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug import Response

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
log = logging.getLogger(__name__)


def answered_once(application: Application) -> Application:
    """Turn a missing implementation into an error that is not retried, and says what is missing."""

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
