"""The refusal of requests from web pages.

Gap in moto: it allows requests of any origin, so that a web page in a browser on the
same machine could read the emulated account, and run code in it by deploying a model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug import Response

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
_FROM_OTHER_SITES = ("cross-site", "same-site")


def without_web_pages(application: Application) -> Application:
    """Refuse what only browsers send for a page: an ``Origin``, or a ``Sec-Fetch-Site`` that names another site."""

    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if "HTTP_ORIGIN" in environ or environ.get("HTTP_SEC_FETCH_SITE") in _FROM_OTHER_SITES:
            text = "The emulator does not accept requests from web pages.\n"
            return Response(text, 403, content_type="text/plain")(environ, start_response)
        return application(environ, start_response)

    return guarded
