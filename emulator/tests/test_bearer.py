"""What the bearer tokens of the OpenAI-compatible API have to be."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

import pytest
from botocore.credentials import Credentials
from tokens import OWN, encoded, presigned, token

from sagemaker_emulator.runtime.bearer import region_of
from sagemaker_emulator.runtime.errors import AccessDenied


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "cn-north-1"])
@pytest.mark.parametrize("credentials", [OWN, Credentials("test", "test"), Credentials("test", "test", "a/b+c==")])
def test_a_token_tells_its_region(credentials: Credentials, region: str) -> None:
    assert region_of(f"Bearer {token(credentials, region)}") == region


def sdk_generator() -> Any:
    """The generator of the SDK, which is one file; its package imports much that is not installed."""
    try:
        (source,) = [file for file in files("sagemaker-core") or [] if file.name == "token_generator.py"]
    except PackageNotFoundError:
        pytest.skip("sagemaker-core is not installed")
    spec = importlib.util.spec_from_file_location("token_generator", Path(str(source.locate())))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tokens_of_the_sdk_are_valid() -> None:
    assert region_of(f"Bearer {sdk_generator().SageMakerTokenGenerator().get_token(OWN, 'eu-west-1')}") == "eu-west-1"


def changed(old: str, new: str) -> str:
    url = presigned()
    assert url.count(old) == 1
    return encoded(url.replace(old, new))


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (None, "requires a bearer token"),
        ("AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/sagemaker/aws4_request", "requires a bearer token"),
        ("Bearer ", "does not have the form"),
        ("Bearer sk-of-openai", "does not have the form"),
        (f"Bearer {token().removeprefix('sagemaker-api-key-')}", "does not have the form"),
        (f"Bearer {token()}!", "does not have the form"),
        (f"Bearer {encoded(presigned().removesuffix('&Version=1'))}", "does not have the form"),
        (f"Bearer {encoded(presigned(host='bedrock.amazonaws.com'))}", "does not have the form"),
        (f"Bearer {changed('CallWithBearerToken', 'ListModels')}", "not a presigned CallWithBearerToken request"),
        (f"Bearer {changed('X-Amz-Date', 'X-Amz-Day')}", "request .no X-Amz-Date.."),
        (f"Bearer {changed('SignedHeaders=host', 'SignedHeaders=host%3Bx')}", "must sign the header host only"),
        (f"Bearer {changed('%2Fsagemaker%2F', '%2Fbedrock%2F')}", "not that of SageMaker"),
        (f"Bearer {changed('Expires=3600', 'Expires=soon')}", "no valid date or lifetime"),
        (f"Bearer {token(seconds=12 * 60 * 60 + 1)}", "is 1 to 43200 seconds"),
        (f"Bearer {token(seconds=0)}", "is 1 to 43200 seconds"),
        (
            f"Bearer {token(Credentials('AKIANOBODYNOBODY1234', 'test'))}",
            "access key .* does not exist. The emulator has 'test', with the secret 'test'",
        ),
        (f"Bearer {token(Credentials('test', 'wrong'))}", "signature of the bearer token does not match"),
        (f"Bearer {changed('%2Fus-east-1%2F', '%2Feu-west-1%2F')}", "signature of the bearer token does not match"),
        (f"Bearer {changed('Expires=3600', 'Expires=3601')}", "signature of the bearer token does not match"),
        (f"Bearer {changed('Security-Token=test', 'Security-Token=other')}", "signature .* does not match"),
    ],
)
def test_other_headers_are_refused(header: str | None, message: str) -> None:
    with pytest.raises(AccessDenied, match=message):
        region_of(header)


@pytest.mark.parametrize(("later", "valid"), [(-301, False), (-240, True), (0, True), (3590, True), (3601, False)])
def test_a_token_is_valid_for_its_lifetime(later: int, valid: bool) -> None:
    header, now = f"Bearer {token()}", datetime.now(UTC) + timedelta(seconds=later)
    if valid:
        assert region_of(header, lambda: now) == "us-east-1"
    else:
        with pytest.raises(AccessDenied, match="has expired, or is not valid yet"):
            region_of(header, lambda: now)
