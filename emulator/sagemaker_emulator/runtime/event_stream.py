"""The encoding of a response stream: ``application/vnd.amazon.eventstream``."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from zlib import crc32

CONTENT_TYPE = "application/vnd.amazon.eventstream"
_STRING = 7
_PART = {":event-type": "PayloadPart", ":content-type": "application/octet-stream", ":message-type": "event"}


def payload_parts(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Return one event for each part of a body."""
    for part in parts:
        yield _message(part)


def _message(payload: bytes) -> bytes:
    headers = b"".join(_header(name, value) for name, value in _PART.items())
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack("!I", crc32(prelude)) + headers + payload
    return message + struct.pack("!I", crc32(message))


def _header(name: str, value: str) -> bytes:
    return struct.pack(f"!B{len(name)}sBH{len(value)}s", len(name), name.encode(), _STRING, len(value), value.encode())
