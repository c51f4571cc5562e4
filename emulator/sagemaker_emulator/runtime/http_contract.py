"""SageMaker's HTTP contract with a container, as far as all servers in place of containers share it.

Like these servers, it uses only the standard library and nothing of this package, because
they run as scripts in processes of their own.
"""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import Any

JSON = "application/json"
ADAPTER = "X-Amzn-SageMaker-Adapter-Identifier"
NOT_FOUND = b'{"detail":"Not Found"}'


class Contract(BaseHTTPRequestHandler):
    """Answers ``GET /ping``. Subclasses answer ``POST``."""

    def do_GET(self) -> None:
        self.send(200 if self.path == "/ping" else 404)

    def body(self) -> bytes:
        """Return the body of the request."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send(self, status: int, body: bytes = b"", content_type: str = JSON) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Do not log requests, so that the log shows only the output of the model."""
