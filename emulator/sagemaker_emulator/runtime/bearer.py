"""The verification of the bearer tokens of the OpenAI-compatible API.

A token is a presigned request to ``CallWithBearerToken``, without its scheme, in base64.
This file computes the signature itself, so that it also verifies how botocore signs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.access_control import CreateAccessKeyFailure, create_access_key
from moto.utilities.utils import get_partition

from .errors import AccessDenied

HOST = "sagemaker.amazonaws.com"
_PREFIX = "sagemaker-api-key-"
_VERSION = "&Version=1"
_ALGORITHM = "AWS4-HMAC-SHA256"
_MAX_SECONDS = 12 * 60 * 60
_CLOCK_SKEW = timedelta(minutes=5)
_REQUIRED = ("Credential", "Date", "Expires", "SignedHeaders", "Signature")
# The credentials that the emulator's own client and its environment have.
_OWN_KEYS = {"test": "test"}


@dataclass(frozen=True)
class Signer:
    """Who signed a token, and the region that it is for."""

    region: str
    access_key: str
    session_token: str | None


def region_of(authorization: str | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> str:
    """Return the region that a valid token is for."""
    return signer_of(authorization, now).region


def signer_of(authorization: str | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Signer:
    """Return the signer of a valid token. Raise :class:`AccessDenied` for any other header."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme != "Bearer":
        raise AccessDenied("The OpenAI-compatible API requires a bearer token.")
    query = _query_of(token.strip())
    values = dict(parse_qsl(query, keep_blank_values=True))
    missing = [f"X-Amz-{name}" for name in _REQUIRED if not values.get(f"X-Amz-{name}")]
    if missing or values.get("Action") != "CallWithBearerToken" or values.get("X-Amz-Algorithm") != _ALGORITHM:
        lacks = f" (no {', '.join(missing)})" if missing else ""
        raise AccessDenied(f"The bearer token is not a presigned CallWithBearerToken request{lacks}.")
    if values["X-Amz-SignedHeaders"] != "host":
        raise AccessDenied("The bearer token must sign the header host only.")
    key, date, region = _scope_of(values["X-Amz-Credential"])
    _require_valid_at(now(), values["X-Amz-Date"], values["X-Amz-Expires"], date)
    secret = _secret_of(key, region, values.get("X-Amz-Security-Token"))
    scope = f"{date}/{region}/sagemaker/aws4_request"
    if not hmac.compare_digest(_signature(query, values["X-Amz-Date"], scope, secret), values["X-Amz-Signature"]):
        raise AccessDenied("The signature of the bearer token does not match.")
    return Signer(region, key, values.get("X-Amz-Security-Token"))


def _query_of(token: str) -> str:
    """Return the query of the presigned request, without the version, which is not signed."""
    try:
        url = base64.b64decode(token.removeprefix(_PREFIX), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        url = ""
    start = f"{HOST}/?"
    if not token.startswith(_PREFIX) or not url.startswith(start) or not url.endswith(_VERSION):
        raise AccessDenied("The bearer token does not have the form of a SageMaker API key.")
    return url[len(start) : -len(_VERSION)]


def _scope_of(credential: str) -> tuple[str, str, str]:
    parts = credential.split("/")
    if len(parts) != 5 or parts[3:] != ["sagemaker", "aws4_request"]:
        raise AccessDenied("The credential scope of the bearer token is not that of SageMaker.")
    return parts[0], parts[1], parts[2]


def _require_valid_at(now: datetime, signed_at: str, expires: str, date: str) -> None:
    try:
        start = datetime.strptime(signed_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        seconds = int(expires)
    except ValueError as error:
        raise AccessDenied("The bearer token has no valid date or lifetime.") from error
    if not 1 <= seconds <= _MAX_SECONDS or not signed_at.startswith(date):
        raise AccessDenied(f"The lifetime of a bearer token is 1 to {_MAX_SECONDS} seconds from its date.")
    if not start - _CLOCK_SKEW <= now < start + timedelta(seconds=seconds):
        raise AccessDenied("The bearer token has expired, or is not valid yet.")


def _secret_of(key: str, region: str, session_token: str | None) -> str:
    """Return the secret of an access key: of the emulator's own, of a user, or of an assumed role."""
    if key in _OWN_KEYS:
        return _OWN_KEYS[key]
    headers = {"X-Amz-Security-Token": session_token} if session_token else {}
    try:
        found = create_access_key(DEFAULT_ACCOUNT_ID, get_partition(region), key, headers)
    except CreateAccessKeyFailure as error:
        raise AccessDenied(
            "The access key of the bearer token does not exist. The emulator has 'test', with the secret 'test', and those of its users and roles."
        ) from error
    return str(found.create_credentials().secret_key)


def _signature(query: str, date: str, scope: str, secret: str) -> str:
    """Return the signature of the query, without the signature in it, as Signature Version 4 defines it."""
    signed = sorted(part.split("=", 1) for part in query.split("&") if not part.startswith("X-Amz-Signature="))
    nothing = hashlib.sha256(b"").hexdigest()
    parameters = "&".join("=".join(part) for part in signed)
    canonical = "\n".join(["POST", "/", parameters, f"host:{HOST}", "", "host", nothing])
    text = "\n".join([_ALGORITHM, date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
