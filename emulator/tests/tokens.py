"""Bearer tokens, as the SageMaker Python SDK makes them: botocore presigns a request, which becomes the token."""

from __future__ import annotations

import base64

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

HOST = "sagemaker.amazonaws.com"
OWN = Credentials("test", "test", "test")


def presigned(credentials: Credentials = OWN, region: str = "us-east-1", seconds: int = 3600, host: str = HOST) -> str:
    """The presigned request, without its scheme and with its version."""
    request = AWSRequest("POST", f"https://{host}/", {"host": host}, params={"Action": "CallWithBearerToken"})
    SigV4QueryAuth(credentials, "sagemaker", region, expires=seconds).add_auth(request)
    return str(request.url).removeprefix("https://") + "&Version=1"


def encoded(url: str) -> str:
    return "sagemaker-api-key-" + base64.b64encode(url.encode()).decode()


def token(credentials: Credentials = OWN, region: str = "us-east-1", seconds: int = 3600) -> str:
    return encoded(presigned(credentials, region, seconds))
